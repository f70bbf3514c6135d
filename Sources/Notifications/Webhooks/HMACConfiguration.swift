public import Foundation
public import OpenSSL

/// How a sender signs with an HMAC (contracts/signed-webhooks.md, Plain HMAC).
public struct HMACConfiguration: Sendable {
    /// How the code is written in its header.
    public enum Encoding: String, Sendable, Hashable, CaseIterable {
        /// Of either case.
        case hex
        /// The standard alphabet, padded.
        case base64
        /// The alphabet for URLs, with or without padding.
        case base64url
    }

    let secrets: [Data]
    let header: String
    let algorithm: DigestAlgorithm
    let encoding: Encoding
    let prefix: String
    let timestampHeader: String?
    let timestamp: SignedTimestamp
    let signedContent: SignedContent
    let idHeader: String?
    let composite: CompositeHeader?

    /// - Parameters:
    ///   - secrets: all that are accepted at present.
    ///   - prefix: stands before the code, `sha256=` for GitHub; its case matters.
    ///   - signedContent: what is signed, with `{timestamp}`, `{id}` and `{body}`. Not given: `{timestamp}.{body}` when
    ///     `composite` carries a timestamp, `{body}` otherwise.
    ///   - tolerance: how far a timestamp may be off, both ways.
    ///   - idHeader: the sender's id of the delivery; demanded of every request when configured.
    ///   - composite: several values in the one header, `t={timestamp},v1={signature}`.
    /// - Throws: for the key that is wrong or contradicts another.
    public init(
        secrets: [Data], header: String, algorithm: DigestAlgorithm = .sha256, encoding: Encoding = .hex,
        prefix: String = "", timestampHeader: String? = nil, timestampUnit: SignedTimestamp.Unit = .seconds,
        signedContent: String? = nil, tolerance: Duration = .seconds(300), idHeader: String? = nil,
        composite: String? = nil
    ) throws(VerifierConfigurationError) {
        self.secrets = try ConfiguredSecrets.usable(secrets)
        self.header = header
        self.algorithm = algorithm
        self.encoding = encoding
        self.prefix = prefix
        self.timestampHeader = timestampHeader
        timestamp = SignedTimestamp(unit: timestampUnit, tolerance: tolerance)
        self.idHeader = idHeader
        if let composite { self.composite = try CompositeHeader(composite) } else { self.composite = nil }
        let carriesTimestamp = self.composite?.carriesTimestamp == true
        self.signedContent = try SignedContent(signedContent ?? (carriesTimestamp ? "{timestamp}.{body}" : "{body}"))
        if carriesTimestamp, timestampHeader != nil {
            throw VerifierConfigurationError("hmac.timestampHeader", "hmac.composite carries the timestamp already")
        }
        if self.signedContent.needsTimestamp, !carriesTimestamp, timestampHeader == nil {
            throw VerifierConfigurationError(
                "hmac.signedContent", "names {timestamp}: say in hmac.timestampHeader or hmac.composite where it is")
        }
        if self.signedContent.needsID, idHeader == nil {
            throw VerifierConfigurationError("hmac.signedContent", "names {id}: say in hmac.idHeader where it is")
        }
    }
}
