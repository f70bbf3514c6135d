extension Profile {
    /// A short text that is the same, in every process, for profiles that read alike at `paths`; what stands elsewhere
    /// does not count. It tells whether an IdP has replicated a change and proves nothing (FNV-1a of 64 bits).
    public func fingerprint(of paths: Set<AttributePath>) -> String {
        var hash = FNV1a()
        hash.add(isDisabled ? "disabled" : "enabled")
        for path in paths.sorted(by: { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) }) {
            hash.add(path.text)
            switch value(at: path) {
            case .unknown(let name):
                hash.add("unknown")
                hash.add(name)
            case .empty: hash.add("empty")
            case .text(let text):
                hash.add("text")
                hash.add(text)
            case .list(let texts):
                hash.add("list \(texts.count)")
                texts.forEach { hash.add($0) }
            case .structure: hash.add("structure")
            }
        }
        return hash.text
    }
}

/// The Fowler–Noll–Vo hash: Swift's own `Hasher` is seeded anew by each process.
private struct FNV1a {
    private var value: UInt64 = 0xCBF2_9CE4_8422_2325

    /// The length goes first, so that "ab" and "c" differ from "a" and "bc".
    mutating func add(_ text: String) {
        for byte in "\(text.utf8.count):".utf8 { add(byte) }
        for byte in text.utf8 { add(byte) }
    }

    private mutating func add(_ byte: UInt8) {
        value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }

    var text: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
