import Domain
import Foundation

/// Keeps credentials that are refused from being tried again and again.
///
/// Until they were taken once, one request goes ahead and the others await what becomes of it; a refusal is remembered
/// for a minute, so that workers which were under way do not bring them once more each.
actor OktaAdmission {
    private enum State {
        case untried, trying, taken
        case refused(DirectoryError, until: Date)
    }

    private static let refusalTerm: TimeInterval = 60

    private let time: any TimeSource
    private var state = State.untried
    /// nil: the one that went ahead was cancelled.
    private var waiting: [CheckedContinuation<Result<Void, DirectoryError>?, Never>] = []

    init(time: any TimeSource) {
        self.time = time
    }

    /// - Parameter anew: Asks even where the credentials were refused a moment ago.
    func pass<Value: Sendable>(
        anew: Bool, _ body: @Sendable () async throws(DirectoryError) -> Value
    ) async throws(DirectoryError) -> Value {
        let isAhead = try await enter(anew: anew)
        let result: Result<Value, DirectoryError>
        do throws(DirectoryError) { result = .success(try await body()) } catch { result = .failure(error) }
        leave(result.map { _ in }, isAhead: isAhead)
        return try result.get()
    }

    /// Whether the others await this one.
    private func enter(anew: Bool) async throws(DirectoryError) -> Bool {
        while true {
            switch state {
            case .taken: return false
            case .refused(let error, let until) where !anew && until > time.now: throw error
            case .untried, .refused:
                state = .trying
                return true
            case .trying:
                let result = await withCheckedContinuation { waiting.append($0) }
                if let result {
                    try result.get()
                } else if Task.isCancelled {
                    return false
                }
            }
        }
    }

    private func leave(_ result: Result<Void, DirectoryError>, isAhead: Bool) {
        switch result {
        case .success: state = .taken
        case .failure(let error) where error.code == .credentials:
            state = .refused(error, until: time.now.addingTimeInterval(Self.refusalTerm))
        case .failure: if isAhead { state = .untried }
        }
        guard isAhead else { return }
        for waiter in waiting { waiter.resume(returning: Task.isCancelled ? nil : result) }
        waiting = []
    }
}
