/// A cursor over one mapping of the configuration.
///
/// Every method that reads a key records what is wrong with it, with file and line, and answers nil then; so ask for
/// everything first and give up afterwards. A key that was asked for is a valid key of this mapping.
public struct SettingsReader {
    let entries: [YAMLEntry]
    let context: ReadingContext
    let cursor: Cursor
    /// `ROLLCALL_HOOKS`: what the variables begin with that override scalars of this mapping.
    let variablePrefix: String?
    /// The connector's or target's own word that `http://` is meant; sections inherit it.
    public internal(set) var plainHTTP = false
    /// `network:` of the whole file, beneath a connector's or target's own.
    var outerNetwork: NetworkSettings?

    /// The keys that lead here: `connectors.entra`; empty at the top.
    public let path: String
    /// Where this mapping's name stands, from 1; problems of absent keys are told there.
    public let line: Int

    init(
        entries: [YAMLEntry], line: Int, path: String = "", context: ReadingContext, variablePrefix: String? = nil
    ) {
        self.entries = entries
        self.line = line
        self.path = path
        self.context = context
        self.variablePrefix = variablePrefix
        cursor = Cursor(entries: entries, path: path)
        context.log.follow(cursor)
    }

    /// Whether the key is there with a value.
    public func has(_ key: String) -> Bool {
        isOverridden(key) || isWritten(key)
    }

    /// Whether the file has the key with a value; lists and mappings are never overridden.
    func isWritten(_ key: String) -> Bool { entry(key).map { !$0.value.isNull } ?? false }

    /// Whether the environment speaks for `key`.
    func isOverridden(_ key: String) -> Bool { override(of: key) != nil }

    /// Names keys that are valid here although this reading does not need them.
    public func declare(_ keys: String...) {
        for key in keys { cursor.ask(for: key) }
    }

    /// Records a problem that only the caller can see, at the place of `key`, or of the whole mapping without one.
    public func problem(_ message: String, key: String? = nil, remedy: String? = nil) {
        report(.error, message, key: key, remedy: remedy)
    }

    /// Records what is allowed but hardly meant.
    public func warning(_ message: String, key: String? = nil, remedy: String? = nil) {
        report(.warning, message, key: key, remedy: remedy)
    }

    /// Reports the keys that nobody asked for. Called for every mapping once reading is over; earlier is too early for
    /// keys that are asked for later.
    public func finish() { cursor.finish(in: context.log) }

    /// The one of `keys` that is there; a problem when none is, or several.
    public func exactlyOne(of keys: [String]) -> String? {
        for key in keys { cursor.ask(for: key) }
        let present = keys.filter(has)
        if present.count == 1 { return present[0] }
        let names = keys.map { "'\($0)'" }.joined(separator: ", ")
        if let second = present.dropFirst().first {
            problem("\(place) has several of \(names): exactly one is allowed", key: second)
        } else {
            problem("\(place) needs exactly one of \(names)")
        }
        return nil
    }

    /// The line of `key`, or of the mapping where it is absent.
    public func line(of key: String) -> Int { entry(key)?.line ?? line }

    /// `key` with all that leads to it.
    public func fullName(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    var place: String { path.isEmpty ? "the file" : path }

    func entry(_ key: String) -> YAMLEntry? { entries.first { $0.key == key } }

    func report(_ severity: Problem.Severity, _ message: String, key: String?, remedy: String?) {
        context.log.add(
            severity, line: key.map(line(of:)) ?? line, key: key.map(fullName(of:)) ?? path, message, remedy: remedy)
    }

    func missing(_ key: String) {
        problem("'\(key)' is missing" + (path.isEmpty ? "" : " in \(path)"), key: key)
    }

    /// The file's value of `key`, nil where there is none; marks the key as valid.
    func node(_ key: String) -> YAMLNode? {
        cursor.ask(for: key)
        return entry(key).flatMap { $0.value.isNull ? nil : $0.value }
    }

    /// As `node`, for what the environment can override.
    func scalarNode(_ key: String) -> YAMLNode? {
        let written = node(key)
        return override(of: key).map { .scalar($0) } ?? written
    }

    /// The environment's word for `key`; an empty variable says nothing, and lists and mappings have none.
    private func override(of key: String) -> YAMLScalar? {
        guard let variablePrefix else { return nil }
        let variable = ReadingContext.variable(variablePrefix, key)
        guard let text = context.environment[variable], !text.isEmpty else { return nil }
        switch entry(key)?.value {
        case .list, .mapping: return nil
        case .scalar, nil: return YAMLScalar(text: text, isPlain: true, line: line(of: key), variable: variable)
        }
    }

    /// Records that the value of `key` is wrong; an override is named by its variable.
    func reject(_ key: String, _ scalar: YAMLScalar, _ words: String, remedy: String? = nil) {
        let subject = scalar.variable ?? "'\(fullName(of: key))'"
        context.log.add(line: scalar.line, key: fullName(of: key), "\(subject) \(words)", remedy: remedy)
    }

    func reject(_ key: String, at line: Int? = nil, _ words: String, remedy: String? = nil) {
        context.log.add(
            line: line ?? self.line(of: key), key: fullName(of: key), "'\(fullName(of: key))' \(words)", remedy: remedy)
    }
}
