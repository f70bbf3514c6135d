/// A certificate chain and its private key, both PEM, at absolute paths.
public struct TLSFiles: Sendable, Hashable {
    public let certificate: String
    public let privateKey: String

    public init(certificate: String, privateKey: String) {
        self.certificate = certificate
        self.privateKey = privateKey
    }

    /// Reads `certificate` and `privateKey`, which must be there and readable.
    public init?(from reader: SettingsReader) {
        let certificate = reader.path("certificate", existing: true)
        let privateKey = reader.path("privateKey", existing: true)
        guard let certificate, let privateKey else { return nil }
        self.init(certificate: certificate, privateKey: privateKey)
    }
}
