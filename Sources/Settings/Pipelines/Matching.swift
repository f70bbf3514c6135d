import Domain

extension MatchRule {
    init?(_ reader: SettingsReader) {
        let source = reader.attributePath("source")
        let transforms = reader.transforms("transforms")
        let target: MatchRule.Target? = reader.required("target") { scalar in
            reader.oneOf("target", scalar, among: [.username, .email])
        }
        let caseSensitive = reader.flag("caseSensitive", default: false)
        guard let source, let transforms, let target, let caseSensitive else { return nil }
        self.init(source: source, transforms: transforms, target: target, caseSensitive: caseSensitive)
    }
}

extension SettingsReader {
    /// `scope:` with everybody in it when absent.
    func scope(_ key: String) -> Scope? {
        guard let section = section(key) else { return isWritten(key) ? nil : Scope() }
        let include = section.scopeTests("include")
        let exclude = section.scopeTests("exclude")
        guard let include, let exclude else { return nil }
        return Scope(include: include, exclude: exclude)
    }

    private func scopeTests(_ key: String) -> [ScopeTest]? {
        guard let items = sections(key) else { return nil }
        let tests = items.map { item in
            let attribute = item.attributePath("attribute")
            let condition = item.scopeCondition()
            return attribute.flatMap { path in condition.map { ScopeTest(attribute: path, condition: $0) } }
        }
        let areComplete = items.count == list(key)?.count ?? 0 && !tests.contains(nil)
        return areComplete ? tests.compactMap { $0 } : nil
    }

    private func scopeCondition() -> ScopeTest.Condition? {
        switch exactlyOne(of: ["equals", "in", "matches", "empty"]) {
        case "equals"?: return textOrEmpty("equals").map { .equals($0) }
        case "in"?:
            guard let items = scalars("in") else { return nil }
            if items.isEmpty { reject("in", "has no values in it") }
            return items.isEmpty ? nil : .oneOf(items.map(\.text))
        case "matches"?: return pattern("matches").map { .matches($0) }
        case "empty"?: return flag("empty", default: true).map { .empty($0) }
        default: return nil
        }
    }

    /// A path in full as the IdP names it.
    func attributePath(_ key: String) -> AttributePath? {
        required(key) { scalar in attributePath(key, scalar) }
    }

    func attributePath(_ key: String, _ scalar: YAMLScalar) -> AttributePath? {
        do throws(AttributePathError) {
            return try AttributePath(scalar.text)
        } catch {
            reject(key, scalar, "is no attribute path: \(error.description)")
            return nil
        }
    }

    func pattern(_ key: String) -> Pattern? {
        required(key) { scalar in
            do throws(PatternError) {
                return try Pattern(scalar.text)
            } catch {
                reject(key, scalar, "is no usable regular expression: \(error.description)")
                return nil
            }
        }
    }
}
