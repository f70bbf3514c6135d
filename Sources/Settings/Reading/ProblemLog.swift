/// Collects what is wrong while a configuration is read, so that all of it is told at once.
final class ProblemLog {
    let file: String
    private(set) var problems: [Problem] = []
    private var open: [Cursor] = []

    init(file: String) {
        self.file = file
    }

    func add(_ severity: Problem.Severity = .error, line: Int, key: String, _ message: String, remedy: String? = nil) {
        let problem = Problem(
            severity: severity, file: file, line: line, key: key, message: message, remedy: remedy)
        if !problems.contains(problem) { problems.append(problem) }
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

    var hasErrors: Bool { problems.contains { $0.severity == .error } }
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
