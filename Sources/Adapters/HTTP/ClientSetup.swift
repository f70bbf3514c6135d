import AsyncHTTPClient
import Foundation
import NIOCore
import NIOSSL

extension HTTPClientTransport {
    static func configuration(
        _ network: OutboundNetwork, _ limits: Limits
    ) throws(OutboundNetworkError) -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.decompression = .disabled
        // One request for each connection: how a stale one shows is known, and workers do not share its fate.
        configuration.httpVersion = .http1Only
        configuration.timeout.connect = TimeAmount(limits.connecting)
        // Below the 5 s after which common servers close, so that a request seldom meets a closing connection.
        configuration.connectionPool.idleTimeout = .seconds(4)
        // Workers are the limit; waiting for a connection here would count against the time for connecting.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 256
        // A refused connection is told at once: the lane pauses and is probed.
        configuration.connectionPool.retryConnectionEstablishment = false
        if let caFile = network.caFile {
            configuration.tlsConfiguration = try tls(trusting: caFile)
        }
        return configuration
    }

    private static func tls(trusting caFile: String) throws(OutboundNetworkError) -> TLSConfiguration {
        let authorities: [NIOSSLCertificate]
        do {
            authorities = try NIOSSLCertificate.fromPEMFile(caFile)
        } catch {
            throw OutboundNetworkError(
                "network.caFile '\(caFile)' cannot be read as PEM certificates: name a file that holds them")
        }
        guard !authorities.isEmpty else {
            throw OutboundNetworkError(
                "network.caFile '\(caFile)' holds no certificate: name a file of PEM certificates")
        }
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.additionalTrustRoots = [.certificates(authorities)]
        return tls
    }

    static func proxy(_ url: URL) throws(OutboundNetworkError) -> HTTPClient.Configuration.Proxy {
        guard url.scheme?.lowercased() == "http", let origin = Origin(url) else {
            throw OutboundNetworkError("network.proxy must look like http://proxy.example.com:3128")
        }
        let authorization = url.user(percentEncoded: false).map { user in
            HTTPClient.Authorization.basic(username: user, password: url.password(percentEncoded: false) ?? "")
        }
        return .server(host: origin.host, port: origin.port, authorization: authorization)
    }
}
