import Logging
import NIOCertificateReloading
import NIOSSL

/// A listener's certificate and key, read again when the files change.
struct TLSContext: Sendable {
    let context: NIOSSLContext
    private let reloader: TimedCertificateReloader

    /// - Throws: `ListenerError` when the files cannot be read or do not fit together.
    init(_ files: TLSFiles, listener: String, logger: Logger) throws(ListenerError) {
        let configuration = TimedCertificateReloader.Configuration(
            refreshInterval: files.checkEvery,
            certificateSource: .init(location: .file(path: files.certificate), format: .pem),
            privateKeySource: .init(location: .file(path: files.privateKey), format: .pem)
        ) {
            $0.onCertificateLoaded = { loaded in
                guard loaded.previousX509CertificateChain.map({ $0 != loaded.currentX509CertificateChain }) ?? false
                else { return }
                logger.info("certificate reloaded", metadata: ["listener": "\(listener)"])
            }
            $0.onCertificateLoadFailed = { failure in
                logger.warning(
                    "certificate not reloaded: the last good one is served on",
                    metadata: ["listener": "\(listener)", "error": "\(failure.error)"])
            }
        }
        do {
            reloader = try .makeReloaderValidatingSources(configuration: configuration)
            var tls = try TLSConfiguration.makeServerConfiguration(certificateReloader: reloader)
            tls.minimumTLSVersion = .tlsv12
            tls.applicationProtocols = ["http/1.1"]
            context = try NIOSSLContext(configuration: tls)
            self.configuration = tls
        } catch {
            throw ListenerError(
                .certificate, listener: listener, cause: "certificate or private key cannot be used: \(error)",
                remedy: "check \(files.certificate) and \(files.privateKey)")
        }
    }

    let configuration: TLSConfiguration

    /// Looks at the files until the service shuts down or is cancelled.
    func watch() async { try? await reloader.run() }

    /// Reads the files now. A failure is logged, and the last good certificate stays.
    func reload() { try? reloader.reload() }
}
