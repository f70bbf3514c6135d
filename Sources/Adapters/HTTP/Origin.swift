public import Foundation

/// Scheme, host and port: where tokens may go. A link out of an answer is followed only within it.
public struct Origin: Sendable, Hashable, CustomStringConvertible {
    public let scheme: String
    /// Lower case, IPv6 addresses without brackets.
    public let host: String
    /// The port, the scheme's own where the address names none.
    public let port: Int

    /// nil unless `url` is an absolute http or https address with a host.
    public init?(_ url: URL) {
        guard let scheme = url.scheme?.lowercased(), scheme == "http" || scheme == "https",
            let host = url.host(percentEncoded: false)?.lowercased(), !host.isEmpty
        else { return nil }
        self.scheme = scheme
        self.host = host.trimmingCharacters(in: ["[", "]"])
        self.port = url.port ?? (scheme == "https" ? 443 : 80)
    }

    /// Whether `url` leads to this very origin and carries no user or password of its own.
    public func contains(_ url: URL) -> Bool {
        Origin(url) == self && url.user(percentEncoded: false) == nil
    }

    /// `https://host`, with the port where it is not the scheme's own.
    public var description: String {
        let name = host.contains(":") ? "[\(host)]" : host
        let isUsual = port == (scheme == "https" ? 443 : 80)
        return isUsual ? "\(scheme)://\(name)" : "\(scheme)://\(name):\(port)"
    }
}
