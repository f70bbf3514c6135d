import Foundation

/// What readers of one configuration share.
struct ReadingContext {
    let log: ProblemLog
    /// The configuration file's folder: relative paths start here.
    let folder: URL
    let environment: [String: String]

    func absolutePath(_ path: String) -> String {
        path.hasPrefix("/") ? path : folder.appendingPathComponent(path).standardizedFileURL.path
    }

    /// `hooks.tls.privateKey` → `ROLLCALL_HOOKS_TLS_PRIVATE_KEY`.
    static func variable(_ prefix: String, _ key: String) -> String { prefix + "_" + words(of: key) }

    /// Upper case, with `_` between the words of camelCase and for every other mark.
    static func words(of key: String) -> String {
        let characters = Array(key)
        var result = ""
        for (index, character) in characters.enumerated() {
            guard character.isASCII, character.isLetter || character.isNumber else {
                result += "_"
                continue
            }
            if character.isUppercase, index > 0, characters[index - 1] != "_" {
                let previous = characters[index - 1]
                let next = index + 1 < characters.count ? characters[index + 1] : nil
                let startsWord = previous.isLowercase || previous.isNumber
                let endsAcronym = previous.isUppercase && (next?.isLowercase ?? false)
                if startsWord || endsAcronym { result += "_" }
            }
            result += character.uppercased()
        }
        return result
    }
}
