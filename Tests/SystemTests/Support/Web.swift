import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// What a server answered.
struct WebAnswer: Sendable {
    let status: Int
    let body: String
    private let headers: HTTPHeaders

    init(status: Int, body: String, headers: HTTPHeaders) {
        self.status = status
        self.body = body
        self.headers = headers
    }

    /// The first field of this name.
    func header(_ name: String) -> String? { headers.first(name: name) }
}

/// Requests as the outside sends them.
enum Web {
    static func get(_ url: String, _ headers: [(String, String)] = []) async throws -> WebAnswer {
        try await send("GET", url, headers, nil)
    }

    static func post(
        _ url: String, _ body: String, _ headers: [(String, String)] = [], type: String? = "application/json"
    ) async throws -> WebAnswer {
        let type = type.map { [("Content-Type", $0)] } ?? []
        return try await send("POST", url, type + headers, body)
    }

    static func send(
        _ method: String, _ url: String, _ headers: [(String, String)], _ body: String?
    ) async throws -> WebAnswer {
        var request = HTTPClientRequest(url: url)
        request.method = .RAW(value: method)
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let body { request.body = .bytes(ByteBuffer(string: body)) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        let bytes = try await response.body.collect(upTo: 16 << 20)
        return WebAnswer(
            status: Int(response.status.code), body: String(buffer: bytes), headers: response.headers)
    }
}
