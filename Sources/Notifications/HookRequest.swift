public import Foundation

/// One HTTP request on a hook, as far as a verifier needs it.
public struct HookRequest: Sendable {
    /// As they came, in their order; names of any case, repeated ones as often as they came.
    public let headers: [(name: String, value: String)]
    /// The raw bytes: what is signed is what was sent.
    public let body: Data
    /// The value of `Content-Type`, parameters included.
    public let contentType: String?

    /// - Parameter contentType: read from `headers` when not given.
    public init(headers: [(name: String, value: String)], body: Data, contentType: String? = nil) {
        self.headers = headers
        self.body = body
        self.contentType = contentType ?? Self.values(of: "content-type", in: headers).first
    }

    /// Every value of the header, in the order they came; the name's case does not matter.
    public func values(of name: String) -> [String] { Self.values(of: name, in: headers) }

    /// The header's value when it came exactly once: of two signatures, none is to be picked.
    func onlyValue(of name: String) -> String? {
        let values = values(of: name)
        return values.count == 1 ? values[0] : nil
    }

    private static func values(of name: String, in headers: [(name: String, value: String)]) -> [String] {
        headers.filter { equalNames($0.name, name) }.map(\.value)
    }

    private static func equalNames(_ left: String, _ right: String) -> Bool {
        guard left.utf8.count == right.utf8.count else { return false }
        return zip(left.utf8, right.utf8).allSatisfy { lowercased($0) == lowercased($1) }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
