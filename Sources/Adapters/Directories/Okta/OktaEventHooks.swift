import Domain
import Foundation

/// The requests about event hooks, each with what its refusal means (contracts/okta.md, Event hooks: registering).
struct OktaEventHooks: Sendable {
    let access: OktaAccess

    /// The most pages of a listing; an org has 25 active hooks.
    private static let pages = 32

    /// All of the org's hooks.
    func list() async throws(DirectoryError) -> [OktaEventHook] {
        var request = DirectoryRequest(target: "/eventHooks", name: "GET /eventHooks")
        var found: [OktaEventHook] = []
        for _ in 0..<Self.pages {
            let answer = try await access.send(request)
            found += try access.objects(in: answer, request).compactMap(OktaEventHook.init)
            guard let next = try access.nextLink(in: answer, request) else { return found }
            request.target = next
        }
        throw access.fault(.malformed, request, "more than \(Self.pages) pages")
    }

    func create(_ wish: OktaHookWish) async throws(DirectoryError) -> OktaEventHook {
        try await hook(
            DirectoryRequest(
                method: "POST", target: "/eventHooks", name: "POST /eventHooks", body: wish.body(of: nil)))
    }

    /// Puts address, events and secret in place of what the hook has; its further events stay. nil: it is gone.
    func replace(_ hook: OktaEventHook, with wish: OktaHookWish) async throws(DirectoryError) -> OktaEventHook? {
        try await present(
            DirectoryRequest(
                method: "PUT", target: Self.target(hook.id), name: "PUT /eventHooks/{id}", body: wish.body(of: hook)))
    }

    /// nil: it is gone.
    func activate(_ id: String) async throws(DirectoryError) -> OktaEventHook? {
        try await present(Self.lifecycle("activate", of: id))
    }

    /// Makes Okta ask us for the challenge, and waits for that. nil: it is gone.
    func verify(_ id: String) async throws(DirectoryError) -> OktaEventHook? {
        let request = Self.lifecycle("verify", of: id)
        let answer = try await access.send(request)
        if answer.status == 400 {
            throw access.fault(
                .refused, request, "Okta could not verify hooks.publicURL (400\(OktaFault(answer).suffix))",
                remedy: "it must lead to this serve's hooks listener, by HTTPS with a public certificate, with the "
                    + "Authorization header passed on, and answer within 3 seconds")
        }
        return try present(answer, request)
    }

    /// Gone already is as good. Only a deactivated hook can be deleted.
    func remove(_ id: String) async throws(DirectoryError) {
        guard try await present(Self.lifecycle("deactivate", of: id)) != nil else { return }
        let request = DirectoryRequest(
            method: "DELETE", target: Self.target(id), name: "DELETE /eventHooks/{id}")
        let answer = try await access.send(request)
        guard (200..<300).contains(answer.status) || answer.status == 404 && OktaFault(answer).isNotFound else {
            throw fault(answer, request)
        }
    }

    private static func target(_ id: String) -> String { "/eventHooks/" + PercentEncoding.component(id) }

    private static func lifecycle(_ verb: String, of id: String) -> DirectoryRequest {
        DirectoryRequest(
            method: "POST", target: "\(target(id))/lifecycle/\(verb)", name: "POST /eventHooks/{id}/lifecycle/\(verb)")
    }

    private func present(_ request: DirectoryRequest) async throws(DirectoryError) -> OktaEventHook? {
        try present(try await access.send(request), request)
    }

    private func present(
        _ answer: HTTPAnswer, _ request: DirectoryRequest
    ) throws(DirectoryError) -> OktaEventHook? {
        if answer.status == 404, OktaFault(answer).isNotFound { return nil }
        return try hook(in: answer, request)
    }

    private func hook(_ request: DirectoryRequest) async throws(DirectoryError) -> OktaEventHook {
        try hook(in: try await access.send(request), request)
    }

    private func hook(in answer: HTTPAnswer, _ request: DirectoryRequest) throws(DirectoryError) -> OktaEventHook {
        guard (200..<300).contains(answer.status) else { throw fault(answer, request) }
        guard let hook = OktaEventHook(try access.object(in: answer, request)) else {
            throw access.fault(.malformed, request, "the answer is no event hook")
        }
        return hook
    }

    private func fault(_ answer: HTTPAnswer, _ request: DirectoryRequest) -> DirectoryError {
        let okta = OktaFault(answer)
        let words = "\(answer.status)\(okta.suffix)"
        switch answer.status {
        case 400...409 where okta.message.contains(/limit|maximum|exceed|quota/.ignoresCase()):
            return access.fault(
                .refused, request, "the org has as many event hooks as it may have (\(words))",
                remedy: "deactivate and delete hooks that nobody needs: 25 may be active")
        case 400 where okta.message.contains(/\buri\b|\burl\b|https/.ignoresCase()):
            return access.fault(
                .refused, request, "Okta does not take hooks.publicURL for an event hook (\(words))",
                remedy: "it must be an https address with a public certificate")
        case 403:
            return access.fault(
                .forbidden, request, "the token may not manage event hooks (\(words))",
                remedy: access.authorization.permissionRemedy + "; or make the hook by hand and say "
                    + "subscriptions: { manage: false }")
        default: return access.fault(answer, request)
        }
    }
}
