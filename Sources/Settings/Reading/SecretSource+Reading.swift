import Foundation

/// Why a secret's source gave nothing; never says what it holds.
struct UnreadableSecret: Error {
    let words: String
    let remedy: String?
}

extension SecretSource {
    /// Larger files are no secrets but mistakes.
    private static let limit = 65_536

    /// The secret's text, without a trailing line end.
    func read(environment: [String: String]) throws(UnreadableSecret) -> String {
        let text: String
        switch self {
        case .environment(let name):
            guard let value = environment[name] else {
                throw UnreadableSecret(words: "is not set", remedy: "set it for the process that runs rollcall")
            }
            text = value
        case .file(let path):
            let data: Data
            do {
                data = try BoundedFile.read(path, limit: Self.limit)
            } catch {
                throw UnreadableSecret(words: error.words, remedy: nil)
            }
            guard let value = String(data: data, encoding: .utf8) else {
                throw UnreadableSecret(words: "is not UTF-8 text", remedy: nil)
            }
            text = value
        }
        let trimmed = text.hasSuffix("\r\n") || text.hasSuffix("\n") ? String(text.dropLast()) : text
        guard !trimmed.isEmpty else { throw UnreadableSecret(words: "is empty", remedy: nil) }
        return trimmed
    }
}
