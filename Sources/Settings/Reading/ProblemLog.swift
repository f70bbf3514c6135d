/// Collects what is wrong while a configuration is read, so that all of it is told at once.
final class ProblemLog {
    /// Of each severity; a file can hold a hundred thousand, and nobody reads more.
    private static let limit = 500
    /// Characters of a message: a value that is repeated in it may be long.
    private static let longest = 600

    let file: String
    private var kept: Set<Problem> = []
    private var counts: [Problem.Severity: Int] = [:]
    private(set) var problems: [Problem] = []
    private var open: [Cursor] = []

    init(file: String) {
        self.file = file
    }

    func add(_ severity: Problem.Severity = .error, line: Int, key: String, _ message: String, remedy: String? = nil) {
        guard counts[severity, default: 0] <= Self.limit else { return }
        var problem = Problem(
            severity: severity, file: file, line: line, key: Self.oneLine(key), message: Self.oneLine(message),
            remedy: remedy)
        if counts[severity] == Self.limit {
            problem = Problem(
                severity: severity, file: file, line: line, key: "", message: "more is wrong: \(Self.limit) are shown")
        }
        guard kept.insert(problem).inserted else { return }
        counts[severity, default: 0] += 1
        problems.append(problem)
    }

    func follow(_ cursor: Cursor) { open.append(cursor) }

    /// Reports the unknown keys of every mapping that was opened.
    func finish() {
        for cursor in open { cursor.finish(in: self) }
    }

    /// In the order of the file.
    var sorted: [Problem] {
        problems.enumerated().sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }.map(\.element)
    }

    var hasErrors: Bool { counts[.error] != nil }

    /// Keys and values may hold line ends and other control characters.
    private static func oneLine(_ text: String) -> String {
        let short = text.count > longest ? text.prefix(longest) + "…" : text[...]
        return String(
            String.UnicodeScalarView(
                short.unicodeScalars.map { scalar in
                    switch scalar.properties.generalCategory {
                    case .control, .lineSeparator, .paragraphSeparator: "\u{FFFD}"
                    default: scalar
                    }
                }))
    }
}

/// Remembers which keys of one mapping were asked for: those are the valid ones.
final class Cursor {
    let entries: [YAMLEntry]
    let path: String
    private var valid: [String] = []
    private var finished = false

    init(entries: [YAMLEntry], path: String) {
        self.entries = entries
        self.path = path
    }

    func ask(for key: String) {
        if !valid.contains(key) { valid.append(key) }
    }

    /// Where too much is wrong to know the valid keys, none is called unknown.
    func acceptAll() { finished = true }

    func finish(in log: ProblemLog) {
        guard !finished else { return }
        finished = true
        for entry in entries where !valid.contains(entry.key) {
            log.add(
                line: entry.line, key: path.isEmpty ? entry.key : "\(path).\(entry.key)",
                "unknown key '\(entry.key)'; \(Nearest.hint(for: entry.key, among: valid, label: "valid here"))")
        }
    }
}
