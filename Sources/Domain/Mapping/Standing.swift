/// What a pipeline has to do with a user whom the IdP still has.
public enum Standing: Sendable, Hashable {
    /// Mapped as usual.
    case inside
    /// Out of scope, or disabled where that clears; in words. `clears`: what is mapped is taken away.
    case outside(reason: String, clears: Bool)
    /// Why it cannot be told, in words: the pass fails.
    case unclear(String)
}

extension Pipeline {
    /// Disabling counts before the scope, which may well exclude disabled users itself; a disabled user whose values
    /// are kept is judged by the scope like everybody.
    public func standing(of profile: Profile) -> Standing {
        if profile.isDisabled, onDisabled == .clear { return .outside(reason: "disabled at the IdP", clears: true) }
        switch scope.contains(profile) {
        case .inside: return .inside
        case .outside(let reason): return .outside(reason: reason, clears: onOutOfScope == .clear)
        case .error(let words): return .unclear(words)
        }
    }
}
