import Domain
import Foundation
import Logging

/// Does what was claimed and ends the claims.
struct Worker: Sendable {
    let store: any Store
    /// By the pipeline's name.
    let routes: [String: Route]
    let fanout: Fanout
    let runner: PassRunner
    let time: any TimeSource
    let logger: Logger

    /// Works on one user's claims: the IdP is read once for all pipelines.
    ///
    /// - Parameter ended: Called for each claim when its end is stored, or could not be.
    func work(on claims: [Claim], ended: @escaping @Sendable (Claim) async -> Void) async {
        let isBulk = claims.allSatisfy { $0.priority == .bulk }
        await RequestPriority.$current.withValue(isBulk ? .bulk : .ordinary) { await carryOut(claims, ended) }
    }

    private func carryOut(_ claims: [Claim], _ ended: @escaping @Sendable (Claim) async -> Void) async {
        let passes = claims.compactMap { claim in routes[claim.key.pipeline].map { (claim: claim, route: $0) } }
        var reading: Reading?
        if let first = passes.first {
            reading = await first.route.directory.reading(
                of: first.claim.key.user.value, for: passes.map(\.route))
        }
        await withDiscardingTaskGroup { [reading] group in
            for claim in claims {
                group.addTask {
                    let conclusion =
                        if let route = routes[claim.key.pipeline], let reading {
                            await runner.pass(claim, through: route, reading: reading)
                        } else {
                            await resolve(claim)
                        }
                    await shielded { await end(claim, conclusion) }
                    await ended(claim)
                }
            }
        }
    }

    private func resolve(_ claim: Claim) async -> PassRunner.Conclusion {
        guard let route = routes.values.first(where: { $0.pipeline.connector == claim.key.user.connector }) else {
            return .done(PassRecord(outcome: .noUser), report: PassReport(.noUser))
        }
        do throws(PassFailure) {
            let record = try await NameResolution(directory: route.directory, fanout: fanout).resolve(claim)
            guard let outcome = record.outcome else { return .done(record) }
            let followUp = runner.policy.followUp(after: claim, outcome: outcome, unchanged: false, now: time.now)
            return .done(record, followUp: followUp, report: PassReport(outcome))
        } catch {
            return await runner.conclude(claim, error)
        }
    }

    private func end(_ claim: Claim, _ conclusion: PassRunner.Conclusion) async {
        do {
            let kept = try await store.complete(
                claim, as: conclusion.completion, record: conclusion.record, at: time.now)
            if kept {
                PassLog(logger: logger).log(claim, conclusion, at: time.now)
            } else {
                logger.warning("a claim ran out before its pass was done", metadata: claim.metadata)
            }
        } catch {
            // The term ends by itself and the pass is done again; its intents say what was written.
            logger.error("an outcome could not be stored: \(error)", metadata: claim.metadata)
        }
    }
}
