public import Foundation

/// Writes values into paths, queries and forms so that nothing in them can change the request's meaning.
public enum PercentEncoding {
    /// One path segment or one query value: everything but RFC 3986's unreserved characters is encoded.
    public static func component(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }

    /// A query, without its `?`; names and values are encoded, a blank as `%20`.
    public static func query(_ fields: [(name: String, value: String)]) -> String {
        fields.map { component($0.name) + "=" + component($0.value) }.joined(separator: "&")
    }

    /// A body of the type `application/x-www-form-urlencoded`.
    public static func form(_ fields: [(name: String, value: String)]) -> Data { Data(query(fields).utf8) }

    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
}
