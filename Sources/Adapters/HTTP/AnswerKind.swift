import Foundation

/// What an answer's body is, by its type and its first character: sign-in pages and proxies answer HTML where JSON is
/// due, at times with a JSON type, at times with none.
public enum AnswerKind: Sendable, Hashable {
    case json, html, empty, other

    public init(_ answer: HTTPAnswer) {
        let type = (answer.header("Content-Type") ?? "").split(separator: ";").first
        let mime = type?.trimmingCharacters(in: .whitespaces).lowercased() ?? ""
        var start = answer.body[...]
        if start.starts(with: [0xEF, 0xBB, 0xBF]) { start = start.dropFirst(3) }
        let first = start.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        switch first {
        case nil: self = .empty
        case UInt8(ascii: "<"): self = .html
        case UInt8(ascii: "{"), UInt8(ascii: "["): self = .json
        case _ where mime == "text/html" || mime == "application/xhtml+xml": self = .html
        case _ where mime == "application/json" || mime.hasSuffix("+json"): self = .json
        default: self = .other
        }
    }
}
