import Foundation

/// `store:` where everything durable is kept.
public struct StoreSettings: Sendable, Hashable {
    public enum Location: Sendable, Hashable {
        /// The database's absolute path.
        case sqlite(path: String)
    }
    public let location: Location

    public init(location: Location = .sqlite(path: "/var/lib/rollcall/rollcall.db")) {
        self.location = location
    }

    init?(from reader: SettingsReader) {
        let location: Location? = reader.value("url", StoreSettings().location) { scalar in
            do throws(WebAddress.Refusal) {
                return .sqlite(path: reader.context.absolutePath(try Self.file(in: scalar.text)))
            } catch {
                reader.reject("url", scalar, error.words, remedy: error.remedy)
                return nil
            }
        }
        guard let location else { return nil }
        self.init(location: location)
    }

    /// `sqlite:///absolute`, `sqlite://relative` or `sqlite:relative`; nothing of `text` is repeated, since addresses of
    /// databases may hold passwords.
    private static func file(in text: String) throws(WebAddress.Refusal) -> String {
        let scheme = text.prefix { $0 != ":" }.lowercased()
        if scheme == "postgres" || scheme == "postgresql" {
            throw WebAddress.Refusal(
                words: "names PostgreSQL, which is not built into this version",
                remedy: "use sqlite:///var/lib/rollcall/rollcall.db")
        }
        guard scheme == "sqlite", text.contains(":") else {
            throw WebAddress.Refusal(words: "must be an address such as sqlite:///var/lib/rollcall/rollcall.db")
        }
        var path = String(text.dropFirst("sqlite:".count))
        if path.hasPrefix("//") { path = String(path.dropFirst(2)) }
        guard !path.contains("?"), !path.contains("#") else {
            throw WebAddress.Refusal(words: "must not hold a query or a fragment")
        }
        guard let decoded = path.removingPercentEncoding, !decoded.isEmpty, decoded != ":memory:",
            !decoded.hasSuffix("/"), !decoded.contains("\0")
        else { throw WebAddress.Refusal(words: "must name a file, such as sqlite:///var/lib/rollcall/rollcall.db") }
        return decoded
    }
}
