import Domain
public import Foundation
import OpenSSL

/// Messages of Google's push channels (contracts/google.md, Push channels): nothing is signed, a channel's token is all
/// the proof there is.
public struct GoogleVerifier: NotificationVerifier {
    public let name: String
    private let channelTokens: [Data]
    private let takesPlainTokens: Bool

    /// - Parameters:
    ///   - channelTokens: What the channels' own tokens are derived from, all that are accepted at present; an empty one
    ///     never is.
    ///   - takesPlainTokens: Where somebody else makes the channels: they may bring the configured text itself.
    public init(name: String, channelTokens: [Data], takesPlainTokens: Bool = false) {
        self.name = name
        self.channelTokens = channelTokens.filter { !$0.isEmpty }
        self.takesPlainTokens = takesPlainTokens
    }

    public func verify(
        _ request: HookRequest, known: KnownSubscriptions, at time: Date
    ) throws(Refusal) -> VerifiedDelivery {
        try MediaType.requireJSON(request)
        let message = GoogleMessage(request)
        // Every check is made, whichever failed before: the time tells nothing about the token.
        let checks = [
            tokens(of: message.channel).contains(Data(message.token.utf8)),
            NamedText.isUsable(message.channel), known.admits(message.channel, resource: message.resource),
        ]
        guard checks.allSatisfy({ $0 }) else {
            throw Refusal(.unverified, "the channel, its token or its resource is not ours")
        }
        if message.isSync {
            return VerifiedDelivery(kind: .handshake, users: [], subscriptions: [message.channel])
        }
        let user = UserReference(connector: name, id: try GoogleMessage.user(in: request.body))
        return VerifiedDelivery(
            users: [user], replayIDs: message.replayID.map { [ReplayID.make($0, of: name)] } ?? [],
            subscriptions: [message.channel])
    }

    private func tokens(of channel: String) -> SecretSet {
        let derived = channelTokens.compactMap { try? DerivedToken.make(of: $0, for: channel) }
        return SecretSet(derived.map { Data($0.utf8) } + (takesPlainTokens ? channelTokens : []))
    }
}
