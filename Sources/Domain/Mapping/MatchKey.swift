/// What to look for at the target.
public enum MatchKey: Sendable, Hashable {
    case value(TargetMatch)
    /// Nothing to look for: nobody matches.
    case empty
    /// Why it is not known what to look for, in words.
    case error(String)
}

extension MatchRule {
    public func key(for profile: Profile) -> MatchKey {
        switch transforms.apply(to: profile.read(source)) {
        case .text(let text): .value(TargetMatch(target, text, caseSensitive: caseSensitive))
        case .empty, .list: .empty
        case .error(let words): .error("match: \(words)")
        }
    }
}

extension TargetMatch {
    /// Whether this is `user`'s whole login or mail address: searches at targets find beginnings and more.
    public func matches(_ user: TargetUser) -> Bool {
        let candidate: String? =
            switch attribute {
            case .username: user.name
            case .email: user.email
            }
        guard let candidate, !value.isEmpty else { return false }
        if caseSensitive { return value.unicodeScalars.elementsEqual(candidate.unicodeScalars) }
        return value.unicodeScalars.lazy.map(\.folded).elementsEqual(candidate.unicodeScalars.lazy.map(\.folded))
    }
}
