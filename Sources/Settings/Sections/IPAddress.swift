/// Addresses as bytes in network order.
enum IPAddress {
    /// Four bytes for IPv4, sixteen for IPv6; nil for anything else. A zone (`%eth0`) is left out.
    static func bytes(_ text: String) -> [UInt8]? {
        guard text.utf8.count <= 64 else { return nil }
        return text.contains(":") ? version6(text.prefix { $0 != "%" }) : version4(text)
    }

    /// `::ffff:10.0.0.1` → `10.0.0.1`.
    static func unmapped(_ bytes: [UInt8]) -> [UInt8] {
        bytes.count == 16 && bytes.starts(with: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255])
            ? Array(bytes.suffix(4)) : bytes
    }

    /// Four decimal numbers; leading zeros are refused, since some read them as octal.
    private static func version4(_ text: some StringProtocol) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        let bytes = parts.compactMap { part -> UInt8? in
            guard part.allSatisfy({ $0.isASCII && $0.isNumber }), part == "0" || !part.hasPrefix("0") else {
                return nil
            }
            return UInt8(part)
        }
        return bytes.count == 4 ? bytes : nil
    }

    /// RFC 4291 section 2.2: groups, one `::`, and IPv4 at the end.
    private static func version6(_ text: some StringProtocol) -> [UInt8]? {
        let halves = split(String(text), at: "::")
        guard halves.count <= 2 else { return nil }
        guard let head = groups(halves[0], mayEndInVersion4: halves.count == 1) else { return nil }
        guard halves.count == 2 else { return head.count == 16 ? head : nil }
        guard let tail = groups(halves[1], mayEndInVersion4: true) else { return nil }
        let gap = 16 - head.count - tail.count
        return gap >= 2 ? head + Array(repeating: 0, count: gap) + tail : nil
    }

    private static func split(_ text: String, at mark: String) -> [Substring] {
        text.split(separator: mark, omittingEmptySubsequences: false)
    }

    private static func groups(_ text: Substring, mayEndInVersion4: Bool) -> [UInt8]? {
        guard !text.isEmpty else { return [] }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 8 else { return nil }
        var bytes: [UInt8] = []
        for (index, part) in parts.enumerated() {
            if mayEndInVersion4, index == parts.count - 1, part.contains(".") {
                guard let last = version4(part) else { return nil }
                bytes += last
            } else {
                guard (1...4).contains(part.utf8.count), part.allSatisfy({ $0.isASCII && $0.isHexDigit }),
                    let group = UInt16(part, radix: 16)
                else { return nil }
                bytes += [UInt8(group >> 8), UInt8(group & 255)]
            }
        }
        return bytes
    }
}
