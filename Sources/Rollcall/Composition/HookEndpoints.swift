import Adapters
import Domain
import Foundation
import Notifications
import OpenSSL
import Server
import Settings
import SyncEngine

/// What each address of the hooks listener checks, from the configuration's values.
struct HookEndpoints {
    let fanout: Fanout
    let roster: SubscriptionRoster

    func make(_ configuration: Configuration) throws -> [String: HookEndpoint] {
        var endpoints: [String: HookEndpoint] = [:]
        for connector in configuration.connectors {
            switch connector.settings {
            case let entra as EntraSettings: endpoints[connector.name] = endpoint(connector.name, entra)
            case let okta as OktaSettings: endpoints[connector.name] = endpoint(connector.name, okta)
            case let google as GoogleSettings: endpoints[connector.name] = endpoint(connector.name, google)
            case let webhook as WebhookSettings:
                endpoints[connector.name] = HookEndpoint(
                    name: connector.name, verifier: try verifier(connector.name, webhook), success: webhook.success,
                    marks: marks)
            default: continue
            }
        }
        return endpoints
    }

    private var marks: @Sendable (UserReference, Cause) -> [Mark] {
        { [fanout] user, cause in fanout.marks(for: user, cause: cause) }
    }

    private func endpoint(_ name: String, _ settings: EntraSettings) -> HookEndpoint {
        let states = settings.clientState.map(\.bytes)
        let subscriptions = settings.subscriptions
        return HookEndpoint(
            name: name,
            verifier: EntraVerifier(name: name, tenantID: settings.tenantID, clientStates: states),
            lifecycleVerifier: EntraVerifier(
                name: name, tenantID: settings.tenantID, clientStates: states, endpoint: .lifecycle),
            success: settings.success, answersValidationToken: true,
            known: { [roster] in
                guard subscriptions.manage else {
                    return subscriptions.ids.isEmpty
                        ? .any : .only(Set(subscriptions.ids), alsoUnlisted: false)
                }
                let ours = roster.subscriptions(of: name)
                return .only(ours.ids, alsoUnlisted: ours.isCreating)
            },
            marks: marks)
    }

    /// The secret decides, and beside it the ids where some are pinned: a delivery that is refused is lost.
    private func endpoint(_ name: String, _ settings: OktaSettings) -> HookEndpoint {
        let secrets = settings.hookSecret.map(\.bytes)
        let pinned = Set(settings.subscriptions.ids)
        return HookEndpoint(
            name: name, verifier: OktaVerifier(name: name, secrets: secrets), success: settings.success,
            challenge: OktaChallenge(secrets: secrets),
            known: { pinned.isEmpty ? .any : .only(pinned, alsoUnlisted: false) }, marks: marks)
    }

    private func endpoint(_ name: String, _ settings: GoogleSettings) -> HookEndpoint {
        let subscriptions = settings.subscriptions
        return HookEndpoint(
            name: name,
            verifier: GoogleVerifier(
                name: name, channelTokens: settings.channelToken.map(\.bytes),
                takesPlainTokens: !subscriptions.manage),
            success: settings.success,
            known: { [roster] in
                guard subscriptions.manage else {
                    return subscriptions.ids.isEmpty
                        ? .any : .only(Set(subscriptions.ids), alsoUnlisted: false)
                }
                let ours = roster.subscriptions(of: name)
                return .watching(ours.ids, resources: ours.resources, alsoUnlisted: ours.isCreating)
            },
            marks: marks)
    }

    private func verifier(_ name: String, _ settings: WebhookSettings) throws -> any NotificationVerifier {
        let source = WebhookSource(
            name: name, connector: settings.notifies,
            userPath: try UserPath(settings.userID.path, attribute: settings.userID.attribute))
        let secrets = settings.secrets.map(\.bytes)
        switch settings.scheme {
        case .standardWebhooks:
            let keys = try settings.secrets.map { try StandardWebhooksVerifier.key(from: $0.reveal()) }
            return StandardWebhooksVerifier(source: source, configuration: try .init(keys: keys))
        case .hmac(let hmac):
            return HMACVerifier(source: source, configuration: try configuration(hmac, secrets: secrets))
        case .staticHeader(let header):
            return StaticHeaderVerifier(source: source, configuration: try .init(header: header, secrets: secrets))
        }
    }

    private func configuration(_ hmac: HMACSettings, secrets: [Data]) throws -> HMACConfiguration {
        let algorithm: DigestAlgorithm =
            switch hmac.algorithm {
            case .sha1: .sha1
            case .sha256: .sha256
            case .sha512: .sha512
            }
        let encoding: HMACConfiguration.Encoding =
            switch hmac.encoding {
            case .hex: .hex
            case .base64: .base64
            case .base64url: .base64url
            }
        return try HMACConfiguration(
            secrets: secrets, header: hmac.header, algorithm: algorithm, encoding: encoding, prefix: hmac.prefix,
            timestampHeader: hmac.timestampHeader,
            timestampUnit: hmac.timestampUnit == .seconds ? .seconds : .milliseconds,
            signedContent: hmac.signedContent, tolerance: hmac.tolerance, idHeader: hmac.idHeader,
            composite: hmac.composite)
    }
}
