import NIOHTTP1
import Notifications

/// What can be said of a request on the hooks listener before its body came: 404, 405, 413, 417, 503.
struct HookGate: ConnectionPolicy {
    let endpoints: @Sendable () -> [String: HookEndpoint]
    let maxBodyBytes: Int
    let pending: PendingRequests
    let record: HookRecord

    func admit(_ head: HTTPRequestHead, _ framing: RequestFraming) -> Admission {
        guard let (route, endpoint, _) = find(head) else {
            record.turnedAway(status: 404, reason: "no such path or connector")
            return .refused(Answer(404))
        }
        guard head.method.rawValue == route.method || challenge(in: head, route, endpoint) != nil else {
            record.turnedAway(status: 405, reason: "\(route.pattern) takes \(route.method) alone")
            return .refused(Answer(405, headers: [Answer.Header(name: "Allow", value: route.method)]))
        }
        if let length = framing.contentLength, length > maxBodyBytes {
            abandoned(head, status: 413)
            return .refused(Answer(413))
        }
        if framing.expectsOther {
            record.refused(nil, endpoint.name, status: 417, source: nil, reason: "unknown expectation")
            return .refused(Answer(417))
        }
        guard let place = pending.take() else {
            record.turnedAway(status: 503, reason: "too many requests in flight")
            return .refused(.later(503, seconds: 1))
        }
        return .admitted(place)
    }

    func abandoned(_ head: HTTPRequestHead, status: Int) {
        guard let (_, endpoint, _) = find(head) else { return }
        let reason = status == 413 ? "the body is over the limit" : "the body did not come whole in time"
        record.refused(nil, endpoint.name, status: status, source: nil, reason: reason)
    }

    /// What answers a GET that is a verification challenge; nil: it is none.
    func challenge(
        in head: HTTPRequestHead, _ route: HookRoute, _ endpoint: HookEndpoint
    ) -> (any VerificationChallenge)? {
        guard head.method == .GET, route == .notifications, let challenge = endpoint.challenge,
            head.headers.contains(name: challenge.header)
        else { return nil }
        return challenge
    }

    /// - Returns: nil when the path or its connector does not exist.
    func find(_ head: HTTPRequestHead) -> (route: HookRoute, endpoint: HookEndpoint, query: String)? {
        guard let (route, connector, query) = HookRoute.find(head.uri), let endpoint = endpoints()[connector] else {
            return nil
        }
        guard route == .notifications || endpoint.lifecycleVerifier != nil else { return nil }
        return (route, endpoint, query)
    }
}
