import Foundation

extension TargetChannel {
    /// Whether `url` leads where `destination` says, which may be told without the context path, or as a whole address.
    func place(_ destination: String, isPlaceOf url: URL) -> Bool {
        guard let wanted = URL(string: destination, relativeTo: baseURL) else { return true }
        return url.plainPath.hasSuffix(wanted.plainPath)
    }
}

extension URL {
    /// Decoded, and without a session's id.
    var plainPath: Substring { path(percentEncoded: false).prefix { $0 != ";" } }

    /// The last part of the path, without a session's id.
    var lastPlainComponent: Substring { lastPathComponent.prefix { $0 != ";" } }

    /// The query's first value of this name, decoded as a form's: a plus means a blank, which components leave as it is.
    func queryValue(_ name: String) -> String? {
        var parts = URLComponents()
        parts.percentEncodedQuery = query(percentEncoded: true)?.replacingOccurrences(of: "+", with: "%20")
        return parts.queryItems?.first { $0.name == name }?.value
    }
}
