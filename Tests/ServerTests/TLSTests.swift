import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import TestSupport
import Testing

@testable import Server

@Suite("TLS", .timeLimit(.minutes(1)))
struct TLSTests {
    @Test("hooks are answered over TLS, and bodies over the limit with the whole answer")
    func answers() async throws {
        try await withCertificate(.one) { files in
            try await HooksFixture.run(configure: { $0.tls = files.tls }) { hooks in
                try await RawPeer.connect(to: hooks.port, tls: try .client(trusting: .one)) { peer in
                    try await peer.send(feed("a") + feed("b"))
                    try await peer.expect(200)
                    try await peer.expect(200)
                    try await peer.send(request("POST", "/hooks/hr", ["Content-Length: 9999999"]))
                    try await peer.expect(413)
                    try await peer.expectEnd()
                }
            }
        }
    }

    @Test("a peer that does not get through its handshake is closed in time")
    func stalledHandshake() async throws {
        try await withCertificate(.one) { files in
            let configure: (inout ListenerConfiguration) -> Void = {
                $0.tls = files.tls
                $0.headDeadline = .milliseconds(200)
            }
            try await HooksFixture.run(configure: configure) { hooks in
                try await RawPeer.connect(to: hooks.port) { peer in
                    try await peer.send("\u{16}\u{03}\u{01}")
                    try await peer.expectEnd()
                }
            }
        }
    }

    @Test("what is not TLS is closed")
    func plain() async throws {
        try await withCertificate(.one) { files in
            try await HooksFixture.run(configure: { $0.tls = files.tls }) { hooks in
                try await RawPeer.connect(to: hooks.port) { peer in
                    try await peer.send(feed())
                    #expect(try await peer.rest().contains("HTTP/1.1") == false)
                }
            }
        }
    }

    @Test("a new certificate is served when the file changes and when asked to reload", arguments: [true, false])
    func reload(asked: Bool) async throws {
        try await withCertificate(.one) { files in
            let every: Duration = asked ? .seconds(3600) : .milliseconds(20)
            let tls = TLSFiles(certificate: files.tls.certificate, privateKey: files.tls.privateKey, checkEvery: every)
            try await HooksFixture.run(configure: { $0.tls = tls }) { hooks in
                #expect(try await isServed(.one, by: hooks))
                try files.write(.two)
                if asked { hooks.listener.reloadCertificate() }
                try await waitUntil { try await isServed(.two, by: hooks) }
                #expect(try await !isServed(.one, by: hooks))
            }
        }
    }

    @Test("a certificate that cannot be used leaves the last good one in place")
    func brokenReload() async throws {
        try await withCertificate(.one) { files in
            try await HooksFixture.run(configure: { $0.tls = files.tls }) { hooks in
                try Data("no certificate".utf8).write(to: URL(filePath: files.tls.certificate))
                hooks.listener.reloadCertificate()
                #expect(try await isServed(.one, by: hooks))
            }
        }
    }

    @Test("files that are missing or do not fit together are an error that names them")
    func unusable() async throws {
        try await withCertificate(.one) { files in
            try Data(TestCertificate.two.privateKey.utf8).write(to: URL(filePath: files.tls.privateKey))
            for path in [files.tls.certificate, "/nowhere.pem"] {
                let error = await #expect(throws: ListenerError.self) {
                    let tls = TLSFiles(certificate: path, privateKey: files.tls.privateKey)
                    try await HooksFixture.run(configure: { $0.tls = tls }) { _ in }
                }
                #expect(error?.code == .certificate)
                #expect(error?.description.contains(path) == true)
            }
        }
    }

    private func isServed(_ certificate: TestCertificate, by hooks: HooksFixture) async throws -> Bool {
        do {
            return try await RawPeer.connect(to: hooks.port, tls: try .client(trusting: certificate)) { peer in
                try await peer.send(feed())
                return try await peer.answer()?.status == 200
            }
        } catch is NIOSSLError {
            return false
        } catch is BoringSSLError {
            return false
        } catch is ChannelError {
            // The client has closed the connection itself, since it does not trust the certificate.
            return false
        }
    }
}
