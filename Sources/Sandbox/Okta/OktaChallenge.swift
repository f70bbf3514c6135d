import AsyncHTTPClient
import Domain
import Foundation
import NIOCore
import NIOHTTP1

/// Okta's proof that an address belongs to whoever made the hook: it must give back a challenge within three seconds,
/// and is asked once more at most (contracts/okta.md, Verification and delivery).
struct OktaChallenge: Sendable {
    let client: HTTPClient
    let isAuthorized: Bool

    /// - Throws: 400, in which the verification ends.
    func put(to channel: OktaEventHook.Channel) async throws(OktaError) {
        // Quotes and backslashes, so that it only comes back from whoever encodes it.
        let text = "\"\(UUID().uuidString)\\<&>"
        var why = ""
        for _ in 0..<2 {
            do {
                let (status, type, body) = try await ask(channel, text)
                guard status == 200, type.lowercased().hasPrefix("application/json") else {
                    why = "the answer was \(status) in \(type)"
                    if status >= 500 { continue }
                    break
                }
                guard (try? AttributeValue(json: body))?["verification"]?.string == text else {
                    why = "the answer's verification is not the challenge"
                    break
                }
                return
            } catch {
                why = "no answer: \(error)"
            }
        }
        throw .validation("channel.config.uri: verification failed: \(why)")
    }

    private func ask(
        _ channel: OktaEventHook.Channel, _ text: String
    ) async throws -> (status: Int, type: String, body: Data) {
        var request = HTTPClientRequest(url: channel.url.absoluteString)
        request.headers.add(name: "x-okta-verification-challenge", value: text)
        if isAuthorized { request.headers.add(name: channel.key, value: channel.value) }
        for (name, value) in channel.headers { request.headers.add(name: name, value: value) }
        let response = try await client.execute(request, timeout: .seconds(3))
        let body = try await response.body.collect(upTo: 64 << 10)
        return (
            Int(response.status.code), response.headers.first(name: "Content-Type") ?? "", Data(body.readableBytesView)
        )
    }
}
