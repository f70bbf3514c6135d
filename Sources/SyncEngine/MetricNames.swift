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
    public static let expiry = "rollcall_expiry_timestamp_seconds"
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
