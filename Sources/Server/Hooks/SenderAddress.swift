import NIOHTTP1

/// Where a request came from, as far as it can be believed.
enum SenderAddress {
    /// The peer's own address, or, when a trusted proxy passed the request on, the rightmost address in its
    /// X-Forwarded-For that is no trusted proxy.
    static func of(_ headers: HTTPHeaders, peer: IPAddress, trusted: [AddressBlock]) -> IPAddress {
        guard !trusted.isEmpty, trusted.contains(where: { $0.contains(peer) }) else { return peer }
        var sender = peer
        for hop in headers["X-Forwarded-For"].flatMap({ $0.split(separator: ",") }).reversed() {
            guard let address = address(hop) else { return sender }
            sender = address
            if !trusted.contains(where: { $0.contains(address) }) { return sender }
        }
        return sender
    }

    /// Some proxies add the port: `192.0.2.1:4711`, `[2001:db8::1]:4711`.
    private static func address(_ hop: Substring) -> IPAddress? {
        let text = hop.drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" }
        if text.hasPrefix("[") { return IPAddress(String(text.dropFirst().prefix { $0 != "]" })) }
        if text.filter({ $0 == ":" }).count == 1 { return IPAddress(String(text.prefix { $0 != ":" })) }
        return IPAddress(String(text))
    }
}
