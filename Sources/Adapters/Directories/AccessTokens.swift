import Domain
import Foundation

/// How a connector gets a token.
protocol SignIn: Sendable {
    var endpoint: TokenEndpoint { get }

    /// Asks for a token.
    func grant() async throws(DirectoryError) -> AccessGrant
}

/// A token as it was given.
struct AccessGrant: Sendable {
    var token: String
    /// `bearer` or `dpop`; nil where the answer does not say.
    let type: String?
    /// In seconds.
    let lifetime: TimeInterval
}

/// Signs in and keeps the token until shortly before it expires.
///
/// One sign-in at a time: whoever needs a token meanwhile gets that one's result. A refused sign-in is remembered for
/// a minute, so that workers which were under way when it was refused do not sign in once more each.
actor AccessTokens {
    private struct Token {
        let text: String
        let renewAt: Date
    }

    private static let refusalTerm: TimeInterval = 60

    private let signIn: any SignIn
    private let time: any TimeSource
    private var current: Token?
    private var refusal: (error: DirectoryError, until: Date)?
    private var isSigningIn = false
    private var waiting: [CheckedContinuation<Result<String, DirectoryError>?, Never>] = []

    init(signIn: any SignIn, time: any TimeSource) {
        self.signIn = signIn
        self.time = time
    }

    /// A token that is good for a while.
    ///
    /// - Parameters:
    ///   - refused: A token that the IdP did not take: another one is fetched, unless that has happened already.
    ///   - anew: Asks even where a sign-in was refused a moment ago.
    func token(insteadOf refused: String? = nil, anew: Bool = false) async throws(DirectoryError) -> String {
        while true {
            if let current, current.text != refused, current.renewAt > time.now { return current.text }
            if !anew, let refusal, refusal.until > time.now { throw refusal.error }
            guard isSigningIn else { break }
            let result = await withCheckedContinuation { waiting.append($0) }
            if let result { return try result.get() }
            // The one who signed in was cancelled: whoever is first takes its place.
            if Task.isCancelled { throw signIn.endpoint.fault(.unreachable, "cancelled") }
        }
        isSigningIn = true
        let result: Result<AccessGrant, DirectoryError>
        do throws(DirectoryError) { result = .success(try await signIn.grant()) } catch { result = .failure(error) }
        isSigningIn = false
        let outcome = keep(result)
        for waiter in waiting { waiter.resume(returning: Task.isCancelled ? nil : outcome) }
        waiting = []
        return try outcome.get()
    }

    private func keep(_ result: Result<AccessGrant, DirectoryError>) -> Result<String, DirectoryError> {
        switch result {
        case .success(let grant):
            // Five minutes ahead, and at half its life where it lives shorter than ten.
            let life = max(grant.lifetime - 300, grant.lifetime / 2)
            current = Token(text: grant.token, renewAt: time.now.addingTimeInterval(life))
            refusal = nil
            return .success(grant.token)
        case .failure(let error):
            current = nil
            if error.code == .credentials { refusal = (error, time.now.addingTimeInterval(Self.refusalTerm)) }
            return .failure(error)
        }
    }
}
