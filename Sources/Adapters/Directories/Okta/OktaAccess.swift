import Domain
import Foundation
import Settings

/// Asks Okta's management API and sorts what comes back; the one way to it for reads and event hooks.
struct OktaAccess: DirectoryAccess {
    let client: DirectoryClient
    let authorization: OktaAuthorization
    /// What is added to the wait that a rate limit asks for, so that not all come back at once.
    private let jitter: @Sendable () -> Duration
    private let admission: OktaAdmission
    private let pace: OktaPace

    init(
        connector: String, settings: OktaSettings, transport: any HTTPTransport, time: any TimeSource,
        jitter: @escaping @Sendable () -> Duration
    ) {
        client = DirectoryClient(
            connector: connector, product: "Okta", setting: "orgURL", base: settings.orgURL.appending(path: "api/v1"),
            transport: transport, time: time)
        authorization = OktaAuthorization(
            connector: connector, settings: settings, transport: transport, time: time)
        self.jitter = jitter
        admission = OktaAdmission(time: time)
        pace = OktaPace(time: time)
    }

    func send(_ request: DirectoryRequest) async throws(DirectoryError) -> HTTPAnswer {
        try await send(request, anew: false)
    }

    /// A refused token is replaced once, where tokens are fetched.
    ///
    /// - Parameter anew: Asks even where the credentials were refused a moment ago.
    func send(_ request: DirectoryRequest, anew: Bool) async throws(DirectoryError) -> HTTPAnswer {
        await pace.turn(request.name)
        return try await admission.pass(anew: anew) { () async throws(DirectoryError) in
            try await ask(request, anew: anew)
        }
    }

    private func ask(_ request: DirectoryRequest, anew: Bool) async throws(DirectoryError) -> HTTPAnswer {
        let value = try await authorization.value(anew: anew)
        var answer = try await exchange(request, value)
        if answer.refusesToken, authorization.isRenewable {
            answer = try await exchange(request, try await authorization.value(insteadOf: value))
        }
        if let limit = OktaLimit(answer, now: client.time.now) { await pace.learn(limit, of: request.name) }
        if answer.refusesToken {
            throw fault(
                .credentials, request, "Okta refused the token (401\(OktaFault(answer).suffix))",
                remedy: authorization.remedy)
        }
        try client.refuseRedirect(answer, request)
        return answer
    }

    private func exchange(_ request: DirectoryRequest, _ value: String) async throws(DirectoryError) -> HTTPAnswer {
        var request = request
        let url = try client.address(of: request)
        do {
            let proof = try await authorization.proof(request.method, url, with: value, now: client.time.now)
            if let proof { request.headers.append(("DPoP", proof)) }
        } catch { throw fault(.unreachable, request, "no proof of possession could be made: \(error)") }
        return try await client.send(request, authorization: value)
    }

    /// - Throws: what an answer without success means, or that it is no list of objects.
    func objects(
        in answer: HTTPAnswer, _ request: DirectoryRequest
    ) throws(DirectoryError) -> [[String: AttributeValue]] {
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

    /// Where a page's link `next` leads, nil on the last page.
    func nextLink(in answer: HTTPAnswer, _ request: DirectoryRequest) throws(DirectoryError) -> String? {
        guard let link = LinkHeader.target("next", in: answer) else { return nil }
        guard try client.nextLink(link, request) != request.target else {
            throw fault(.malformed, request, "the link to the next page leads to the same one")
        }
        return link
    }

    /// What an answer that is no success means (contracts/okta.md, Tokens and limits).
    func fault(_ answer: HTTPAnswer, _ request: DirectoryRequest) -> DirectoryError {
        let okta = OktaFault(answer)
        let words = "\(answer.status)\(okta.suffix)"
        let now = client.time.now
        let isThrottling = answer.status == 429 || answer.status == 503 && RetryAfter.of(answer, now: now) != nil
        if isThrottling, let limit = OktaLimit(answer, now: now) {
            return fault(.throttled(retryAfter: limit.wait + jitter()), request, words)
        }
        switch answer.status {
        case 403 where AnswerKind(answer) != .html:
            return fault(
                .forbidden, request, "the token may not do this (\(words))", remedy: authorization.permissionRemedy)
        case 404 where okta.isOktas && !okta.isNotFound: return fault(.refused, request, words)
        default: return client.fault(answer, request, suffix: okta.suffix, isOwn: okta.isOktas)
        }
    }
}
