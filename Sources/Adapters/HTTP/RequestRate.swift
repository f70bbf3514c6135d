public import Domain
import Foundation

/// Hands out turns at a steady rate: first come, first served, but bulk ones only when no ordinary one waits.
///
/// A bucket fills at the rate and holds `burst` turns; bulk requests leave half of it to ordinary ones, so that these
/// seldom wait at all. Where ordinary requests alone use up the rate, bulk ones get every tenth turn.
public actor RequestRate {
    /// Ordinary turns, for each of which a bulk request waited, before one is owed to it.
    private static let ordinaryTurnsForOneOfBulk = 9
    /// Clocks differ: a sleep may end a little early.
    private static let tolerance = 0.0005

    private let time: any TimeSource
    private let interval: TimeInterval
    private let burst: Int
    /// When the bucket holds a whole turn again.
    private var next = Date.distantPast
    private var lastTicket = 0
    /// The tickets of those who wait, in the order they came.
    private var ordinary: [Int] = []
    private var bulk: [Int] = []
    private var passedBy = 0

    /// - Parameters:
    ///   - requestsPerSecond: 1 or more.
    ///   - burst: How many turns are given at once after a rest, 1…`requestsPerSecond`; nil: a quarter of a second's.
    public init(requestsPerSecond: Int, burst: Int? = nil, time: any TimeSource = SystemTime()) {
        let rate = max(requestsPerSecond, 1)
        self.time = time
        interval = 1 / Double(rate)
        self.burst = min(max(burst ?? rate / 4, 1), rate)
    }

    /// Returns when it is the caller's turn.
    public func turn(_ priority: RequestPriority = .ordinary) async throws(CancellationError) {
        lastTicket += 1
        let ticket = lastTicket
        join(ticket, priority)
        defer { leave(ticket) }
        while true {
            let now = time.now
            let wait = due(ticket, at: now).timeIntervalSince(now)
            guard wait > Self.tolerance else { return take(priority, at: now) }
            do { try await time.sleep(for: .seconds(wait)) } catch { throw CancellationError() }
        }
    }

    private var isBulkOwed: Bool { !bulk.isEmpty && passedBy >= Self.ordinaryTurnsForOneOfBulk }

    /// When this one may go, as far as can be told now: others may come and go ahead of it.
    private func due(_ ticket: Int, at now: Date) -> Date {
        // Turns are given only when they are due: one farther ahead means that the clock was set back.
        next = min(next, now.addingTimeInterval(interval))
        let turns: Int
        if let ahead = ordinary.firstIndex(of: ticket) {
            turns = ahead + (isBulkOwed ? 1 : 0)
        } else {
            let ahead = bulk.firstIndex(of: ticket) ?? 0
            turns = ahead == 0 && isBulkOwed ? 0 : ahead + ordinary.count + burst / 2
        }
        return max(next, earliest(at: now)).addingTimeInterval(interval * Double(turns))
    }

    private func take(_ priority: RequestPriority, at now: Date) {
        next = max(next, earliest(at: now)).addingTimeInterval(interval)
        passedBy = priority == .ordinary && !bulk.isEmpty ? passedBy + 1 : 0
    }

    /// `next` of a full bucket.
    private func earliest(at now: Date) -> Date { now.addingTimeInterval(-interval * Double(burst - 1)) }

    private func join(_ ticket: Int, _ priority: RequestPriority) {
        switch priority {
        case .ordinary: ordinary.append(ticket)
        case .bulk: bulk.append(ticket)
        }
    }

    private func leave(_ ticket: Int) {
        ordinary.removeAll { $0 == ticket }
        bulk.removeAll { $0 == ticket }
    }
}
