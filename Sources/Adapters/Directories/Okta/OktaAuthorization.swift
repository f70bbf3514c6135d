import Domain
import Foundation
import Settings

/// What each request brings to prove who asks.
struct OktaAuthorization: Sendable {
    private enum Way: Sendable {
        case apiToken(Secret)
        case client(AccessTokens, OktaPossession)
    }
    private let way: Way

    init(connector: String, settings: OktaSettings, transport: any HTTPTransport, time: any TimeSource) {
        switch settings.signIn {
        case .apiToken(let token): way = .apiToken(token)
        case .client(let id, let keyID, let privateKey):
            let possession = OktaPossession()
            let signIn = OktaSignIn(
                connector: connector, settings: settings,
                client: .init(id: id, keyID: keyID, privateKey: privateKey), possession: possession,
                transport: transport, time: time)
            way = .client(AccessTokens(signIn: signIn, time: time), possession)
        }
    }

    /// Whether there are tokens that are fetched, so that another one may do where one is refused.
    var isRenewable: Bool { if case .client = way { true } else { false } }

    /// The value of the header `Authorization`.
    ///
    /// - Parameters:
    ///   - refused: One that Okta did not take.
    ///   - anew: Asks even where a sign-in was refused a moment ago.
    func value(insteadOf refused: String? = nil, anew: Bool = false) async throws(DirectoryError) -> String {
        switch way {
        case .apiToken(let token): "SSWS " + token.reveal()
        case .client(let tokens, _): try await tokens.token(insteadOf: refused, anew: anew)
        }
    }

    /// The proof that goes with `value`, where it needs one.
    func proof(_ method: String, _ url: URL, with value: String, now: Date) async throws -> String? {
        guard case .client(_, let possession) = way else { return nil }
        return try await possession.proof(method, url, authorization: value, now: now)
    }

    /// What to do when what is brought is refused.
    var remedy: String {
        switch way {
        case .apiToken:
            "make a new token and put it first in apiToken: one dies after 30 days unused, and with its administrator; "
                + "check that orgURL is that administrator's org"
        case .client: "check that orgURL is the service app's org, and that the machine's clock is right"
        }
    }

    /// What to do when what is brought does not suffice.
    var permissionRemedy: String {
        switch way {
        case .apiToken:
            "give the administrator who made the token a role that may read users and the schema, and manage event hooks"
        case .client:
            "grant the service app okta.users.read, okta.schemas.read and okta.eventHooks.manage, and an administrator "
                + "role that may do the same"
        }
    }
}
