public import Foundation
import Settings

/// The way to the outside that one connector or target takes (`network:` of the configuration).
///
/// `HTTPS_PROXY` and its like are not read: only what is written here counts.
public struct OutboundNetwork: Sendable, Hashable {
    /// `http://[user:password@]host:port`: every request goes through it by CONNECT, http ones too.
    public let proxy: URL?
    /// Hosts that are reached without the proxy, written as in `NetworkSettings.noProxy`.
    public let noProxy: [String]
    /// A PEM file of certificate authorities that are trusted in addition to the system's.
    public let caFile: String?

    public init(proxy: URL? = nil, noProxy: [String] = [], caFile: String? = nil) {
        self.proxy = proxy
        self.noProxy = noProxy
        self.caFile = caFile
    }

    /// The proxy on the way to `url`, if there is one.
    func proxy(for url: URL) -> URL? {
        Origin(url).flatMap { NetworkSettings(proxy: proxy, noProxy: noProxy).proxy(for: $0.host) }
    }
}

/// Why the way to the outside cannot be set up; found before anything is sent.
public struct OutboundNetworkError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong and what to do, without the proxy's password.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
