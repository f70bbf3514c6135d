public import Foundation

extension SettingsReader {
    /// An `https://` address that must be there; `http://` only for loopback hosts or with `plainHTTP: true`. Slashes
    /// at its end are dropped.
    public func url(_ key: String) -> URL? {
        required(key) { scalar in address(key, scalar) }
    }

    public func url(_ key: String, default fallback: String) -> URL? {
        value(key, URL(string: fallback)) { scalar in address(key, scalar) } ?? nil
    }

    /// nil when absent, too.
    public func optionalURL(_ key: String) -> URL? {
        optional(key) { scalar in address(key, scalar) }
    }

    /// An address that stands in a secret, by the same rules as one of the configuration; its last slash stays.
    ///
    /// - Parameters:
    ///   - key: Whose value said it: where a problem is told.
    ///   - name: What it is called there.
    public func url(_ text: String, saidBy key: String, as name: String) -> URL? {
        do {
            return try WebAddress.url(text, plainHTTP: plainHTTP, keepingSlash: true)
        } catch {
            reject(key, "has a \(name) that \(error.words)", remedy: error.remedy)
            return nil
        }
    }

    /// A file's path, absolute or relative to the configuration file, as an absolute one; with `existing` the file must
    /// be there and readable.
    public func path(_ key: String, existing: Bool = false) -> String? {
        required(key) { scalar in filePath(key, scalar, existing: existing) }
    }

    /// nil when absent, too.
    public func optionalPath(_ key: String, existing: Bool = false) -> String? {
        optional(key) { scalar in filePath(key, scalar, existing: existing) }
    }

    private func filePath(_ key: String, _ scalar: YAMLScalar, existing: Bool) -> String? {
        guard !scalar.text.isEmpty else {
            reject(key, scalar, "is empty")
            return nil
        }
        let path = context.absolutePath(scalar.text)
        guard !existing || FileManager.default.isReadableFile(atPath: path) else {
            reject(key, scalar, "names a file that is not there or cannot be read: \(path)")
            return nil
        }
        return path
    }

    func address(_ key: String, _ scalar: YAMLScalar) -> URL? {
        do {
            return try WebAddress.url(scalar.text, plainHTTP: plainHTTP)
        } catch {
            reject(key, scalar, error.words, remedy: error.remedy)
            return nil
        }
    }
}

/// Which addresses the configuration may name.
enum WebAddress {
    /// Never repeats the address, which may hold a password.
    struct Refusal: Error {
        let words: String
        var remedy: String?
    }

    static func url(_ text: String, plainHTTP: Bool, keepingSlash: Bool = false) throws(Refusal) -> URL {
        var trimmed = text
        while !keepingSlash, trimmed.hasSuffix("/") { trimmed.removeLast() }
        guard let parts = URLComponents(string: trimmed),
            let url = URL(string: trimmed, encodingInvalidCharacters: false),
            let scheme = parts.scheme?.lowercased(), let host = parts.host, !host.isEmpty
        else { throw Refusal(words: "must be a whole address such as https://host.example.com") }
        guard scheme == "https" || scheme == "http" else {
            throw Refusal(words: "must begin with https://")
        }
        guard parts.user == nil, parts.password == nil else {
            throw Refusal(words: "must not hold a user name or password")
        }
        guard parts.query == nil, parts.fragment == nil else {
            throw Refusal(words: "must not hold a query or a fragment")
        }
        if let port = parts.port, !(1...65_535).contains(port) {
            throw Refusal(words: "must have a port from 1 to 65535")
        }
        guard scheme == "https" || plainHTTP || isLoopback(host) else {
            throw Refusal(
                words: "must begin with https://",
                remedy: "http:// is for loopback hosts, and for a connector or target that says plainHTTP: true")
        }
        return url
    }

    static func isLoopback(_ host: String) -> Bool {
        let name = host.lowercased().trimmingCharacters(in: ["[", "]"])
        if name == "localhost" { return true }
        return NetworkBlock.loopbacks.contains { $0.contains(address: name) }
    }
}
