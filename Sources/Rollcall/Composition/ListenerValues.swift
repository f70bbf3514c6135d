import Foundation
import Server
import Settings

extension ListenerConfiguration {
    /// The hooks listener's part of the configuration.
    init(hooks: HooksSettings) {
        self.init(
            host: hooks.listen.host, port: hooks.listen.port,
            tls: hooks.tls.map { Server.TLSFiles(certificate: $0.certificate, privateKey: $0.privateKey) })
        maxBodyBytes = hooks.maxBodyBytes
        maxPending = hooks.maxPending
        trustedProxies = hooks.trustedProxies.compactMap { AddressBlock($0.description) }
    }

    /// The console listener's part of the configuration.
    init(console: ConsoleSettings) {
        self.init(
            host: console.listen.host, port: console.listen.port,
            tls: console.tls.map { Server.TLSFiles(certificate: $0.certificate, privateKey: $0.privateKey) })
    }
}

extension MetricsAccess {
    init(_ console: ConsoleSettings) {
        switch console.metrics {
        case .open: self = .open
        case .token: self = .tokens(console.apiTokens.map(\.token.bytes))
        }
    }
}
