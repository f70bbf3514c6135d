import NIOCore
import Synchronization

/// The open connections of a listener, bounded.
final class ConnectionTable: Sendable {
    private struct State {
        var connections: [ObjectIdentifier: ConnectionPresence] = [:]
        var isQuiescing = false
    }
    private let state = Mutex(State())
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    var count: Int { state.withLock { $0.connections.count } }

    /// Takes in a new connection; when the table is full, the one that has been idle for longest is closed for it.
    /// - Returns: nil when the connection must be closed: all others are busy, or the listener shuts down.
    func enter(_ channel: any Channel) -> ConnectionPresence? {
        let presence = ConnectionPresence(channel)
        let (entered, victim) = state.withLock { state -> (Bool, ConnectionPresence?) in
            guard !state.isQuiescing else { return (false, nil) }
            var victim: ConnectionPresence?
            if state.connections.count >= limit {
                let oldest = state.connections.values.min { $0.idleSince < $1.idleSince }
                guard let oldest, oldest.idleSince < .max else { return (false, nil) }
                state.connections[ObjectIdentifier(oldest)] = nil
                victim = oldest
            }
            state.connections[ObjectIdentifier(presence)] = presence
            return (true, victim)
        }
        victim?.channel.close(promise: nil)
        return entered ? presence : nil
    }

    func leave(_ presence: ConnectionPresence) {
        state.withLock { _ = $0.connections.removeValue(forKey: ObjectIdentifier(presence)) }
    }

    /// Idle connections are closed, busy ones after their answer; none is taken in any more.
    func quiesce() {
        for presence in end() { presence.channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
    }

    func closeAll() {
        for presence in end() { presence.channel.close(promise: nil) }
    }

    private func end() -> [ConnectionPresence] {
        state.withLock { state in
            state.isQuiescing = true
            return Array(state.connections.values)
        }
    }
}

/// One connection, and since when it has been idle.
final class ConnectionPresence: Sendable {
    let channel: any Channel
    private let since = Atomic<UInt64>(NIODeadline.now().uptimeNanoseconds)

    fileprivate init(_ channel: any Channel) { self.channel = channel }

    /// On the clock of `NIODeadline`; `UInt64.max` while busy.
    var idleSince: UInt64 { since.load(ordering: .relaxed) }

    func set(idle: Bool) {
        let now = idle ? NIODeadline.now().uptimeNanoseconds : .max
        since.store(now, ordering: .relaxed)
    }
}
