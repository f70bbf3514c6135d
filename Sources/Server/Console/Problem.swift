import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// An error as problem details (RFC 9457).
struct Problem: Encodable {
    let type = "about:blank"
    let title: String
    let status: Int
    let detail: String

    init(_ status: HTTPResponse.Status, _ detail: String) {
        title = status.reasonPhrase
        self.status = status.code
        self.detail = detail
    }

    func response(_ headers: HTTPFields = [:]) -> Response {
        Response.json(self, status: HTTPResponse.Status(code: status), type: "application/problem+json", headers)
    }
}

extension Response {
    /// JSON with its members in order, that nobody may keep.
    static func json(
        _ value: some Encodable, status: HTTPResponse.Status, type: String = "application/json",
        _ headers: HTTPFields = [:]
    ) -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let body = try? encoder.encode(value) else { return Response(status: .internalServerError) }
        var headers = headers
        headers[.contentType] = type
        headers[.cacheControl] = "no-store"
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }
}
