public import Foundation

/// Where a secret is kept, so that an error can name it and a reload finds it again.
public enum SecretSource: Sendable, Hashable, CustomStringConvertible {
    case environment(String)
    /// An absolute path.
    case file(String)

    private static let marks = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")

    /// A variable in small letters is not named: it may be a secret that somebody wrote where its name belongs.
    public var description: String {
        switch self {
        case .environment(let name) where name.contains(where: { !Self.marks.contains($0) }):
            "the environment variable that stands there"
        case .environment(let name): "environment variable \(name)"
        case .file(let path): "file \(path)"
        }
    }
}

/// A password, token or key; prints as dots wherever it is printed.
///
/// Two secrets are equal when their bytes are, wherever they come from. The comparison takes a time that depends on
/// the bytes: it is for telling whether a secret changed, never for checking what a stranger sent.
public struct Secret: Sendable, Hashable {
    /// What is to be hashed, sent or compared; UTF-8 text unless the configuration says `encoding: base64` or `hex`.
    public let bytes: Data
    /// nil for secrets that were made rather than read.
    public let source: SecretSource?

    public init(bytes: Data, source: SecretSource? = nil) {
        self.bytes = bytes
        self.source = source
    }

    public init(_ text: String, source: SecretSource? = nil) {
        self.init(bytes: Data(text.utf8), source: source)
    }

    /// The secret as text, for the moment of its use.
    public func reveal() -> String { String(decoding: bytes, as: UTF8.self) }

    public static func == (left: Self, right: Self) -> Bool { left.bytes == right.bytes }

    public func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "••••" }
    public var debugDescription: String { "••••" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
