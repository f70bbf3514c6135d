import Domain
import Foundation
import Logging

/// Takes one claim from what was read to how it ends.
struct PassRunner: Sendable {
    /// How a claim ends, and what a person is told.
    struct Conclusion: Sendable {
        let completion: Completion
        let record: PassRecord
        let report: PassReport
    }

    let store: any Store
    let board: LaneBoard
    let policy: SyncPolicy
    let time: any TimeSource

    /// One user's pass through one pipeline, without its end.
    func run(_ claim: Claim, through route: Route, reading: Reading) async -> Result<UserSync.Result, PassFailure> {
        let sync = UserSync(route: route, ledger: store, time: time)
        do throws(PassFailure) {
            switch reading {
            case .success(let profile):
                return .success(try await sync.run(profile, under: claim))
            case .failure(let error) where error.code == .notFound:
                return .success(try await departed(claim, sync))
            case .failure(let error):
                throw .directory(error)
            }
        } catch {
            return .failure(error)
        }
    }

    /// A user that the IdP does not have. A fresh one may only not have been replicated yet, so nothing is cleared
    /// before the last look.
    private func departed(_ claim: Claim, _ sync: UserSync) async throws(PassFailure) -> UserSync.Result {
        let isLastLook = claim.cause.kind != .notification || claim.step >= policy.rereads.count
        guard sync.route.pipeline.onDeleted == .clear, isLastLook else {
            return UserSync.Result(report: PassReport(.gone))
        }
        let link: TargetUser?
        do { link = try await store.link(for: claim.key) } catch { throw .store(error) }
        guard let link else { return UserSync.Result(report: PassReport(.gone)) }
        let account: TargetUser?
        do { account = try await sync.route.target.reader.user(key: link.key) } catch { throw .target(error) }
        guard let account else { return UserSync.Result(report: PassReport(.gone)) }
        return try await sync.runDeparted(account, under: claim)
    }

    /// What follows from the pass: a result, another attempt, a wait for the lane, or a dead letter.
    func conclude(
        _ claim: Claim, through route: Route, reading: Reading, _ result: Result<UserSync.Result, PassFailure>
    ) async -> Conclusion {
        switch result {
        case .success(let result):
            await board.worked(Lane(.target, route.pipeline.target))
            await board.worked(Lane(.connector, route.pipeline.connector))
            return success(claim, route, reading, result)
        case .failure(let failure):
            return await conclude(claim, failure)
        }
    }

    private func success(
        _ claim: Claim, _ route: Route, _ reading: Reading, _ result: UserSync.Result
    ) -> Conclusion {
        let fingerprint = (try? reading.get()).map { $0.fingerprint(of: route.pipeline.paths) }
        let report = result.report
        // Without an earlier read there is nothing to compare: a target that needs nothing then means the same.
        let unchanged = claim.fingerprint.map { $0 == fingerprint } ?? (report.outcome == .unchanged)
        let followUp = policy.followUp(after: claim, outcome: report.outcome, unchanged: unchanged, now: time.now)
        let record = PassRecord(
            outcome: report.outcome, link: report.targetUser, fingerprint: fingerprint, values: result.values,
            history: result.history, settlesIntents: route.isLive)
        return Conclusion(completion: .done(followUp: followUp), record: record, report: report)
    }

    /// What follows from a failure, of a pass or of resolving a name.
    func conclude(_ claim: Claim, _ failure: PassFailure) async -> Conclusion {
        let report = PassReport(.failed, reason: failure.description)
        let completion: Completion
        switch failure {
        case .store, .claimLost:
            completion = .handedBack
        case .accountBusy:
            completion = .deferred(until: time.now + 1, reason: failure.description)
        case .directory, .target, .unplannable:
            if let fault = LaneFault(failure), await board.report(fault) == .paused {
                completion = .deferred(until: time.now, reason: failure.description)
            } else {
                completion = policy.completion(ofFailure: failure.description, after: claim, now: time.now)
            }
        }
        return Conclusion(completion: completion, record: PassRecord(), report: report)
    }
}

extension Route {
    var isLive: Bool { if case .live = target { true } else { false } }
}
