import Domain
import Foundation
import Logging

/// Counts a pass's result and writes its one line, with the delivery that caused it.
struct PassLog {
    let logger: Logger

    func log(_ claim: Claim, _ conclusion: PassRunner.Conclusion, at now: Date) {
        guard let report = conclusion.report else { return }
        var metadata = claim.metadata
        metadata["outcome"] = "\(report.outcome.rawValue)"
        if let user = report.targetUser { metadata["targetUser"] = "\(user.name)" }
        if let reason = report.reason { metadata["reason"] = "\(reason)" }
        let written = Set(conclusion.record.history.filter { !$0.uncertain }.map(\.attribute))
        let rows = report.attributes.filter { $0.action.writes && written.contains($0.target) }
        if !rows.isEmpty { metadata["attributes"] = "\(rows.map(\.target.name).joined(separator: ", "))" }
        for row in report.attributes where row.action == .error {
            metadata["error.\(row.target.name)"] = "\(row.error ?? "")"
        }
        count(claim, conclusion.completion, report.outcome, rows, at: now)
        switch conclusion.completion {
        case .done: logger.info("synced", metadata: metadata)
        case .retry(let at, _):
            metadata["attempt"] = "\(claim.attempts + 1)"
            metadata["retryAt"] = "\(at.formatted(.iso8601))"
            logger.warning("sync failed, to be tried again", metadata: metadata)
        case .deferred: logger.info("sync waits", metadata: metadata)
        case .dead: logger.error("sync failed for good: a dead letter", metadata: metadata)
        case .handedBack: logger.info("sync handed back", metadata: metadata)
        }
    }

    /// What waits for a lane or was handed back has come to nothing yet; what a simulation would write is not written.
    private func count(
        _ claim: Claim, _ completion: Completion, _ outcome: Outcome, _ written: [PlannedAttribute], at now: Date
    ) {
        let metrics = PassMetrics(pipeline: claim.key.pipeline)
        switch completion {
        case .done, .retry, .dead: metrics.count(outcome)
        case .deferred, .handedBack: return
        }
        for row in written { metrics.countValue(row.action) }
        if !written.isEmpty, claim.cause.kind == .notification {
            metrics.recordWrite(seconds: max(0, now.timeIntervalSince(claim.markedAt)))
        }
    }
}

extension Claim {
    /// What every log line about a claim carries.
    var metadata: Logger.Metadata {
        [
            "connector": "\(key.user.connector)", "user": "\(key.user.value)", "pipeline": "\(key.pipeline)",
            "cause": "\(cause.kind.rawValue)", "causeID": "\(cause.id)",
        ]
    }
}
