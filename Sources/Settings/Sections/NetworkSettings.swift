public import Foundation

/// `network:` how the outside is reached, for all of it or for one connector or target.
public struct NetworkSettings: Sendable, Hashable {
    public let proxy: URL?
    /// Host names, `.suffix` or `*.suffix`, addresses, networks in CIDR notation, or `*`.
    public let noProxy: [String]
    /// Certificates (PEM) trusted beside the system's, at an absolute path.
    public let caFile: String?

    public init(proxy: URL? = nil, noProxy: [String] = [], caFile: String? = nil) {
        self.proxy = proxy
        self.noProxy = noProxy
        self.caFile = caFile
    }

    /// What `outer` says holds where this mapping is silent.
    init?(from reader: SettingsReader, over outer: NetworkSettings?) {
        let proxy = reader.optionalURL("proxy")
        let noProxy = reader.texts("noProxy")
        let caFile = reader.optionalPath("caFile", existing: true)
        guard proxy != nil || !reader.has("proxy"), caFile != nil || !reader.has("caFile"), let noProxy else {
            return nil
        }
        self.init(
            proxy: proxy ?? outer?.proxy, noProxy: reader.has("noProxy") ? noProxy : outer?.noProxy ?? [],
            caFile: caFile ?? outer?.caFile)
    }

    /// The proxy for requests to `host`, a name or an address without brackets.
    public func proxy(for host: String) -> URL? {
        let name = host.lowercased()
        let direct = noProxy.contains { rule in
            let rule = rule.lowercased()
            if rule == "*" || rule == name { return true }
            if rule.hasPrefix("*.") { return name.hasSuffix(rule.dropFirst()) }
            if rule.hasPrefix(".") { return name.hasSuffix(rule) }
            return NetworkBlock(rule)?.contains(address: name) ?? false
        }
        return direct ? nil : proxy
    }
}

extension SettingsReader {
    /// The connector's or target's own `network:` over that of the whole file; without either, all is direct.
    public func network() -> NetworkSettings? {
        guard let section = section("network") else {
            return has("network") ? nil : outerNetwork ?? NetworkSettings()
        }
        return NetworkSettings(from: section, over: outerNetwork)
    }
}
