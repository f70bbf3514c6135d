import Domain
import Foundation
import Logging
import Metrics
import Synchronization

/// What the hooks listener tells operators: counts for each endpoint, and log lines.
final class HookRecord: Sendable {
    enum Result: String, CaseIterable { case accepted, duplicate, rejected }

    private struct Counters {
        let byResult: [Result: Counter]
    }
    private let factory: any MetricsFactory
    private let logger: Logger
    private let limit = LogLimit()
    private let time: any TimeSource
    private let counters = Mutex<[String: Counters]>([:])

    init(factory: any MetricsFactory, logger: Logger, time: any TimeSource) {
        self.factory = factory
        self.logger = logger
        self.time = time
    }

    /// Makes the counters of `endpoints` appear with 0, so that a rate can be taken from the first count on.
    func prepare(_ endpoints: some Sequence<String>) {
        for endpoint in endpoints { count(.accepted, 0, endpoint) }
    }

    /// - Parameter endpoint: a name from the configuration.
    func count(_ result: Result, _ amount: Int, _ endpoint: String) {
        let counter = counters.withLock { counters in
            let known = counters[endpoint] ?? make(endpoint)
            counters[endpoint] = known
            return known.byResult[result]
        }
        if amount > 0 { counter?.increment(by: amount) }
    }

    func accepted(_ id: String, _ endpoint: String, status: Int, users: Int) {
        logger.debug(
            "delivery accepted",
            metadata: ["delivery": "\(id)", "connector": "\(endpoint)", "status": "\(status)", "users": "\(users)"])
    }

    func shookHands(_ id: String, _ endpoint: String) {
        logger.debug("handshake answered", metadata: ["delivery": "\(id)", "connector": "\(endpoint)"])
    }

    /// Counts and logs a request of a known endpoint that was not taken.
    func refused(_ id: String?, _ endpoint: String, status: Int, source: String?, reason: String, rejected: Int = 1) {
        count(.rejected, rejected, endpoint)
        var details: Logger.Metadata = ["connector": "\(endpoint)", "status": "\(status)", "reason": "\(reason)"]
        details["delivery"] = id.map { "\($0)" }
        details["source"] = source.map { "\($0)" }
        let message: Logger.Message = status < 300 ? "delivery taken in part" : "delivery refused"
        log(.notice, message, LogLimit.Kind(subject: endpoint, code: status), details)
    }

    /// The store did not take a verified delivery.
    func failed(_ id: String, _ endpoint: String, error: StoreError) {
        log(
            .error, "delivery not stored: the sender is asked to send it again",
            LogLimit.Kind(subject: endpoint, code: 503),
            ["delivery": "\(id)", "connector": "\(endpoint)", "status": "503", "error": "\(error)"])
    }

    /// A request that concerns no endpoint, or came when there was no room.
    func turnedAway(status: Int, reason: String) {
        let level = status == 503 ? Logger.Level.warning : .debug
        guard logger.logLevel <= level else { return }
        log(
            level, "request turned away", LogLimit.Kind(subject: "", code: status),
            ["status": "\(status)", "reason": "\(reason)"])
    }

    private func log(
        _ level: Logger.Level, _ message: Logger.Message, _ kind: LogLimit.Kind, _ details: Logger.Metadata
    ) {
        guard let leftOut = limit.pass(kind, at: time.now) else { return }
        var details = details
        if leftOut > 0 { details["leftOut"] = "\(leftOut)" }
        logger.log(level: level, message, metadata: details)
    }

    private func make(_ endpoint: String) -> Counters {
        let pairs = Result.allCases.map { result in
            let dimensions = [("connector", endpoint), ("result", result.rawValue)]
            return (result, Counter(label: "rollcall_notifications_total", dimensions: dimensions, factory: factory))
        }
        return Counters(byResult: Dictionary(uniqueKeysWithValues: pairs))
    }
}
