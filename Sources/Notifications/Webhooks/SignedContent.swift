import Foundation

/// What a sender signs: a template of the timestamp, the id and the raw body.
struct SignedContent: Sendable, Hashable {
    private enum Piece: Hashable { case text(String), timestamp, id, body }

    private let pieces: [Piece]

    var needsTimestamp: Bool { pieces.contains(.timestamp) }
    var needsID: Bool { pieces.contains(.id) }

    init(_ template: String) throws(VerifierConfigurationError) {
        var pieces: [Piece] = []
        var rest = template[...]
        while let open = rest.firstIndex(of: "{") {
            guard let close = rest[open...].firstIndex(of: "}") else { throw Self.unreadable }
            if open > rest.startIndex { pieces.append(.text(String(rest[..<open]))) }
            switch rest[rest.index(after: open)..<close] {
            case "timestamp": pieces.append(.timestamp)
            case "id": pieces.append(.id)
            case "body": pieces.append(.body)
            default: throw Self.unreadable
            }
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { pieces.append(.text(String(rest))) }
        guard pieces.filter({ $0 == .body }).count == 1 else { throw Self.unreadable }
        self.pieces = pieces
    }

    /// The parts whose concatenation is signed; the body is not copied.
    func parts(timestamp: String, id: String, body: Data) -> [Data] {
        pieces.map { piece in
            switch piece {
            case .text(let text): Data(text.utf8)
            case .timestamp: Data(timestamp.utf8)
            case .id: Data(id.utf8)
            case .body: body
            }
        }
    }

    private static let unreadable = VerifierConfigurationError(
        "hmac.signedContent", "is a text with {body} once, and {timestamp} and {id} where the sender signs them")
}
