/// The PEM files of a listener's certificate chain, leaf first, and of its private key.
public struct TLSFiles: Sendable, Hashable {
    public let certificate: String
    public let privateKey: String
    /// How often the files are looked at for changes.
    public let checkEvery: Duration

    public init(certificate: String, privateKey: String, checkEvery: Duration = .seconds(10)) {
        self.certificate = certificate
        self.privateKey = privateKey
        self.checkEvery = checkEvery
    }
}
