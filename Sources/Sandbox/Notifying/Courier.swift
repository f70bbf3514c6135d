import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// Brings one delivery to its receiver, once.
struct Courier: Sendable {
    private static let timeLimit = TimeAmount.seconds(3)
    let client: HTTPClient

    /// - Returns: nil for a status where there was no answer in time.
    func send(_ delivery: Delivery) async -> (status: Int?, words: String) {
        var request = HTTPClientRequest(url: delivery.url.absoluteString)
        request.method = .POST
        request.headers.add(name: "User-Agent", value: "Rollcall-Sandbox")
        if !delivery.body.isEmpty { request.body = .bytes(ByteBuffer(bytes: delivery.body)) }
        do {
            for (name, value) in try delivery.headers(Date()) { request.headers.add(name: name, value: value) }
            let response = try await client.execute(request, timeout: Self.timeLimit)
            _ = try await response.body.collect(upTo: 64 << 10)
            let status = Int(response.status.code)
            return (status, String(status))
        } catch {
            return (nil, "\(error)")
        }
    }
}
