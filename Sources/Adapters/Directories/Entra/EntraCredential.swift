import JOSE
import OpenSSL
public import Settings

/// What the application proves itself with (contracts/microsoft-graph.md, Tokens).
public enum EntraCredential: Sendable, Hashable {
    case secret(Secret)
    /// A signed assertion in place of a secret.
    case certificate(ClientCertificate)

    /// All that is secret of it: when it changes, a refused sign-in is tried again.
    var text: String {
        switch self {
        case .secret(let secret): secret.reveal()
        case .certificate(let certificate): certificate.privateKey.reveal() + certificate.thumbprint
        }
    }
}

/// A certificate that was uploaded to the application, and the private key that belongs to it.
public struct ClientCertificate: Sendable, Hashable {
    /// PEM; proved to sign by PS256 and to be the certificate's.
    public let privateKey: Secret
    /// The SHA-256 digest of the certificate, base64url: by it Entra finds the certificate (`x5t#S256`).
    public let thumbprint: String

    /// - Throws: What is wrong, without anything that the files hold.
    public init(certificate: String, privateKey: Secret) throws(ClientCertificateError) {
        guard let certificate = try? Certificate(pem: certificate), let digest = try? Digest.of(certificate.der) else {
            throw ClientCertificateError(key: "certificate", "holds no certificate in PEM")
        }
        guard let key = try? PrivateKey(pem: privateKey.reveal()), key.supports(.rsaPSS) else {
            throw ClientCertificateError(key: "privateKey", "holds no RSA key in PEM")
        }
        guard certificate.isOf(key) else {
            throw ClientCertificateError(key: "privateKey", "is not the key of the certificate")
        }
        self.privateKey = privateKey
        thumbprint = Base64URL.encode(digest)
    }
}

/// Why a certificate and a key are of no use.
public struct ClientCertificateError: Error, Sendable, Hashable {
    /// The configuration's key that names the file at fault.
    public let key: String
    public let words: String

    init(key: String, _ words: String) {
        self.key = key
        self.words = words
    }
}
