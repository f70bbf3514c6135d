public import Domain
import Foundation
public import Logging

/// Which connectors and targets are paused, and when they are tried again.
///
/// The pauses themselves are in the store, so that every process on it obeys them; the board holds a copy that
/// `refresh()` renews.
public actor LaneBoard {
    /// Who is to blame for a failure.
    public enum Verdict: Sendable, Hashable {
        /// The lane answered a probe: it is this user's failure, and counts.
        case user
        /// The lane fails: the user waits and loses no attempt.
        case paused
    }

    /// Proves that a lane answers again; throws the fault otherwise.
    public typealias Probe = @Sendable () async -> LaneFault?

    private let store: any LaneStore
    private let probes: [Lane: Probe]
    private var credentials: [Lane: String]
    private let time: any TimeSource
    private let schedule: RetrySchedule
    private let logger: Logger

    private var pauses: [Lane: LanePause] = [:]
    /// Lanes whose first failure is being confirmed by a probe: they get no new work meanwhile.
    private var suspects: Set<Lane> = []
    private var probing: Set<Lane> = []
    private var throttled: [Lane: Int] = [:]

    /// - Parameters:
    ///   - credentials: A digest of what each lane signs in with: refused ones are not tried again until it differs.
    public init(
        store: any LaneStore, probes: [Lane: Probe], credentials: [Lane: String], time: any TimeSource, logger: Logger
    ) {
        self.store = store
        self.probes = probes
        self.credentials = credentials
        self.time = time
        self.logger = logger
        schedule = RetrySchedule(base: .seconds(1), cap: .seconds(30), random: { $0.upperBound })
    }

    /// Reads the pauses again: another process may have paused or resumed a lane.
    public func refresh() async throws(StoreError) {
        var current: [Lane: LanePause] = [:]
        for pause in try await store.pauses() {
            if let refused = pause.credentials, let present = credentials[pause.lane], refused != present {
                try await store.resume(pause.lane)
                logger.notice("lane resumed: its credentials were changed", metadata: metadata(pause.lane))
            } else {
                current[pause.lane] = pause
            }
        }
        pauses = current
    }

    /// What the lanes sign in with from now on; a lane whose refused credentials were changed resumes at the next
    /// `refresh()`.
    public func replaceCredentials(_ credentials: [Lane: String]) { self.credentials = credentials }

    public func isOpen(_ lane: Lane) -> Bool { pauses[lane] == nil && !suspects.contains(lane) }

    public func pause(of lane: Lane) -> LanePause? { pauses[lane] }

    public var allPauses: [LanePause] { pauses.values.sorted { $0.lane < $1.lane } }

    /// Judges a failure that looks like the lane's.
    ///
    /// A refused connection or a time-out is confirmed by one probe before the whole lane stands still: otherwise one
    /// user whose page always hangs would hold up everybody and never lose an attempt.
    public func report(_ fault: LaneFault) async -> Verdict {
        let lane = fault.lane
        guard isOpen(lane) else { return .paused }
        if fault.reason == .unreachable, let probe = probes[lane] {
            suspects.insert(lane)
            let confirmed = await probe()
            suspects.remove(lane)
            guard let confirmed else { return .user }
            await pause(confirmed.lane == lane ? confirmed : fault)
        } else {
            await pause(fault)
        }
        return .paused
    }

    /// A pass through the lane succeeded: a throttling that comes later is a new one.
    func worked(_ lane: Lane) { throttled[lane] = nil }

    /// A request to the lane succeeded at a person's wish: whatever paused it is over.
    public func proved(_ lane: Lane) async {
        throttled[lane] = nil
        guard pauses[lane] != nil else { return }
        await resume(lane)
    }

    /// Tries the paused lanes whose time has come. Slow lanes do not hold up the others.
    public func probeDue() async {
        let now = time.now
        let due = pauses.values.filter { pause in
            pause.probeAt.map { $0 <= now } == true && !probing.contains(pause.lane)
        }
        await withTaskGroup(of: Void.self) { group in
            for pause in due {
                group.addTask { await self.probe(pause) }
            }
        }
    }

    private func probe(_ pause: LanePause) async {
        let lane = pause.lane
        guard probing.insert(lane).inserted else { return }
        defer { probing.remove(lane) }
        // A time that the lane itself named is obeyed, and then it is simply used again.
        guard pause.reason != .throttled, let probe = probes[lane] else { return await resume(lane) }
        guard let fault = await probe() else { return await resume(lane) }
        // Somebody may have resumed it meanwhile; a probe that failed after that is still the newest word.
        await self.pause(fault, after: pause)
    }

    private func pause(_ fault: LaneFault, after earlier: LanePause? = nil) async {
        let lane = fault.lane
        let now = time.now
        let known = earlier ?? pauses[lane]
        let failures = (known?.reason == fault.reason ? known?.failures ?? 0 : 0) + 1
        let pause = LanePause(
            lane: lane, reason: fault.reason, message: fault.message, since: known?.since ?? now,
            probeAt: probeTime(of: fault, failures: failures, now: now), failures: failures,
            credentials: fault.reason == .credentials || fault.reason == .captcha ? credentials[lane] : nil)
        pauses[lane] = pause
        var metadata = metadata(lane)
        metadata["reason"] = "\(fault.reason.rawValue)"
        metadata["error"] = "\(fault.message)"
        if known == nil { logger.error("lane paused", metadata: metadata) }
        do { try await store.pause(pause) } catch {
            logger.error("a lane's pause could not be stored", metadata: ["error": "\(error)"])
        }
    }

    private func probeTime(of fault: LaneFault, failures: Int, now: Date) -> Date? {
        switch fault.reason {
        case .throttled:
            let count = (throttled[fault.lane] ?? 0) + 1
            throttled[fault.lane] = count
            return now + (fault.retryAfter ?? schedule.delay(afterFailures: count)).timeInterval
        case .unreachable:
            return now + schedule.delay(afterFailures: failures).timeInterval
        case .credentials:
            // The IdP or target may have had a bad moment; a third refusal could lock the account.
            return failures < 2 ? now + 60 : nil
        case .captcha:
            return nil
        }
    }

    private func resume(_ lane: Lane) async {
        pauses[lane] = nil
        logger.notice("lane resumed", metadata: metadata(lane))
        do { try await store.resume(lane) } catch {
            logger.error("a lane's pause could not be removed", metadata: ["error": "\(error)"])
        }
    }

    private func metadata(_ lane: Lane) -> Logger.Metadata { ["\(lane.side.rawValue)": "\(lane.name)"] }
}

extension Duration {
    /// Seconds, as Foundation counts them.
    var timeInterval: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
