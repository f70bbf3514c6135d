import Domain
import Foundation

/// Asks Google's Directory API with a token and sorts what comes back; the one way to it for reads and channels.
struct GoogleAccess: Sendable {
    let connector: String
    /// Without a slash at its end.
    let base: URL
    let transport: any HTTPTransport
    let tokens: AccessTokens
    let time: any TimeSource

    /// One request to Google.
    struct Request: Sendable {
        var method = "GET"
        /// Beneath the base, percent-encoded, with its query.
        var target: String
        /// What errors call it, without values: `GET /users/{userKey}`.
        var name: String
        var body: AttributeValue?
    }

    /// Google's quotas are counted by the minute and by the day; whoever has to wait for the day asks once an hour.
    private static let spentWait: Duration = .seconds(3600)

    /// Sends with a token; a refused token is replaced once.
    ///
    /// - Throws: `DirectoryError` when no whole answer came, for redirects, and when Google refuses two tokens.
    func send(_ request: Request) async throws(DirectoryError) -> HTTPAnswer {
        let token = try await tokens.token()
        var answer = try await send(request, token: token)
        if answer.status == 401, AnswerKind(answer) != .html {
            let fresh = try await tokens.token(insteadOf: token)
            answer = try await send(request, token: fresh)
            if answer.status == 401, AnswerKind(answer) != .html {
                throw fault(
                    .credentials, request, "Google refused the token (401\(GoogleFault(answer).suffix))",
                    remedy: "check that apiURL and the key's token_uri belong together")
            }
        }
        if (300..<400).contains(answer.status) {
            throw fault(.malformed, request, "answered with a redirect\(Self.destination(of: answer)), never followed")
        }
        return answer
    }

    /// The object in a 2xx answer.
    ///
    /// - Throws: as `send`, and for every other status what it means (contracts/google.md, Users).
    func object(_ request: Request) async throws(DirectoryError) -> [String: AttributeValue] {
        let answer = try await send(request)
        guard (200..<300).contains(answer.status) else { throw fault(answer, request) }
        return try object(in: answer, request)
    }

    func object(in answer: HTTPAnswer, _ request: Request) throws(DirectoryError) -> [String: AttributeValue] {
        if AnswerKind(answer) == .html {
            throw fault(
                .unreachable, request, "answered HTML in place of JSON",
                remedy: "a proxy or sign-in page is in the way: look at network.proxy and apiURL")
        }
        let value: AttributeValue
        do {
            value = try AttributeValue(json: answer.body)
        } catch {
            throw fault(.malformed, request, error.description)
        }
        guard case .object(let members) = value else {
            throw fault(.malformed, request, "the answer is no JSON object")
        }
        return members
    }

    /// What an answer that is no success means.
    func fault(_ answer: HTTPAnswer, _ request: Request) -> DirectoryError {
        let google = GoogleFault(answer)
        let words = "\(answer.status)\(google.suffix)"
        let wait = RetryAfter.of(answer, now: time.now)
        switch answer.status {
        case 429: return fault(.throttled(retryAfter: wait), request, words)
        case 403 where google.isThrottling: return fault(.throttled(retryAfter: wait), request, words)
        case 403 where google.isSpent:
            return fault(
                .throttled(retryAfter: wait ?? Self.spentWait), request, words,
                remedy: "the project's quota for the day is used up: ask for a larger one in Google Cloud")
        case 503 where wait != nil: return fault(.throttled(retryAfter: wait), request, words)
        case 408, 502...504: return fault(.unreachable, request, words)
        case 500...: return fault(.refused, request, words)
        case _ where AnswerKind(answer) == .html:
            return fault(
                .unreachable, request, "\(words) with HTML in place of JSON",
                remedy: "a proxy or sign-in page is in the way: look at network.proxy and apiURL")
        case 403: return fault(.forbidden, request, "Google does not allow it (\(words))", remedy: google.remedy)
        case 404 where google.isGoogles: return fault(.notFound, request, words)
        case 404:
            // A gateway's 404 must not look like a user who is gone.
            return fault(.refused, request, "\(words) without Google's error object", remedy: "check apiURL")
        default: return fault(.refused, request, words)
        }
    }

    func fault(
        _ code: DirectoryError.Code, _ request: Request, _ cause: String, remedy: String? = nil
    ) -> DirectoryError {
        DirectoryError(code, connector: connector, request: request.name, cause: cause, remedy: remedy)
    }

    private func send(_ request: Request, token: String) async throws(DirectoryError) -> HTTPAnswer {
        guard let url = URL(string: base.absoluteString + request.target) else {
            throw fault(.refused, request, "no valid address")
        }
        var headers = [("Authorization", "Bearer " + token), ("Accept", "application/json")]
        if request.body != nil { headers.append(("Content-Type", "application/json")) }
        do {
            return try await transport.send(
                OutboundRequest(
                    request.method, url, headers: headers.map { (name: $0.0, value: $0.1) }, body: request.body?.json))
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

extension GoogleAccess {
    /// A way to Google with sign-ins of its own, for one scope.
    init(
        connector: String, settings: GoogleSettings, scope: String, transport: any HTTPTransport, time: any TimeSource
    ) {
        let signIn = GoogleSignIn(
            connector: connector, settings: settings, scope: scope, transport: transport, time: time)
        self.init(
            connector: connector, base: settings.apiURL, transport: transport,
            tokens: AccessTokens(signIn: signIn, time: time), time: time)
    }
}
