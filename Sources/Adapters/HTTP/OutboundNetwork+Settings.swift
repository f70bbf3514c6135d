public import Settings

extension OutboundNetwork {
    /// The connector's or target's `network:`.
    public init(_ settings: NetworkSettings) {
        self.init(proxy: settings.proxy, noProxy: settings.noProxy, caFile: settings.caFile)
    }
}
