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

    /// Proves that a lane answers again; returns the fault otherwise.
    public typealias Probe = @Sendable () async -> LaneFault?

    private let store: any LaneStore
    private let probes: [Lane: Probe]
    private var credentials: [Lane: String]
    private let time: any TimeSource
    private let schedule: ProbeSchedule
    private let logger: Logger

    private var pauses: [Lane: LanePause] = [:]
    /// Lanes whose first failure is being confirmed by a probe, with those who wait for its word: they get no new work
    /// meanwhile, and one probe is enough for all that failed together.
    private var suspects: [Lane: [CheckedContinuation<Verdict, Never>]] = [:]
    private var probing: Set<Lane> = []
    private var throttled: [Lane: Int] = [:]
    /// Whose pass met refused credentials that a probe proved good afterwards.
    private var accused: [Lane: RequestKey] = [:]
    /// Lanes whose sign-in was refused in this process: its own session goes on refusing until a probe has proved it.
    private var refusedHere: Set<Lane> = []
    /// Lanes of which the store does not know what we know.
    private var unsaved: Set<Lane> = []
    private var changing = 0
    /// Moves with every change of ours: a read of the store that overlaps one must not undo it.
    private var changes = 0

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
        schedule = ProbeSchedule()
    }

    /// Reads the pauses again: another process may have paused or resumed a lane.
    public func refresh() async throws(StoreError) {
        for lane in unsaved { await change(lane, to: pauses[lane]) }
        let before = changes
        var current: [Lane: LanePause] = [:]
        for pause in try await store.pauses() {
            if let refused = pause.credentials, let present = credentials[pause.lane], refused != present {
                try await store.resume(pause.lane)
                logger.notice("lane resumed: its credentials were changed", metadata: metadata(pause.lane))
            } else {
                current[pause.lane] = pause
            }
        }
        // What was changed meanwhile is newer; the next refresh comes soon.
        guard changing == 0, changes == before else { return }
        for lane in unsaved { current[lane] = pauses[lane] }
        // Somebody else mended it, or the credentials were changed: proved here before it is used here.
        for lane in refusedHere where current[lane] == nil {
            current[lane] = pauses[lane].map { schedule.dueNow($0, at: time.now) }
        }
        pauses = current
    }

    /// What the lanes sign in with from now on; a lane whose refused credentials were changed resumes at the next
    /// `refresh()`.
    public func replaceCredentials(_ credentials: [Lane: String]) { self.credentials = credentials }

    public func isOpen(_ lane: Lane) -> Bool { pauses[lane] == nil && suspects[lane] == nil }

    /// How many wait for the word of a probe that somebody else makes.
    func waiting(forProbeOf lane: Lane) -> Int { suspects[lane]?.count ?? 0 }

    public func pause(of lane: Lane) -> LanePause? { pauses[lane] }

    public var allPauses: [LanePause] { pauses.values.sorted { $0.lane < $1.lane } }

    /// Judges a failure that looks like the lane's.
    ///
    /// A refused connection or a time-out is confirmed by one probe before the whole lane stands still: otherwise one
    /// user whose page always hangs would hold up everybody and never lose an attempt. For the same reason refused
    /// credentials are the user's failure when a probe has proved them good since the same pass met them before.
    ///
    /// - Parameter key: Whose pass failed.
    public func report(_ fault: LaneFault, by key: RequestKey? = nil) async -> Verdict {
        let lane = fault.lane
        if let pause = pauses[lane] {
            if let later = schedule.heeding(fault, during: pause, at: time.now) { await change(lane, to: later) }
            return .paused
        }
        switch fault.reason {
        case .unreachable:
            if suspects[lane] != nil { return await withCheckedContinuation { suspects[lane]?.append($0) } }
            guard let probe = probes[lane] else { break }
            return await confirm(fault, by: probe)
        case .credentials:
            if let key, accused[lane] == key { return .user }
            accused[lane] = key
        case .throttled, .captcha: break
        }
        await pause(fault)
        return .paused
    }

    private func confirm(_ fault: LaneFault, by probe: Probe) async -> Verdict {
        let lane = fault.lane
        suspects[lane] = []
        let found = await probe()
        var verdict = Verdict.paused
        if Task.isCancelled {
            // A probe that was cut off proves nothing; whoever asked hands its work back.
        } else if let found {
            if pauses[lane] == nil { await pause(found.lane == lane ? found : fault) }
        } else {
            verdict = .user
        }
        for other in suspects.removeValue(forKey: lane) ?? [] { other.resume(returning: verdict) }
        return verdict
    }

    /// A pass through the lane succeeded: a throttling that comes later is a new one.
    func worked(_ lane: Lane) { throttled[lane] = nil }

    /// A request to the lane succeeded at a person's wish: whatever paused it is over.
    public func proved(_ lane: Lane) async {
        throttled[lane] = nil
        accused[lane] = nil
        guard pauses[lane] != nil else { return }
        await resume(lane)
    }

    /// Tries the paused lanes whose time has come. Slow lanes do not hold up the others.
    public func probeDue() async {
        let now = time.now
        let due = pauses.values.filter { !probing.contains($0.lane) && schedule.isDue($0, at: now) }
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
        let found = await probe()
        // A probe that was cut off proves nothing, and another reason that came up meanwhile is newer than its word.
        guard !Task.isCancelled, pauses[lane] == nil || pauses[lane]?.reason == pause.reason else { return }
        if let found {
            await self.pause(found, after: pause)
        } else if pauses[lane] != nil {
            await resume(lane)
        }
    }

    private func pause(_ fault: LaneFault, after earlier: LanePause? = nil) async {
        let lane = fault.lane
        let known = earlier ?? pauses[lane]
        if fault.reason == .throttled { throttled[lane, default: 0] += 1 }
        if fault.reason == .credentials || fault.reason == .captcha { refusedHere.insert(lane) }
        let pause = schedule.pause(
            for: fault, after: known, throttledInARow: throttled[lane] ?? 1, credentials: credentials[lane],
            at: time.now)
        if known == nil {
            var metadata = metadata(lane)
            metadata["reason"] = "\(fault.reason.rawValue)"
            metadata["error"] = "\(fault.message)"
            logger.error("lane paused", metadata: metadata)
        }
        await change(lane, to: pause)
    }

    private func resume(_ lane: Lane) async {
        logger.notice("lane resumed", metadata: metadata(lane))
        refusedHere.remove(lane)
        await change(lane, to: nil)
    }

    /// Takes effect here at once and for other processes when it is stored; where it cannot be, `refresh` tries again.
    private func change(_ lane: Lane, to pause: LanePause?) async {
        pauses[lane] = pause
        changing += 1
        changes += 1
        defer {
            changing -= 1
            changes += 1
        }
        do throws(StoreError) {
            if let pause { try await store.pause(pause) } else { try await store.resume(lane) }
            unsaved.remove(lane)
        } catch {
            guard unsaved.insert(lane).inserted else { return }
            var metadata = metadata(lane)
            metadata["error"] = "\(error)"
            logger.error("what became of a lane could not be stored, to be tried again", metadata: metadata)
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
