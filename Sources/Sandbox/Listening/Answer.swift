import Domain
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The answers that all imitations give.
enum Answer {
    static func json(_ status: Int, _ text: String, headers: [(String, String)] = []) -> Response {
        answer(status, "application/json;charset=UTF-8", text, headers)
    }

    static func json(_ status: Int, _ value: AttributeValue, headers: [(String, String)] = []) -> Response {
        json(status, String(decoding: value.json, as: UTF8.self), headers: headers)
    }

    static func html(_ status: Int, _ text: String, headers: [(String, String)] = []) -> Response {
        answer(status, "text/html;charset=UTF-8", text, headers)
    }

    static func text(_ status: Int, _ text: String) -> Response {
        answer(status, "text/plain;charset=UTF-8", text, [])
    }

    static func empty(_ status: Int, headers: [(String, String)] = []) -> Response {
        Response(status: .init(code: status), headers: fields(headers))
    }

    static func redirect(to location: String, headers: [(String, String)] = []) -> Response {
        empty(302, headers: [("Location", location)] + headers)
    }

    private static func answer(
        _ status: Int, _ type: String, _ text: String, _ headers: [(String, String)]
    ) -> Response {
        Response(
            status: .init(code: status), headers: fields([("Content-Type", type)] + headers),
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    static func fields(_ headers: [(String, String)]) -> HTTPFields {
        var fields = HTTPFields()
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { fields.append(HTTPField(name: name, value: value)) }
        }
        return fields
    }
}
