import Foundation

/// The registered webhooks.
actor WebhookBook {
    private(set) var receivers: [WebhookReceiver] = []

    /// - Throws: `SandboxError` for a secret that cannot sign, or an address beyond loopback.
    func register(_ receiver: WebhookReceiver) throws(SandboxError) {
        if receiver.scheme == .standardWebhooks { _ = try WebhookSigner.key(of: receiver.secret) }
        guard ["127.0.0.1", "localhost", "::1"].contains(receiver.url.host() ?? "") else {
            throw SandboxError(.badValue, "the sandbox calls only addresses of this machine")
        }
        receivers.removeAll { $0.url == receiver.url }
        receivers.append(receiver)
    }
}
