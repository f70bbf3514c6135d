import Domain
import Foundation
import Settings

/// Asks Okta's management API and sorts what comes back; the one way to it for reads and event hooks.
struct OktaAccess: Sendable {
    let connector: String
    /// The org's address with `/api/v1`, without a slash at its end.
    let base: URL
    let transport: any HTTPTransport
    let time: any TimeSource
    /// What is added to the wait that a rate limit asks for, so that not all come back at once.
    let jitter: @Sendable () -> Duration
    let authorization: OktaAuthorization
    private let admission: OktaAdmission
    private let pace: OktaPace

    init(
        connector: String, settings: OktaSettings, transport: any HTTPTransport, time: any TimeSource,
        jitter: @escaping @Sendable () -> Duration
    ) {
        self.connector = connector
        self.base = settings.orgURL.appending(path: "api/v1")
        self.transport = transport
        self.time = time
        self.jitter = jitter
        authorization = OktaAuthorization(
            connector: connector, settings: settings, transport: transport, time: time)
        admission = OktaAdmission(time: time)
        pace = OktaPace(time: time)
    }

    /// One request to Okta.
    struct Request: Sendable {
        var method = "GET"
        /// Beneath the base, percent-encoded, with its query: `/users/00u1`; or a whole address on its origin.
        var target: String
        /// What errors call it, without values: `GET /users/{id}`.
        var name: String
        var body: AttributeValue?
    }

    /// A refused token is replaced once, where tokens are fetched.
    ///
    /// - Parameter anew: Asks even where the credentials were refused a moment ago.
    /// - Throws: `DirectoryError` when no whole answer came, for redirects, and when the credentials are refused.
    func send(_ request: Request, anew: Bool = false) async throws(DirectoryError) -> HTTPAnswer {
        await pace.turn(request.name)
        return try await admission.pass(anew: anew) { () async throws(DirectoryError) in
            try await ask(request, anew: anew)
        }
    }

    private func ask(_ request: Request, anew: Bool) async throws(DirectoryError) -> HTTPAnswer {
        let value = try await authorization.value(anew: anew)
        var answer = try await exchange(request, value)
        if Self.isRefusal(answer), authorization.isRenewable {
            answer = try await exchange(request, try await authorization.value(insteadOf: value))
        }
        if let limit = OktaLimit(answer, now: time.now) { await pace.learn(limit, of: request.name) }
        if Self.isRefusal(answer) {
            throw fault(
                .credentials, request, "Okta refused the token (401\(OktaFault(answer).suffix))",
                remedy: authorization.remedy)
        }
        if (300..<400).contains(answer.status) {
            throw fault(
                .malformed, request, "answered with a redirect\(Self.destination(of: answer)), never followed",
                remedy: "check orgURL")
        }
        return answer
    }

    /// The object in a 2xx answer.
    ///
    /// - Throws: as `send`, and for every other status what it means (contracts/okta.md, Tokens and limits).
    func object(_ request: Request) async throws(DirectoryError) -> [String: AttributeValue] {
        try object(in: try await send(request), request)
    }

    /// - Throws: what an answer without success means, or that it is no object.
    func object(in answer: HTTPAnswer, _ request: Request) throws(DirectoryError) -> [String: AttributeValue] {
        guard case .object(let members) = try value(in: answer, request) else {
            throw fault(.malformed, request, "the answer is no JSON object")
        }
        return members
    }

    /// - Throws: what an answer without success means, or that it is no list of objects.
    func objects(in answer: HTTPAnswer, _ request: Request) throws(DirectoryError) -> [[String: AttributeValue]] {
        guard case .list(let items) = try value(in: answer, request) else {
            throw fault(.malformed, request, "the answer is no JSON list")
        }
        var objects: [[String: AttributeValue]] = []
        objects.reserveCapacity(items.count)
        for item in items {
            guard case .object(let members) = item else {
                throw fault(.malformed, request, "an item of the answer is no object")
            }
            objects.append(members)
        }
        return objects
    }

    private func value(in answer: HTTPAnswer, _ request: Request) throws(DirectoryError) -> AttributeValue {
        guard (200..<300).contains(answer.status) else { throw fault(answer, request) }
        if AnswerKind(answer) == .html {
            throw fault(
                .unreachable, request, "answered HTML in place of JSON",
                remedy: "a proxy or sign-in page is in the way: look at network.proxy and orgURL")
        }
        do { return try AttributeValue(json: answer.body) } catch {
            throw fault(.malformed, request, String(describing: error))
        }
    }

    /// Where a page's link `next` leads, nil on the last page.
    ///
    /// - Throws: `.malformed` when it leaves the org's host: the token must not go elsewhere.
    func nextLink(in answer: HTTPAnswer, _ request: Request) throws(DirectoryError) -> String? {
        guard let link = LinkHeader.target("next", in: answer) else { return nil }
        guard let url = URL(string: link), let origin = Origin(base), origin.contains(url) else {
            throw fault(.malformed, request, "the link to the next page leads to another host")
        }
        guard link != request.target else {
            throw fault(.malformed, request, "the link to the next page leads to the same one")
        }
        return link
    }

    func fault(
        _ code: DirectoryError.Code, _ request: Request, _ cause: String, remedy: String? = nil
    ) -> DirectoryError {
        DirectoryError(code, connector: connector, request: request.name, cause: cause, remedy: remedy)
    }

    private static func isRefusal(_ answer: HTTPAnswer) -> Bool {
        answer.status == 401 && AnswerKind(answer) != .html
    }

    private func exchange(_ request: Request, _ authorization: String) async throws(DirectoryError) -> HTTPAnswer {
        let address = request.target.hasPrefix("/") ? base.absoluteString + request.target : request.target
        guard let url = URL(string: address) else { throw fault(.refused, request, "no valid address") }
        var headers = [("Authorization", authorization), ("Accept", "application/json")]
        if request.body != nil { headers.append(("Content-Type", "application/json")) }
        do {
            let proof = try await self.authorization.proof(request.method, url, with: authorization, now: time.now)
            if let proof { headers.append(("DPoP", proof)) }
        } catch { throw fault(.unreachable, request, "no proof of possession could be made: \(error)") }
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
