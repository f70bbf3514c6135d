import Foundation

/// The cookies of one session with one host (RFC 6265, as far as a single host needs it).
struct CookieJar: Sendable {
    private struct Cookie: Sendable {
        let name: String
        let value: String
        let path: String
        /// nil: as long as the session.
        let expires: Date?
    }
    private static let limit = 50

    private var cookies: [Cookie] = []

    /// Takes every `Set-Cookie` of an answer to `url`; one that has expired removes its namesake.
    mutating func take(_ headers: [String], from url: URL, at now: Date) {
        for header in headers {
            guard let cookie = Self.parse(header, from: url, at: now) else { continue }
            cookies.removeAll { $0.name == cookie.name && $0.path == cookie.path }
            if cookie.expires.map({ $0 > now }) ?? true, cookies.count < Self.limit { cookies.append(cookie) }
        }
    }

    /// The header `Cookie` for a request to `url`, longer paths first; none without cookies.
    func headers(for url: URL, at now: Date) -> [(name: String, value: String)] {
        let path = url.path(percentEncoded: true)
        let fitting = cookies.filter { Self.covers($0.path, path) && ($0.expires.map { $0 > now } ?? true) }
        guard !fitting.isEmpty else { return [] }
        let sorted = fitting.sorted { $0.path.utf8.count > $1.path.utf8.count }
        return [("Cookie", sorted.map { "\($0.name)=\($0.value)" }.joined(separator: "; "))]
    }

    func value(of name: String) -> String? { cookies.first { $0.name == name }?.value }

    var isEmpty: Bool { cookies.isEmpty }

    private static func parse(_ header: String, from url: URL, at now: Date) -> Cookie? {
        guard header.utf8.count <= 8192 else { return nil }
        let parts = header.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
        guard let first = parts.first, let equals = first.firstIndex(of: "="), equals > first.startIndex else {
            return nil
        }
        var path = defaultPath(of: url)
        var expires: Date?
        var maxAge: Date?
        for part in parts.dropFirst() {
            let pair = part.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            guard let name = pair.first?.lowercased() else { continue }
            let value = pair.count > 1 ? pair[1] : ""
            switch name {
            case "path" where value.hasPrefix("/"): path = value
            case "max-age": maxAge = Int(value).map { now.addingTimeInterval(TimeInterval($0)) }
            case "expires": expires = date(value)
            case "domain" where !covers(domain: value, host: url.host(percentEncoded: false) ?? ""): return nil
            default: break
            }
        }
        return Cookie(
            name: String(first[..<equals]), value: String(first[first.index(after: equals)...]), path: path,
            expires: maxAge ?? expires)
    }

    private static func defaultPath(of url: URL) -> String {
        let path = url.path(percentEncoded: true)
        guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return "/" }
        return String(path[..<slash])
    }

    private static func covers(_ cookiePath: String, _ path: String) -> Bool {
        path == cookiePath || path.hasPrefix(cookiePath.hasSuffix("/") ? cookiePath : cookiePath + "/")
    }

    private static func covers(domain: String, host: String) -> Bool {
        let domain = domain.lowercased().drop { $0 == "." }
        return !domain.isEmpty && (host.lowercased() == domain || host.lowercased().hasSuffix("." + domain))
    }

    private static func date(_ text: String) -> Date? {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        for pattern in ["EEE, dd-MMM-yyyy HH:mm:ss 'GMT'", "EEE, dd MMM yyyy HH:mm:ss 'GMT'"] {
            formatter.dateFormat = pattern
            if let date = formatter.date(from: text) { return date }
        }
        return nil
    }
}
