import Foundation
import HTTPTypes

/// One request to an imitation, its body whole.
struct Incoming: Sendable {
    let method: String
    /// Without the query, as it came: not decoded.
    let path: String
    let query: Form
    /// The query as it came.
    let rawQuery: String
    let headers: HTTPFields
    /// `127.0.0.1:8080`, from the Host header.
    let authority: String
    let body: Data

    func header(_ name: String) -> String? {
        HTTPField.Name(name).flatMap { headers[$0] }
    }

    /// The path's parts, decoded; none for `/`.
    var segments: [String] {
        path.split(separator: "/").map { $0.removingPercentEncoding ?? String($0) }
    }

    var form: Form { Form(String(decoding: body, as: UTF8.self)) }

    /// The token of `Authorization: Bearer`, whose scheme has no case.
    var bearer: String? {
        guard let value = header("Authorization"), value.lowercased().hasPrefix("bearer ") else { return nil }
        return String(value.dropFirst(7)).trimmingCharacters(in: .whitespaces)
    }

    /// User and password of `Authorization: Basic`.
    var basic: (user: String, password: String)? {
        guard let value = header("Authorization"), value.lowercased().hasPrefix("basic "),
            let data = Data(base64Encoded: value.dropFirst(6).trimmingCharacters(in: .whitespaces))
        else { return nil }
        let parts = String(decoding: data, as: UTF8.self).split(separator: ":", maxSplits: 1)
        return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
    }

    func cookie(_ name: String) -> String? {
        for header in headers[values: .cookie] {
            for pair in header.split(separator: ";") {
                let parts = pair.trimmingCharacters(in: .whitespaces).split(separator: "=", maxSplits: 1)
                if parts.count == 2, parts[0] == name { return String(parts[1]) }
            }
        }
        return nil
    }
}
