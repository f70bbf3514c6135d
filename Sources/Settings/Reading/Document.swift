import Foundation
import Yams

/// Turns the text of a configuration file into nodes with places; the only part that knows Yams.
///
/// Yams refuses a duplicate key by giving up, and hashes whole keys, which an alias can blow up. So duplicates are
/// renamed with a private mark and reported, and aliases are looked at as plain texts first.
struct Document {
    /// Nodes after aliases are put in; more is no configuration but an attack.
    private static let nodeLimit = 100_000
    private static let duplicateLimit = 32
    private static let duplicateMark: Unicode.Scalar = "\u{E000}"
    private static let aliasMark: Unicode.Scalar = "\u{E001}"

    private let log: ProblemLog
    private var nodes = 0

    /// The root, or nil when there is none; what is wrong is in `log`.
    static func root(of text: String, log: ProblemLog) -> YAMLNode? {
        var document = Document(log: log)
        return document.read(text)
    }

    private init(log: ProblemLog) {
        self.log = log
    }

    private mutating func read(_ text: String) -> YAMLNode? {
        if let line = Self.line(in: text, where: { $0 == Self.duplicateMark || $0 == Self.aliasMark }) {
            log.add(line: line, key: "", "the characters U+E000 and U+E001 are not allowed")
            return nil
        }
        let disarmed = Self.withoutAliases(text)
        do {
            var (node, unique) = try composed(disarmed)
            guard let disarmedNode = node, hasPlainKeys(disarmedNode) else { return nil }
            if disarmed != text {
                unique = String(String.UnicodeScalarView(unique.unicodeScalars.map { $0 == Self.aliasMark ? "*" : $0 }))
                node = try compose(yaml: unique)
            }
            return node.flatMap { convert($0, path: "") }
        } catch let error as YamlError {
            report(error, text: text)
        } catch {
            log.add(line: 1, key: "", "the file cannot be read as YAML")
        }
        return nil
    }

    /// The tree, and the text it was made from: duplicate keys carry marks there.
    private func composed(_ text: String) throws -> (Node?, String) {
        var text = text
        for _ in 0..<Self.duplicateLimit {
            do {
                return (try compose(yaml: text), text)
            } catch YamlError.duplicatedKeysInMapping(_, let context) {
                text = Self.insertingMark(at: context.mark, in: text)
            }
        }
        return (try compose(yaml: text), text)
    }

    /// A key must be a text: collections and aliases are never hashed as keys.
    private func hasPlainKeys(_ node: Node) -> Bool {
        switch node {
        case .scalar, .alias: return true
        case .sequence(let sequence): return sequence.allSatisfy(hasPlainKeys)
        case .mapping(let mapping):
            for (key, value) in mapping {
                guard let text = key.scalar?.string, text.unicodeScalars.first != Self.aliasMark else {
                    log.add(line: key.mark?.line ?? 1, key: "", "a key must be a text, not an alias, list or mapping")
                    return false
                }
                guard hasPlainKeys(value) else { return false }
            }
            return true
        }
    }

    private mutating func convert(_ node: Node, path: String) -> YAMLNode? {
        nodes += 1
        let line = node.mark?.line ?? 1
        guard nodes <= Self.nodeLimit else {
            if nodes == Self.nodeLimit + 1 {
                log.add(line: line, key: path, "the file has more than \(Self.nodeLimit) values, aliases included")
            }
            return nil
        }
        switch node {
        case .scalar(let scalar):
            let isPlain = scalar.style == .plain && scalar.tag == .implicit
            return .scalar(YAMLScalar(text: scalar.string, isPlain: isPlain, line: line))
        case .sequence(let sequence):
            var items: [YAMLNode] = []
            for (index, item) in sequence.enumerated() {
                guard let item = convert(item, path: "\(path)[\(index)]") else { return nil }
                items.append(item)
            }
            return .list(items, line: line)
        case .mapping(let mapping): return convert(mapping, line: line, path: path)
        case .alias: return nil
        }
    }

    private mutating func convert(_ mapping: Node.Mapping, line: Int, path: String) -> YAMLNode? {
        var entries: [YAMLEntry] = []
        var lines: [String: Int] = [:]
        for (key, value) in mapping {
            let marked = (key.scalar?.string ?? "").unicodeScalars.drop { $0 == Self.duplicateMark }
            let name = String(marked)
            let keyLine = key.mark?.line ?? line
            let fullName = path.isEmpty ? name : "\(path).\(name)"
            guard let node = convert(value, path: fullName) else { return nil }
            if let first = lines[name] {
                log.add(line: keyLine, key: fullName, "key '\(name)' is there already, on line \(first)")
            } else {
                lines[name] = keyLine
                entries.append(YAMLEntry(key: name, line: keyLine, value: node))
            }
        }
        return .mapping(entries, line: line)
    }

    /// Yams's own description repeats the line, which may hold a secret that somebody wrote as a literal.
    private func report(_ error: YamlError, text: String) {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let words = [context?.text, problem].compactMap { $0?.trimmingCharacters(in: .whitespacesAndNewlines) }
            log.add(line: mark.line, key: "", "not valid YAML: \(words.joined(separator: ", "))")
        case .reader(let problem, let offset, _, _):
            let breaks = text.prefix(offset ?? 0).count { $0.isNewline }
            log.add(line: breaks + 1, key: "", "not valid YAML: \(problem)")
        case .duplicatedKeysInMapping(_, let context):
            log.add(line: context.mark.line, key: "", "the file has too many duplicate keys")
        default:
            log.add(line: 1, key: "", "not valid YAML")
        }
    }

    private static func withoutAliases(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        return String(
            String.UnicodeScalarView(
                scalars.indices.map { index in
                    guard scalars[index] == "*", index + 1 < scalars.count else { return scalars[index] }
                    let next = scalars[index + 1]
                    let names = next.properties.isAlphabetic || ("0"..."9").contains(next) || next == "_" || next == "-"
                    return names ? aliasMark : "*"
                }))
    }

    private static func insertingMark(at mark: Mark, in text: String) -> String {
        var scalars = Array(text.unicodeScalars)
        var index = 0
        var line = 1
        while line < mark.line, index < scalars.count {
            if isBreak(scalars, index) { line += 1 }
            index += 1
        }
        index = min(index + mark.column - 1, scalars.count)
        if index < scalars.count, scalars[index] == "\"" || scalars[index] == "'" { index += 1 }
        scalars.insert(duplicateMark, at: index)
        return String(String.UnicodeScalarView(scalars))
    }

    /// Whether a line ends at `index`, the way libyaml counts lines.
    private static func isBreak(_ scalars: [Unicode.Scalar], _ index: Int) -> Bool {
        switch scalars[index] {
        case "\r": index + 1 >= scalars.count || scalars[index + 1] != "\n"
        case "\n", "\u{85}", "\u{2028}", "\u{2029}": true
        default: false
        }
    }

    private static func line(in text: String, where matches: (Unicode.Scalar) -> Bool) -> Int? {
        var line = 1
        for scalar in text.unicodeScalars {
            if matches(scalar) { return line }
            if scalar == "\n" { line += 1 }
        }
        return nil
    }
}
