import Foundation

/// One request to a target, in terms of its base URL.
struct TargetRequest: Sendable {
    enum Body: Sendable {
        case form([(name: String, value: String)])
        case json(Data)
    }
    /// What a proper answer carries.
    enum Expectation: Sendable { case json, page }

    let method: String
    /// Below the base URL, with a slash in front; already percent-encoded.
    let path: String
    var query: [(name: String, value: String)] = []
    var body: Body?
    let expects: Expectation
    /// The resource is not there in every version: a 404 says so, whatever its body.
    var isOptional = false
    /// The address repeats a token of the page that it was taken from: the page must be read again where it is refused.
    var hasOwnToken = false

    static func rest(
        _ path: String, query: [(name: String, value: String)] = [], method: String = "GET"
    ) -> TargetRequest {
        TargetRequest(method: method, path: path, query: query, expects: .json)
    }

    static func page(_ path: String, query: [(name: String, value: String)] = []) -> TargetRequest {
        TargetRequest(method: "GET", path: path, query: query, expects: .page)
    }

    static func form(_ path: String, _ fields: [(name: String, value: String)]) -> TargetRequest {
        TargetRequest(method: "POST", path: path, body: .form(fields), expects: .page)
    }

    /// What errors call it, where its path holds a name.
    var name: String?

    /// For errors: neither query nor body, which hold names and values.
    var label: String { name ?? "\(method) \(path)" }

    func adding(_ field: (name: String, value: String)) -> TargetRequest {
        guard case .form(let fields) = body else { return self }
        var request = self
        request.body = .form(fields + [field])
        return request
    }
}
