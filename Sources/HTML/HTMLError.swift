/// Why bytes could not be read as a page of HTML.
public enum HTMLError: Error, Sendable, Hashable, CustomStringConvertible {
    /// More bytes than `HTMLDocument.maximumBytes`.
    case tooLarge(bytes: Int)
    /// Elements inside elements beyond `HTMLDocument.maximumDepth`.
    case tooDeep
    /// Not UTF-8, or with a NUL in it.
    case notText
    /// libxml2 had no memory left.
    case outOfMemory

    public var description: String {
        switch self {
        case .tooLarge(let bytes):
            "a page of \(bytes) bytes is longer than the \(HTMLDocument.maximumBytes) that are read"
        case .tooDeep: "the page nests its elements deeper than \(HTMLDocument.maximumDepth) levels"
        case .notText: "the page is not UTF-8 text"
        case .outOfMemory: "there was not enough memory to parse the page"
        }
    }
}
