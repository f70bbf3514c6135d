import Domain
import Foundation

/// Asks Microsoft Graph with a token and sorts what comes back; the one way to it for reads and subscriptions.
struct GraphAccess: Sendable {
    let connector: String
    /// Without a slash at its end.
    let base: URL
    let transport: any HTTPTransport
    let tokens: AccessTokens
    let time: any TimeSource

    /// One request to Graph.
    struct Request: Sendable {
        var method = "GET"
        /// Beneath the base, percent-encoded, with its query: `/users/42?$select=id`; or a whole address on its origin.
        var target: String
        /// What errors call it, without values: `GET /users/{id}`.
        var name: String
        var headers: [(name: String, value: String)] = []
        var body: AttributeValue?
    }

    /// Sends with a token; a refused token is replaced once.
    ///
    /// - Throws: `DirectoryError` when no whole answer came, for redirects, and when Graph refuses two tokens.
    func send(_ request: Request) async throws(DirectoryError) -> HTTPAnswer {
        let token = try await tokens.token()
        var answer = try await send(request, token: token)
        if answer.status == 401, AnswerKind(answer) != .html {
            let fresh = try await tokens.token(insteadOf: token)
            answer = try await send(request, token: fresh)
            if answer.status == 401, AnswerKind(answer) != .html {
                throw fault(
                    .credentials, request, "Graph refused the token (401\(GraphFault(answer).suffix))",
                    remedy: "check that authorityURL and graphURL belong to the same cloud")
            }
        }
        if (300..<400).contains(answer.status) {
            throw fault(.malformed, request, "answered with a redirect\(Self.destination(of: answer)), never followed")
        }
        return answer
    }

    /// The object in a 2xx answer.
    ///
    /// - Throws: as `send`, and for every other status what it means (contracts/microsoft-graph.md, Reading).
    func object(_ request: Request) async throws(DirectoryError) -> [String: AttributeValue] {
        let answer = try await send(request)
        guard (200..<300).contains(answer.status) else { throw fault(answer, request) }
        return try object(in: answer, request)
    }

    func object(in answer: HTTPAnswer, _ request: Request) throws(DirectoryError) -> [String: AttributeValue] {
        if AnswerKind(answer) == .html {
            throw fault(
                .unreachable, request, "answered HTML in place of JSON",
                remedy: "a proxy or sign-in page is in the way: look at network.proxy and graphURL")
        }
        do {
            guard case .object(let members) = try AttributeValue(json: answer.body) else {
                throw fault(.malformed, request, "the answer is no JSON object")
            }
            return members
        } catch let error as DirectoryError {
            throw error
        } catch {
            throw fault(.malformed, request, String(describing: error))
        }
    }

    /// What an answer that is no success means.
    func fault(_ answer: HTTPAnswer, _ request: Request) -> DirectoryError {
        let graph = GraphFault(answer)
        let words = "\(answer.status)\(graph.suffix)"
        let isHTML = AnswerKind(answer) == .html
        switch answer.status {
        case 429: return fault(.throttled(retryAfter: RetryAfter.of(answer, now: time.now)), request, words)
        case 503:
            if let wait = RetryAfter.of(answer, now: time.now) {
                return fault(.throttled(retryAfter: wait), request, words)
            }
            return fault(.unreachable, request, words)
        case 408, 502, 504: return fault(.unreachable, request, words)
        case 500...: return fault(.refused, request, words)
        case _ where isHTML:
            return fault(
                .unreachable, request, "\(words) with HTML in place of JSON",
                remedy: "a proxy or sign-in page is in the way: look at network.proxy and graphURL")
        case 403:
            return fault(
                .forbidden, request, "the application lacks User.Read.All (\(words))",
                remedy: "grant the application permission User.Read.All and admin consent in Entra")
        case 404 where graph.isGraphs: return fault(.notFound, request, words)
        case 404:
            // A gateway's 404 must not look like a user who is gone.
            return fault(.refused, request, "\(words) without Graph's error object", remedy: "check graphURL")
        default: return fault(.refused, request, words)
        }
    }

    func fault(
        _ code: DirectoryError.Code, _ request: Request, _ cause: String, remedy: String? = nil
    ) -> DirectoryError {
        DirectoryError(code, connector: connector, request: request.name, cause: cause, remedy: remedy)
    }

    /// Where a page's `@odata.nextLink` leads, nil on the last page.
    ///
    /// - Throws: `.malformed` when it leaves the configured origin: the token must not go elsewhere.
    func nextLink(in page: [String: AttributeValue], _ request: Request) throws(DirectoryError) -> String? {
        guard let link = page["@odata.nextLink"], link != .null else { return nil }
        guard case .text(let text) = link, let url = URL(string: text), let origin = Origin(base), origin.contains(url)
        else { throw fault(.malformed, request, "the link to the next page leads to another host") }
        return text
    }

    private func send(_ request: Request, token: String) async throws(DirectoryError) -> HTTPAnswer {
        let address = request.target.hasPrefix("/") ? base.absoluteString + request.target : request.target
        guard let url = URL(string: address) else { throw fault(.refused, request, "no valid address") }
        var headers = request.headers
        headers.append(("Authorization", "Bearer " + token))
        headers.append(("Accept", "application/json"))
        if request.body != nil { headers.append(("Content-Type", "application/json")) }
        do {
            return try await transport.send(
                OutboundRequest(request.method, url, headers: headers, body: request.body?.json))
        } catch {
            throw DirectoryError(error, connector: connector, request: request.name)
        }
    }

    private static func destination(of answer: HTTPAnswer) -> String {
        guard let location = answer.header("Location"), let url = URL(string: location), let origin = Origin(url)
        else { return "" }
        return " to \(origin)"
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

extension GraphAccess {
    /// A way to Graph with sign-ins of its own.
    init(connector: String, settings: EntraSettings, transport: any HTTPTransport, time: any TimeSource) {
        let signIn = EntraSignIn(connector: connector, settings: settings, transport: transport, time: time)
        self.init(
            connector: connector, base: settings.graphURL, transport: transport,
            tokens: AccessTokens(signIn: signIn, time: time), time: time)
    }
}
