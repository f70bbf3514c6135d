public import Foundation

/// `hooks:` the only listener that the internet may reach.
public struct HooksSettings: Sendable, Hashable {
    public let listen: ListenAddress
    /// What IdPs are told to call, without a slash at its end.
    public let publicURL: URL?
    public let tls: TLSFiles?
    public let maxBodyBytes: Int
    /// Requests in flight, from the whole head to the answer.
    public let maxPending: Int
    /// Networks whose X-Forwarded-For is believed.
    public let trustedProxies: [NetworkBlock]

    public init(
        listen: ListenAddress = ListenAddress(host: "0.0.0.0", port: 8443), publicURL: URL? = nil, tls: TLSFiles? = nil,
        maxBodyBytes: Int = 1_048_576, maxPending: Int = 1024, trustedProxies: [NetworkBlock] = []
    ) {
        self.listen = listen
        self.publicURL = publicURL
        self.tls = tls
        self.maxBodyBytes = maxBodyBytes
        self.maxPending = maxPending
        self.trustedProxies = trustedProxies
    }

    init?(from reader: SettingsReader) {
        let defaults = HooksSettings()
        let listen = reader.listenAddress("listen", default: defaults.listen)
        let publicURL = reader.optionalURL("publicURL")
        let tls = reader.overridableSection("tls", scalars: ["certificate", "privateKey"]).flatMap(TLSFiles.init)
        let maxBodyBytes = reader.integer("maxBodyBytes", default: defaults.maxBodyBytes, in: 1...67_108_864)
        let maxPending = reader.integer("maxPending", default: defaults.maxPending, in: 1...65_536)
        let trustedProxies = reader.networks("trustedProxies")
        guard let listen, let maxBodyBytes, let maxPending, let trustedProxies else { return nil }
        self.init(
            listen: listen, publicURL: publicURL, tls: tls, maxBodyBytes: maxBodyBytes, maxPending: maxPending,
            trustedProxies: trustedProxies)
    }
}

extension SettingsReader {
    /// A section that is there as well when the environment names one of its scalars.
    func overridableSection(_ key: String, scalars: [String]) -> SettingsReader? {
        if let section = section(key) { return section }
        guard node(key) == nil, let variablePrefix else { return nil }
        let section = reader([], line: line(of: key), path: fullName(of: key), variables: key)
        let prefix = ReadingContext.variable(variablePrefix, key)
        let named = scalars.contains { context.environment[ReadingContext.variable(prefix, $0)]?.isEmpty == false }
        return named ? section : nil
    }

    func networks(_ key: String) -> [NetworkBlock]? {
        guard let items = scalars(key) else { return isWritten(key) ? nil : [] }
        let blocks = items.map { item in
            let block = NetworkBlock(item.text)
            if block == nil {
                reject(
                    key, item, "must hold networks such as 10.0.0.0/8 or fd00::/8, not '\(item.text)'",
                    remedy: "no bits may be set behind the prefix")
            }
            return block
        }
        return blocks.contains(nil) ? nil : blocks.compactMap { $0 }
    }
}
