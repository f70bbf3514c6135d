import Domain
import Foundation
import Logging

/// Counts a pass's result and writes its one line, with the delivery that caused it.
struct PassLog {
    let logger: Logger

    func log(_ claim: Claim, _ report: PassReport, _ completion: Completion, at now: Date) {
        let metrics = PassMetrics(pipeline: claim.key.pipeline)
        var metadata = claim.metadata
        metadata["outcome"] = "\(report.outcome.rawValue)"
        if let user = report.targetUser { metadata["targetUser"] = "\(user.name)" }
        if let reason = report.reason { metadata["reason"] = "\(reason)" }
        let written = report.attributes.filter(\.action.writes)
        if report.outcome == .written, !written.isEmpty {
            metadata["attributes"] = "\(written.map(\.target.name).joined(separator: ", "))"
            for row in written { metrics.countValue(row.action) }
            if claim.cause.kind == .notification {
                metrics.recordWrite(seconds: max(0, now.timeIntervalSince(claim.markedAt)))
            }
        }
        for row in report.attributes where row.action == .error {
            metadata["error.\(row.target.name)"] = "\(row.error ?? "")"
        }
        metrics.count(report.outcome)
        switch completion {
        case .done: logger.info("synced", metadata: metadata)
        case .retry(let at, _):
            metadata["attempt"] = "\(claim.attempts + 1)"
            metadata["retryAt"] = "\(at.formatted(.iso8601))"
            logger.warning("sync failed, to be tried again", metadata: metadata)
        case .deferred: logger.info("sync waits for a paused connector or target", metadata: metadata)
        case .dead: logger.error("sync failed for good: a dead letter", metadata: metadata)
        case .handedBack: logger.info("sync handed back", metadata: metadata)
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
