/// Where a listener binds: `0.0.0.0:8443`, `[::1]:8080`, `localhost:0`.
public struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// Without brackets.
    public let host: String
    /// 0 to 65535; 0 lets the system choose.
    public let port: Int

    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// nil where `text` is not HOST:PORT; IPv6 addresses stand in brackets.
    public init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let digits = text[text.index(after: colon)...]
        guard (1...5).contains(digits.count), digits.allSatisfy({ $0.isASCII && $0.isNumber }), let port = Int(digits),
            port <= 65_535
        else { return nil }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
            guard IPAddress.bytes(host)?.count == 16 else { return nil }
        } else {
            let marks: Set<Character> = [".", "-", "_"]
            guard !host.isEmpty, host.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) || marks.contains($0) })
            else { return nil }
        }
        self.init(host: host, port: port)
    }

    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

extension SettingsReader {
    func listenAddress(_ key: String, default fallback: ListenAddress) -> ListenAddress? {
        value(key, fallback) { scalar in
            guard let address = ListenAddress(scalar.text) else {
                reject(key, scalar, "must be HOST:PORT such as 0.0.0.0:8443 or [::1]:8080, not '\(scalar.text)'")
                return nil
            }
            return address
        }
    }
}
