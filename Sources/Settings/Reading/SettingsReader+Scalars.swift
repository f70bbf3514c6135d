extension SettingsReader {
    /// A text that must be there and not be empty.
    public func text(_ key: String) -> String? {
        required(key) { scalar in notEmpty(key, scalar) }
    }

    public func text(_ key: String, default fallback: String) -> String? {
        value(key, fallback) { scalar in notEmpty(key, scalar) }
    }

    /// nil when absent, too.
    public func optionalText(_ key: String) -> String? {
        optional(key) { scalar in notEmpty(key, scalar) }
    }

    /// A text that must be there, but may be empty (`with: ""`).
    public func textOrEmpty(_ key: String) -> String? {
        required(key) { $0.text }
    }

    /// A whole number in `range`.
    public func integer(_ key: String, default fallback: Int, in range: ClosedRange<Int>) -> Int? {
        value(key, fallback) { scalar in number(key, scalar, in: range) }
    }

    public func integer(_ key: String, in range: ClosedRange<Int>) -> Int? {
        required(key) { scalar in number(key, scalar, in: range) }
    }

    /// nil when absent, too.
    public func optionalInteger(_ key: String, in range: ClosedRange<Int>) -> Int? {
        optional(key) { scalar in number(key, scalar, in: range) }
    }

    public func flag(_ key: String, default fallback: Bool) -> Bool? {
        value(key, fallback) { scalar in
            guard let flag = scalar.flag else {
                reject(key, scalar, "must be true or false, not '\(scalar.text)'")
                return nil
            }
            return flag
        }
    }

    /// `500ms`, `30s`, `15m`, `6h` or `7d`.
    public func duration(_ key: String, default fallback: Duration, in range: ClosedRange<Duration>) -> Duration? {
        value(key, fallback) { scalar in span(key, scalar, in: range) }
    }

    /// A list of durations.
    public func durations(
        _ key: String, default fallback: [Duration], in range: ClosedRange<Duration>, atMost limit: Int
    ) -> [Duration]? {
        guard let items = scalars(key) else { return isWritten(key) ? nil : fallback }
        guard items.count <= limit else {
            reject(key, "has \(items.count) items: at most \(limit) are allowed")
            return nil
        }
        let spans = items.map { span(key, $0, in: range) }
        return spans.contains(nil) ? nil : spans.compactMap { $0 }
    }

    /// One of the raw values of `Choice`.
    public func choice<Choice>(_ key: String, default fallback: Choice) -> Choice?
    where Choice: RawRepresentable & CaseIterable, Choice.RawValue == String {
        value(key, fallback) { scalar in oneOf(key, scalar) }
    }

    public func choice<Choice>(_ key: String, as type: Choice.Type = Choice.self) -> Choice?
    where Choice: RawRepresentable & CaseIterable, Choice.RawValue == String {
        required(key) { scalar in oneOf(key, scalar) }
    }

    func required<Value>(_ key: String, _ convert: (YAMLScalar) -> Value?) -> Value? {
        guard let node = scalarNode(key) else {
            missing(key)
            return nil
        }
        return scalar(key, node).flatMap(convert)
    }

    func value<Value>(_ key: String, _ fallback: Value, _ convert: (YAMLScalar) -> Value?) -> Value? {
        guard let node = scalarNode(key) else { return fallback }
        return scalar(key, node).flatMap(convert)
    }

    func optional<Value>(_ key: String, _ convert: (YAMLScalar) -> Value?) -> Value? {
        guard let node = scalarNode(key) else { return nil }
        return scalar(key, node).flatMap(convert)
    }

    func scalar(_ key: String, _ node: YAMLNode) -> YAMLScalar? {
        if case .scalar(let scalar) = node { return scalar }
        reject(key, at: node.line, "must be a single value, not \(node.kind)")
        return nil
    }

    func oneOf<Choice>(_ key: String, _ scalar: YAMLScalar) -> Choice?
    where Choice: RawRepresentable & CaseIterable, Choice.RawValue == String {
        oneOf(key, scalar, among: Array(Choice.allCases))
    }

    func oneOf<Choice>(_ key: String, _ scalar: YAMLScalar, among choices: [Choice]) -> Choice?
    where Choice: RawRepresentable, Choice.RawValue == String {
        if let choice = choices.first(where: { $0.rawValue == scalar.text }) { return choice }
        let names = choices.map(\.rawValue)
        let nearest = Nearest.name(to: scalar.text, among: names).map { "; did you mean '\($0)'?" } ?? ""
        reject(key, scalar, "must be \(Self.alternatives(names)), not '\(scalar.text)'\(nearest)")
        return nil
    }

    static func alternatives(_ names: [String]) -> String {
        names.count < 2
            ? names.joined() : names.dropLast().joined(separator: ", ") + " or " + names.suffix(1).joined()
    }

    private func notEmpty(_ key: String, _ scalar: YAMLScalar) -> String? {
        guard !scalar.text.isEmpty else {
            reject(key, scalar, "is empty")
            return nil
        }
        return scalar.text
    }

    private func number(_ key: String, _ scalar: YAMLScalar, in range: ClosedRange<Int>) -> Int? {
        guard scalar.isPlain, let number = Int(scalar.text) else {
            reject(key, scalar, "must be a whole number, not '\(scalar.text)'")
            return nil
        }
        guard range.contains(number) else {
            reject(key, scalar, "must be from \(range.lowerBound) to \(range.upperBound), not \(number)")
            return nil
        }
        return number
    }

    private func span(_ key: String, _ scalar: YAMLScalar, in range: ClosedRange<Duration>) -> Duration? {
        guard let duration = DurationText.duration(scalar.text) else {
            reject(key, scalar, "must be a duration such as 500ms, 30s, 15m, 6h or 7d, not '\(scalar.text)'")
            return nil
        }
        guard range.contains(duration) else {
            let bounds = [range.lowerBound, range.upperBound].map(DurationText.text)
            reject(key, scalar, "must be from \(bounds[0]) to \(bounds[1]), not \(scalar.text)")
            return nil
        }
        return duration
    }
}
