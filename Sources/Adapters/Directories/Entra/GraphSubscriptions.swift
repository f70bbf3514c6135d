import Domain
import Foundation

/// The requests about subscriptions, each with what its refusal means.
struct GraphSubscriptions: Sendable {
    let access: GraphAccess
    let clientID: String

    /// The most pages of a listing; an app has at most 100 subscriptions in a tenant.
    private static let pages = 32

    /// All of this app's subscriptions to users.
    func list() async throws(DirectoryError) -> [GraphSubscription] {
        var request = DirectoryRequest(target: "/subscriptions", name: "GET /subscriptions")
        var found: [GraphSubscription] = []
        for _ in 0..<Self.pages {
            let page = try await access.object(request)
            guard case .list(let items)? = page["value"] else {
                throw access.fault(.malformed, request, "the answer has no list of subscriptions")
            }
            found += items.compactMap(GraphSubscription.init)
            guard let next = try access.nextLink(in: page, request) else { return found }
            request.target = next
        }
        throw access.fault(.malformed, request, "more than \(Self.pages) pages")
    }

    /// Asks for a subscription; Graph calls both addresses before it answers.
    func create(_ wish: EntraSubscriptions.Wish, until expires: Date) async throws(DirectoryError) -> GraphSubscription
    {
        let request = DirectoryRequest(
            method: "POST", target: "/subscriptions", name: "POST /subscriptions",
            body: .object([
                "changeType": .text("updated,deleted"), "resource": .text("users"),
                "notificationUrl": .text(wish.notificationURL.absoluteString),
                "lifecycleNotificationUrl": .text(wish.lifecycleURL.absoluteString),
                "expirationDateTime": .text(expires.formatted(.iso8601)),
                "clientState": .text(wish.clientState), "notificationUrlAppId": .text(clientID),
            ]))
        var answer = try await access.send(request)
        if answer.status == 409 {
            try await clear(the: answer, of: wish, request)
            answer = try await access.send(request)
        }
        guard (200..<300).contains(answer.status) else { throw fault(answer, request) }
        guard let made = GraphSubscription(.object(try access.object(in: answer, request))) else {
            throw access.fault(.malformed, request, "the answer is no subscription to users with an expirationDateTime")
        }
        return made
    }

    /// When it expires now; nil when Graph does not have it any more.
    func renew(_ id: String, until expires: Date) async throws(DirectoryError) -> Date? {
        let request = DirectoryRequest(
            method: "PATCH", target: "/subscriptions/\(PercentEncoding.component(id))",
            name: "PATCH /subscriptions/{id}",
            body: .object(["expirationDateTime": .text(expires.formatted(.iso8601))]))
        let answer = try await access.send(request)
        if answer.status == 404 { return nil }
        guard (200..<300).contains(answer.status) else { throw fault(answer, request) }
        guard case .text(let text)? = try access.object(in: answer, request)["expirationDateTime"],
            let date = GraphSubscription.date(text)
        else { throw access.fault(.malformed, request, "the answer has no expirationDateTime") }
        return date
    }

    /// Gone already is as good.
    func delete(_ id: String) async throws(DirectoryError) {
        let request = DirectoryRequest(
            method: "DELETE", target: "/subscriptions/\(PercentEncoding.component(id))",
            name: "DELETE /subscriptions/{id}")
        let answer = try await access.send(request)
        guard (200..<300).contains(answer.status) || answer.status == 404 else { throw fault(answer, request) }
    }

    /// Makes room after a 409: what stands in the way is deleted when it leads to us, since it is not on record;
    /// another's is reported and left alone.
    private func clear(
        the conflict: HTTPAnswer, of wish: EntraSubscriptions.Wish, _ request: DirectoryRequest
    ) async throws(DirectoryError) {
        let ours = try await list().filter { $0.leads(to: wish.notificationURL) }
        guard !ours.isEmpty else {
            throw access.fault(
                .refused, request, "409: a subscription of this application leads to another address",
                remedy: "give each Rollcall an application of its own, or delete that subscription")
        }
        for subscription in ours { try await delete(subscription.id) }
    }

    private func fault(_ answer: HTTPAnswer, _ request: DirectoryRequest) -> DirectoryError {
        let graph = GraphFault(answer)
        let words = "\(answer.status)\(graph.suffix)"
        switch answer.status {
        case 400 where graph.message.contains(/validation|notification ?url|endpoint/.ignoresCase()):
            return access.fault(
                .refused, request, "Graph could not validate hooks.publicURL (\(words))",
                remedy: "it must lead to this serve's hooks listener, by HTTPS with a public certificate, and answer "
                    + "within 10 seconds")
        case 403 where graph.message.contains(/limit|quota|exceed|maximum/.ignoresCase()):
            return access.fault(
                .forbidden, request, "the quota of subscriptions is used up (\(words))",
                remedy: "delete subscriptions that nobody needs: an application has 100 in a tenant")
        default: return access.fault(answer, request)
        }
    }
}
