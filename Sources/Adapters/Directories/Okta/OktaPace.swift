import Domain
import Foundation

/// Slows requests down as their limit nears its end, so that fewer are refused.
///
/// Okta counts by endpoint: each has a pace of its own.
actor OktaPace {
    private struct Pace {
        let gap: TimeInterval
        let until: Date
        var next: Date
    }

    private let time: any TimeSource
    /// By the requests' names, of which there are a few.
    private var paces: [String: Pace] = [:]

    init(time: any TimeSource) {
        self.time = time
    }

    /// Returns when a request of this name may go. Cancelled waits end at once; the request fails by itself then.
    func turn(_ request: String) async {
        let now = time.now
        guard var pace = paces[request] else { return }
        guard pace.until > now else {
            paces[request] = nil
            return
        }
        // The limit starts anew then: nobody waits longer.
        let turn = min(max(pace.next, now), pace.until)
        pace.next = turn.addingTimeInterval(pace.gap)
        paces[request] = pace
        let wait = turn.timeIntervalSince(now)
        if wait > 0 { try? await time.sleep(for: .seconds(wait)) }
    }

    func learn(_ limit: OktaLimit, of request: String) {
        guard let gap = limit.gap else {
            paces[request] = nil
            return
        }
        let now = time.now
        let next = max(paces[request]?.next ?? now, now.addingTimeInterval(gap))
        paces[request] = Pace(gap: gap, until: now.addingTimeInterval(limit.untilReset), next: next)
    }
}
