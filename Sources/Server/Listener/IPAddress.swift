import NIOCore

/// An IPv4 or IPv6 address; IPv6's mapped form of IPv4 (`::ffff:192.0.2.1`) counts as IPv4.
public struct IPAddress: Sendable, Hashable, CustomStringConvertible {
    /// 4 or 16.
    let bytes: [UInt8]
    public let description: String

    /// - Returns: nil for anything but an address in numbers, without port, zone and brackets.
    public init?(_ text: String) {
        // A zone (`fe80::1%eth0`) means something on one machine alone.
        guard text.utf8.count <= 45, !text.utf8.contains(UInt8(ascii: "%")),
            let address = try? SocketAddress(ipAddress: text, port: 0)
        else { return nil }
        self.init(address)
    }

    /// - Returns: nil for a Unix domain socket.
    init?(_ address: SocketAddress) {
        guard let text = address.ipAddress, let octets = Self.octets(canonical: text) else { return nil }
        let mapped = octets.count == 16 && octets.starts(with: Self.mappedPrefix)
        bytes = mapped ? Array(octets.dropFirst(Self.mappedPrefix.count)) : octets
        description = mapped ? bytes.map(String.init).joined(separator: ".") : text
    }

    /// What one sender can choose freely from counts as one: the /64 of an IPv6 address.
    var network: IPAddress {
        guard bytes.count == 16 else { return self }
        return IPAddress(bytes: bytes.prefix(8) + Array(repeating: 0, count: 8), description: description)
    }

    private init(bytes: [UInt8], description: String) {
        self.bytes = bytes
        self.description = description
    }

    public static func == (left: Self, right: Self) -> Bool { left.bytes == right.bytes }
    public func hash(into hasher: inout Hasher) { hasher.combine(bytes) }

    private static let mappedPrefix: [UInt8] = Array(repeating: 0, count: 10) + [0xff, 0xff]

    /// Reads what `inet_ntop` writes.
    private static func octets(canonical text: String) -> [UInt8]? {
        guard text.utf8.contains(UInt8(ascii: ":")) else { return dotted(text[...]) }
        let halves = text.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
        guard let front = groups(halves[0]) else { return nil }
        guard halves.count == 2 else { return front.count == 16 ? front : nil }
        guard let back = groups(halves[1]), front.count + back.count <= 14 else { return nil }
        return front + Array(repeating: 0, count: 16 - front.count - back.count) + back
    }

    private static func groups(_ text: Substring) -> [UInt8]? {
        var octets: [UInt8] = []
        for group in text.split(separator: ":") {
            if group.utf8.contains(UInt8(ascii: ".")) {
                guard let tail = dotted(group) else { return nil }
                octets += tail
            } else {
                guard let value = UInt16(group, radix: 16) else { return nil }
                octets += [UInt8(value >> 8), UInt8(value & 0xff)]
            }
        }
        return octets
    }

    private static func dotted(_ text: Substring) -> [UInt8]? {
        let octets = text.split(separator: ".").compactMap { UInt8($0) }
        return octets.count == 4 ? octets : nil
    }
}
