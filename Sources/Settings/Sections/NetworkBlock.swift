/// A network of IPv4 or IPv6 addresses in CIDR notation (RFC 4632, RFC 4291 section 2.3).
public struct NetworkBlock: Sendable, Hashable, CustomStringConvertible {
    private let bytes: [UInt8]
    /// Leading bits that count.
    public let prefixLength: Int
    public let description: String

    static let loopbacks = ["127.0.0.0/8", "::1/128"].compactMap(NetworkBlock.init)

    /// `10.0.0.0/8`, `fd00::/8`, or a single address; nil for anything else, and where bits are set behind the prefix.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let address = parts.first, let bytes = IPAddress.bytes(address) else { return nil }
        var length = bytes.count * 8
        if parts.count == 2 {
            guard (1...3).contains(parts[1].count), parts[1].allSatisfy({ $0.isASCII && $0.isNumber }),
                let bits = Int(parts[1]), bits <= length
            else { return nil }
            length = bits
        }
        guard Self.masked(bytes, to: length) == bytes else { return nil }
        self.bytes = bytes
        prefixLength = length
        description = text
    }

    /// Whether `address`, without brackets or port, lies in this network; an IPv4 address inside IPv6
    /// (`::ffff:10.0.0.1`) counts as the IPv4 address that it is. False for what is no address.
    public func contains(address: String) -> Bool {
        guard let candidate = IPAddress.bytes(address) else { return false }
        let plain = bytes.count == 4 ? IPAddress.unmapped(candidate) : candidate
        return plain.count == bytes.count && Self.masked(plain, to: prefixLength) == bytes
    }

    private static func masked(_ bytes: [UInt8], to length: Int) -> [UInt8] {
        bytes.enumerated().map { index, byte in
            let bits = min(max(length - index * 8, 0), 8)
            return bits == 0 ? 0 : byte & (UInt8.max << UInt8(8 - bits))
        }
    }
}
