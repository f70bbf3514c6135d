import Domain
import Foundation

/// The requests about channels, each with what its refusal means.
struct GoogleChannels: Sendable {
    /// A channel as Google answered it.
    struct Made: Sendable {
        /// nil where the answer does not say: it can be neither checked nor stopped then.
        let resource: String?
        let expires: Date
    }

    /// What a channel lives whose answer does not say: less than any limit that is known.
    private static let unsaidLife: TimeInterval = 3600

    let access: GoogleAccess
    let customer: String

    /// Asks for a channel; its first message may come before the answer.
    func watch(
        _ event: String, id: String, token: String, address: URL
    ) async throws(DirectoryError) -> Made {
        let query = PercentEncoding.query([("customer", customer), ("event", event)])
        let request = DirectoryRequest(
            method: "POST", target: "\(GoogleDirectory.users)/watch?\(query)", name: "POST /users/watch?event=\(event)",
            body: .object([
                "id": .text(id), "type": .text("web_hook"), "address": .text(address.absoluteString),
                "token": .text(token),
                "params": .object(["ttl": .text("\(Int(GoogleChannel.wish))")]),
            ]))
        let answer = try await access.send(request)
        guard (200..<300).contains(answer.status) else { throw fault(answer, request) }
        let members = try access.object(in: answer, request)
        let resource = members["resourceId"]?.text.flatMap { $0.isEmpty ? nil : $0 }
        return Made(resource: resource, expires: Self.expiration(members["expiration"]) ?? assumedEnd)
    }

    /// Ends a channel; gone already is as good.
    func stop(_ id: String, resource: String) async throws(DirectoryError) {
        let request = DirectoryRequest(
            method: "POST", target: "/admin/directory_v1/channels/stop", name: "POST /channels/stop",
            body: .object(["id": .text(id), "resourceId": .text(resource)]))
        let answer = try await access.send(request)
        guard (200..<300).contains(answer.status) || (answer.status == 404 && GoogleFault(answer).isGoogles) else {
            throw access.fault(answer, request)
        }
    }

    private var assumedEnd: Date { access.client.time.now.addingTimeInterval(Self.unsaidLife) }

    /// Milliseconds since 1970, as a text or a number.
    private static func expiration(_ value: AttributeValue?) -> Date? {
        guard let milliseconds = value?.text.flatMap(Double.init), (0...1e15).contains(milliseconds) else { return nil }
        return Date(timeIntervalSince1970: milliseconds / 1000)
    }

    private func fault(_ answer: HTTPAnswer, _ request: DirectoryRequest) -> DirectoryError {
        let google = GoogleFault(answer)
        // `push.webhookUrlNotHttps`, `push.webhookUrlUnauthorized` and the like.
        guard google.reason.lowercased().contains("webhookurl") else { return access.fault(answer, request) }
        return access.fault(
            .refused, request, "Google does not take hooks.publicURL (\(answer.status)\(google.suffix))",
            remedy: "it must begin with https:// and have a certificate of a public authority")
    }
}
