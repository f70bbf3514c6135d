import Adapters
import Foundation
import NIOSSL
import TestSupport
import Testing

@Suite("The way to the outside") struct OutboundNetworkTests {
    private static let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    @Test(
        "goes through the proxy by CONNECT with its user and password, and past it for noProxy",
        arguments: [
            ([], true), (["other.example.com", "10.0.0.0/8"], true), (["*"], false), (["localhost"], false),
            ([".localhost"], false), (["LOCALHOST:1"], true), (["host"], true),
        ])
    func proxy(noProxy: [String], goesThrough: Bool) async throws {
        try await LoopbackServer.with({ _ in .text("direct") }) { server in
            try await RawServer.with { _ in
                [.send("HTTP/1.1 200 OK\r\n\r\n"), .receive, .send(Self.answer)]
            } _: { proxy, journal in
                let port = try #require(proxy.port)
                let network = OutboundNetwork(
                    proxy: URL(string: "http://ada:p%40ss@127.0.0.1:\(port)"), noProxy: noProxy)
                try await HTTPClientTransport.with(network: network) { transport in
                    let url = try #require(URL(string: "http://localhost:\(server.port ?? 0)/"))
                    let answer = try await transport.send(OutboundRequest("GET", url))
                    #expect(String(decoding: answer.body, as: UTF8.self) == (goesThrough ? "ok" : "direct"))
                    #expect(journal.connections == (goesThrough ? 1 : 0))
                    guard goesThrough else { return }
                    let connect = try #require(journal.requests.first)
                    #expect(connect.hasPrefix("CONNECT localhost:\(server.port ?? 0) HTTP/1.1\r\n"))
                    #expect(connect.contains(Data("ada:p@ss".utf8).base64EncodedString()))
                }
            }
        }
    }

    @Test("says that the proxy wants other credentials, without those it got")
    func proxyRefuses() async throws {
        try await RawServer.with { _ in
            [.send("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")]
        } _: { proxy, _ in
            let network = OutboundNetwork(proxy: URL(string: "http://ada:s3cret@127.0.0.1:\(proxy.port ?? 0)"))
            try await HTTPClientTransport.with(network: network) { transport in
                let url = try #require(URL(string: "http://graph.invalid/"))
                let failure = await #expect(throws: TransportFailure.self) {
                    _ = try await transport.send(OutboundRequest("GET", url))
                }
                #expect(failure?.code == .unreachable)
                #expect(failure?.description.contains("network.proxy") == true)
                #expect(failure?.description.contains("s3cret") == false)
            }
        }
    }

    @Test("refuses a proxy or CA file that it cannot use before anything is sent")
    func unusable() throws {
        let missing = OutboundNetwork(caFile: "/nowhere/ca.pem")
        let socks = OutboundNetwork(proxy: URL(string: "socks5://user:s3cret@proxy"))
        for (network, word) in [(missing, "/nowhere/ca.pem"), (socks, "network.proxy")] {
            let words = try #require(Self.refusal(of: network))
            #expect(words.contains(word))
            #expect(!words.contains("s3cret"))
        }
    }

    private static func refusal(of network: OutboundNetwork) -> String? {
        do {
            _ = try HTTPClientTransport(network: network)
            return nil
        } catch {
            return error.description
        }
    }

    @Test("trusts a private authority only when it is named")
    func privateAuthority() async throws {
        let authority = try PrivateAuthority()
        defer { authority.remove() }
        try await RawServer.with(tls: authority.context()) { _ in
            [.send(Self.answer)]
        } _: { url, _ in
            try await HTTPClientTransport.with(network: OutboundNetwork(caFile: authority.certificate)) { transport in
                let answer = try await transport.send(OutboundRequest("GET", url))
                #expect(answer.status == 200)
            }
            try await HTTPClientTransport.with { transport in
                let failure = await #expect(throws: TransportFailure.self) {
                    _ = try await transport.send(OutboundRequest("GET", url))
                }
                #expect(failure?.code == .unreachable)
                #expect(failure?.description.contains("network.caFile") == true)
            }
        }
    }
}

/// A certificate for localhost that signs itself, made by OpenSSL's command.
private struct PrivateAuthority {
    private let folder: URL
    var certificate: String { folder.appending(path: "ca.pem").path }

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "rollcall-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let openssl = Process()
        openssl.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        openssl.arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout",
            folder.appending(path: "key.pem").path, "-out", certificate,
        ]
        openssl.standardError = FileHandle.nullDevice
        try openssl.run()
        openssl.waitUntilExit()
        try #require(openssl.terminationStatus == 0)
    }

    func context() throws -> NIOSSLContext {
        let chain = try NIOSSLCertificate.fromPEMFile(certificate).map { NIOSSLCertificateSource.certificate($0) }
        let key = try NIOSSLPrivateKey(file: folder.appending(path: "key.pem").path, format: .pem)
        return try NIOSSLContext(
            configuration: .makeServerConfiguration(certificateChain: chain, privateKey: .privateKey(key)))
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }
}
