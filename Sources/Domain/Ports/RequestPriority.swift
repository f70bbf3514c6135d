/// How urgent the requests are that a task makes to IdPs and targets: `RequestPriority.$current.withValue(.bulk) { … }`.
public enum RequestPriority: Sendable, Hashable {
    case ordinary
    /// Of a run: goes when no ordinary request waits for the same IdP or target, and now and then all the same.
    case bulk

    @TaskLocal public static var current = RequestPriority.ordinary
}
