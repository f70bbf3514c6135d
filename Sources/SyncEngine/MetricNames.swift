import Domain
import Metrics

/// Every metric that Rollcall counts, in one place; labels hold only names of the configuration and fixed words.
public enum MetricNames {
    public static let notifications = "rollcall_notifications_total"
    public static let syncRequests = "rollcall_sync_requests"
    public static let oldestWaiting = "rollcall_oldest_waiting_seconds"
    public static let syncs = "rollcall_syncs_total"
    public static let valuesWritten = "rollcall_values_written_total"
    public static let notificationToWrite = "rollcall_notification_to_write_seconds"
    public static let directoryRequests = "rollcall_directory_requests_total"
    public static let targetRequests = "rollcall_target_requests_total"
    public static let lanePaused = "rollcall_lane_paused"
    public static let lastReconciliation = "rollcall_reconciliation_last_success_timestamp_seconds"
    public static let missedNotifications = "rollcall_missed_notifications_total"
    public static let expiry = "rollcall_expiry_timestamp_seconds"

    /// What each means, for the exposition's HELP lines.
    public static let help = [
        notifications: "Notifications by the connector or webhook that sent them: accepted, duplicate, rejected.",
        syncRequests: "Users that wait, run, or failed for good.",
        oldestWaiting: "Age of the oldest mark that waits or runs.",
        syncs: "Passes of one user through one pipeline, by outcome.",
        valuesWritten: "Values written at targets: set, change, clear.",
        notificationToWrite: "From a notification's arrival to the written profile.",
        directoryRequests: "Requests to identity providers, by status; error: no whole answer came.",
        targetRequests: "Requests to targets, by status; error: no whole answer came.",
        lanePaused: "1 while a connector or target stands still.",
        lastReconciliation: "When a pipeline was last reconciled to the end.",
        missedNotifications: "Users whom a reconciliation found changed and no notification had announced.",
        expiry: "When a subscription ends.",
    ]
}

/// Counts what passes come to.
struct PassMetrics: Sendable {
    let pipeline: String

    func count(_ outcome: Outcome) {
        Counter(
            label: MetricNames.syncs, dimensions: [("pipeline", pipeline), ("outcome", outcome.rawValue)]
        ).increment()
    }

    func countValue(_ action: PlannedAttribute.Action) {
        Counter(
            label: MetricNames.valuesWritten, dimensions: [("pipeline", pipeline), ("action", action.rawValue)]
        ).increment()
    }

    /// The time from a notification's arrival to the written profile.
    func recordWrite(seconds: Double) {
        Recorder(
            label: MetricNames.notificationToWrite, dimensions: [("pipeline", pipeline)], aggregate: true
        ).record(seconds)
    }
}
