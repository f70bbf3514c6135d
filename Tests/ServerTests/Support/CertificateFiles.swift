import Foundation
import NIOSSL

@testable import Server

/// A certificate and its key in a folder of their own.
struct CertificateFiles: Sendable {
    let tls: TLSFiles

    func write(_ certificate: TestCertificate) throws {
        try Data(certificate.certificate.utf8).write(to: URL(filePath: tls.certificate), options: .atomic)
        try Data(certificate.privateKey.utf8).write(to: URL(filePath: tls.privateKey), options: .atomic)
    }
}

/// Lends the files to `body`, and removes them afterwards.
func withCertificate(
    _ certificate: TestCertificate, _ body: (CertificateFiles) async throws -> Void
) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "rollcall-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = CertificateFiles(
        tls: TLSFiles(
            certificate: folder.appending(path: "tls.crt").path, privateKey: folder.appending(path: "tls.key").path))
    try files.write(certificate)
    try await body(files)
}

extension NIOSSLContext {
    static func client(trusting certificate: TestCertificate) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .certificates(
            try NIOSSLCertificate.fromPEMBytes(Array(certificate.certificate.utf8)))
        configuration.certificateVerification = .noHostnameVerification
        return try NIOSSLContext(configuration: configuration)
    }
}
