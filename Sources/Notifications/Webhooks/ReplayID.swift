import Foundation
import OpenSSL

/// How a sender's id is remembered.
enum ReplayID {
    /// Bytes of an id that is kept as it is; longer ones are kept as their digest, so that a row stays small.
    private static let longest = 200

    /// A connector's name is one segment of a path, so the slash keeps ids of different connectors apart.
    static func make(_ id: String, of connector: String) -> String {
        guard id.utf8.count > longest, let digest = try? Digest.of(Data(id.utf8)) else { return "\(connector)/\(id)" }
        return "\(connector)/sha256:\(Hexadecimal.encode(digest))"
    }
}
