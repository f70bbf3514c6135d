public import Foundation
import Settings

/// The way to the outside that one connector or target takes (`network:` of the configuration).
///
/// `HTTPS_PROXY` and its like are not read: only what is written here counts.
public struct OutboundNetwork: Sendable, Hashable {
    /// `http://[user:password@]host:port`: every request goes through it by CONNECT, http ones too.
    public let proxy: URL?
    /// Hosts that are reached without the proxy: `jira.example.com` or `.example.com` (each with its subdomains), an
    /// address or a network of them (`10.0.0.0/8`), any of them with `:port`, or `*`.
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
        guard let proxy, let origin = Origin(url) else { return nil }
        return noProxy.contains { Self.covers($0, origin) } ? nil : proxy
    }

    private static func covers(_ entry: String, _ origin: Origin) -> Bool {
        var pattern = entry.trimmingCharacters(in: .whitespaces).lowercased()
        if pattern == "*" { return true }
        if let colon = pattern.lastIndex(of: ":"), !pattern[..<colon].contains(":"),
            let port = Int(pattern[pattern.index(after: colon)...])
        {
            guard port == origin.port else { return false }
            pattern = String(pattern[..<colon])
        }
        if let network = NetworkBlock(pattern) { return network.contains(address: origin.host) }
        if pattern.hasPrefix("*.") { pattern.removeFirst() }
        let domain = pattern.hasPrefix(".") ? String(pattern.dropFirst()) : pattern
        return !domain.isEmpty && (origin.host == domain || origin.host.hasSuffix("." + domain))
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
