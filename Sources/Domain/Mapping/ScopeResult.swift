/// Whether a user is one whom a pipeline is about.
public enum ScopeResult: Sendable, Hashable {
    case inside
    /// The test that decided, in words.
    case outside(String)
    /// Why it cannot be told, in words: never taken for inside or outside.
    case error(String)
}

extension Scope {
    /// All of `include` must hold, any of `exclude` wins. A test that cannot be answered makes the whole an error,
    /// whatever the others say.
    public func contains(_ profile: Profile) -> ScopeResult {
        var outside: String?
        do throws(ScopeTestError) {
            for test in include where try !test.holds(for: profile) {
                outside = outside ?? "not included: \(test.attribute) \(test.condition.negation)"
            }
            for test in exclude where try test.holds(for: profile) {
                outside = outside ?? "excluded: \(test.attribute) \(test.condition.assertion)"
            }
        } catch {
            return .error("scope: \(error.words)")
        }
        return outside.map(ScopeResult.outside) ?? .inside
    }
}

private struct ScopeTestError: Error {
    let words: String
}

extension ScopeTest {
    /// An empty attribute is tested as the empty text; of a list, one element that passes is enough.
    fileprivate func holds(for profile: Profile) throws(ScopeTestError) -> Bool {
        let texts: [String]
        switch profile.value(at: attribute) {
        case .unknown(let name): throw ScopeTestError(words: profile.whyUnknown(name))
        case .empty:
            if case .empty(let wanted) = condition { return wanted }
            texts = [""]
        case .text(let text): texts = [text]
        case .list(let list): texts = list
        case .structure:
            if case .empty(let wanted) = condition { return !wanted }
            throw ScopeTestError(words: "'\(attribute)' is an object, not a text: name one of its members")
        }
        for text in texts where try condition.holds(for: text) { return true }
        return false
    }
}

extension ScopeTest.Condition {
    fileprivate func holds(for text: String) throws(ScopeTestError) -> Bool {
        switch self {
        case .equals(let wanted): return text == wanted
        case .oneOf(let wanted): return wanted.contains(text)
        case .matches(let pattern):
            do throws(PatternError) {
                return try pattern.occurs(in: text)
            } catch {
                throw ScopeTestError(words: error.description)
            }
        case .empty(let wanted): return !wanted
        }
    }

    fileprivate var assertion: String {
        switch self {
        case .equals(let wanted): "is '\(wanted)'"
        case .oneOf(let wanted): "is one of \(Self.list(wanted))"
        case .matches(let pattern): "matches '\(pattern.source)'"
        case .empty(let wanted): wanted ? "is empty" : "is not empty"
        }
    }

    fileprivate var negation: String {
        switch self {
        case .equals(let wanted): "is not '\(wanted)'"
        case .oneOf(let wanted): "is none of \(Self.list(wanted))"
        case .matches(let pattern): "does not match '\(pattern.source)'"
        case .empty(let wanted): wanted ? "is not empty" : "is empty"
        }
    }

    private static func list(_ texts: [String]) -> String {
        texts.map { "'\($0)'" }.joined(separator: ", ")
    }
}
