public import Foundation
import OpenSSL

/// Senders that sign with an HMAC in a header of their own: GitHub, Slack, Stripe and many others.
///
/// Only the configured header counts; a weaker signature sent beside it is never a fallback.
public struct HMACVerifier: NotificationVerifier {
    public var name: String { source.name }
    private let source: WebhookSource
    private let configuration: HMACConfiguration

    public init(source: WebhookSource, configuration: HMACConfiguration) {
        self.source = source
        self.configuration = configuration
    }

    public func verify(
        _ request: HookRequest, known: KnownSubscriptions, at time: Date
    ) throws(Refusal) -> VerifiedDelivery {
        try MediaType.requireJSON(request)
        let claims = claims(of: request)
        // The code is computed whatever is missing: the time tells nothing about what was wrong.
        let signed = isSigned(request.body, claims)
        if configuration.idHeader != nil, claims.id.isEmpty {
            throw Refusal(.unverified, "the id's header is missing or repeated")
        }
        if claims.needsTimestamp, !configuration.timestamp.isFresh(claims.timestamp, at: time) {
            throw Refusal(.unverified, "the timestamp is missing, no number, or too far off")
        }
        guard signed else { throw Refusal(.unverified, "no signature verifies") }
        let replayIDs = configuration.idHeader == nil ? [] : [ReplayID.make(claims.id, of: name)]
        return try source.delivery(of: request.body, replayIDs: replayIDs)
    }

    /// What the headers claim; what is missing or repeated is empty.
    private struct Claims {
        var id = ""
        var timestamp = ""
        var needsTimestamp = false
        var signatures: [Substring] = []
    }

    private func claims(of request: HookRequest) -> Claims {
        var claims = Claims()
        claims.id = configuration.idHeader.flatMap(request.onlyValue) ?? ""
        let value = request.onlyValue(of: configuration.header)
        if let composite = configuration.composite {
            let elements = composite.elements(of: value ?? "")
            claims.signatures = elements.signatures
            claims.timestamp = elements.timestamp ?? ""
            claims.needsTimestamp = composite.carriesTimestamp
        } else if let value {
            claims.signatures = [value[...]]
        }
        if let header = configuration.timestampHeader {
            claims.timestamp = request.onlyValue(of: header) ?? ""
            claims.needsTimestamp = true
        }
        return claims
    }

    private func isSigned(_ body: Data, _ claims: Claims) -> Bool {
        let candidates = claims.signatures.filter { $0.hasPrefix(configuration.prefix) }
            .map { SignatureText.normalised($0.dropFirst(configuration.prefix.count), configuration.encoding) }
        let parts = configuration.signedContent.parts(timestamp: claims.timestamp, id: claims.id, body: body)
        var verified = false
        for secret in configuration.secrets {
            guard let code = try? MAC.hmac(of: parts, key: secret, using: configuration.algorithm) else { continue }
            let expected = SignatureText.of(code, configuration.encoding)
            for candidate in candidates where ConstantTime.equal(candidate, expected) { verified = true }
        }
        return verified
    }
}
