import Domain
import Foundation

/// Sends requests to one identity provider, and says what answers mean wherever all of them agree.
struct DirectoryClient: Sendable {
    let connector: String
    /// As errors call it: `Graph`.
    let product: String
    /// The setting that holds the address, for remedies: `graphURL`.
    let setting: String
    /// Without a slash at its end.
    let base: URL
    let transport: any HTTPTransport
    let time: any TimeSource

    func address(of request: DirectoryRequest) throws(DirectoryError) -> URL {
        let address = request.target.hasPrefix("/") ? base.absoluteString + request.target : request.target
        guard let url = URL(string: address) else { throw fault(.refused, request, "no valid address") }
        return url
    }

    func send(_ request: DirectoryRequest, authorization: String) async throws(DirectoryError) -> HTTPAnswer {
        let url = try address(of: request)
        var headers = request.headers
        headers += [(name: "Authorization", value: authorization), ("Accept", "application/json")]
        if request.body != nil { headers.append(("Content-Type", "application/json")) }
        do {
            return try await transport.send(
                OutboundRequest(request.method, url, headers: headers, body: request.body?.json))
        } catch {
            throw DirectoryError(error, connector: connector, request: request.name)
        }
    }

    /// Sends with a token; a refused token is replaced once.
    func send(_ request: DirectoryRequest, with tokens: AccessTokens) async throws(DirectoryError) -> HTTPAnswer {
        let token = try await tokens.token()
        let answer = try await send(request, authorization: "Bearer " + token)
        guard answer.refusesToken else { return answer }
        let fresh = try await tokens.token(insteadOf: token)
        return try await send(request, authorization: "Bearer " + fresh)
    }

    /// - Throws: `.malformed` for a redirect: the token must not go elsewhere.
    func refuseRedirect(_ answer: HTTPAnswer, _ request: DirectoryRequest) throws(DirectoryError) {
        guard (300..<400).contains(answer.status) else { return }
        let origin = answer.header("Location").flatMap { URL(string: $0) }.flatMap { Origin($0) }
        throw fault(
            .malformed, request, "answered with a redirect\(origin.map { " to \($0)" } ?? ""), never followed",
            remedy: "check \(setting)")
    }

    /// - Parameter link: As the answer has it; nil: it is no text.
    /// - Throws: `.malformed` when it leaves the configured origin: the token must not go elsewhere.
    func nextLink(_ link: String?, _ request: DirectoryRequest) throws(DirectoryError) -> String {
        guard let link, let url = URL(string: link), let origin = Origin(base), origin.contains(url) else {
            throw fault(.malformed, request, "the link to the next page leads to another host")
        }
        return link
    }

    /// Whether `link` leads to `/users` beneath the base, the one place where the token may be taken for a listing.
    func isListing(_ link: String) -> Bool {
        guard let url = URL(string: link), let origin = Origin(base), origin.contains(url) else { return false }
        return url.path(percentEncoded: true) == base.path(percentEncoded: true) + "/users" && url.fragment() == nil
    }

    /// The JSON of a 2xx answer.
    func value(in answer: HTTPAnswer, _ request: DirectoryRequest) throws(DirectoryError) -> AttributeValue {
        if AnswerKind(answer) == .html {
            throw fault(
                .unreachable, request, "answered HTML in place of JSON", remedy: AnswerKind.remedyOfHTML(at: setting))
        }
        do { return try AttributeValue(json: answer.body) } catch {
            throw fault(.malformed, request, error.description)
        }
    }

    /// What an answer that is no success means, where it means nothing particular to this IdP.
    ///
    /// - Parameters:
    ///   - suffix: What the IdP's error object adds to the status.
    ///   - isOwn: Whether the answer has the IdP's error object at all.
    func fault(_ answer: HTTPAnswer, _ request: DirectoryRequest, suffix: String, isOwn: Bool) -> DirectoryError {
        let words = "\(answer.status)\(suffix)"
        let wait = RetryAfter.of(answer, now: time.now)
        switch answer.status {
        case 429: return fault(.throttled(retryAfter: wait), request, words)
        case 503 where wait != nil: return fault(.throttled(retryAfter: wait), request, words)
        case 408, 502...504: return fault(.unreachable, request, words)
        case 500...: return fault(.refused, request, words)
        case _ where AnswerKind(answer) == .html:
            return fault(
                .unreachable, request, "\(words) with HTML in place of JSON",
                remedy: AnswerKind.remedyOfHTML(at: setting))
        case 404 where isOwn: return fault(.notFound, request, words)
        case 404:
            // A gateway's 404 must not look like a user who is gone.
            return fault(.refused, request, "\(words) without \(product)'s error object", remedy: "check \(setting)")
        default: return fault(.refused, request, words)
        }
    }

    func fault(
        _ code: DirectoryError.Code, _ request: DirectoryRequest, _ cause: String, remedy: String? = nil
    ) -> DirectoryError {
        DirectoryError(code, connector: connector, request: request.name, cause: cause, remedy: remedy)
    }
}

extension HTTPAnswer {
    /// Whether the IdP itself takes the token for no good; an HTML page comes from something on the way.
    var refusesToken: Bool { status == 401 && AnswerKind(self) != .html }
}

extension AnswerKind {
    /// - Parameter setting: The one that holds the address.
    static func remedyOfHTML(at setting: String) -> String {
        "a proxy or sign-in page is in the way: look at network.proxy and \(setting)"
    }
}

extension DirectoryError {
    /// What a request without a whole answer means: the IdP itself fails, unless its answer to this one is at fault.
    init(_ failure: TransportFailure, connector: String, request: String) {
        let code: Code =
            switch failure.code {
            case .tooLarge, .cutOff: .malformed
            case .unreachable, .timedOut, .cancelled: .unreachable
            }
        self.init(code, connector: connector, request: request, cause: failure.description)
    }
}
