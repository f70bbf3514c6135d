import Domain

extension UserSync {
    /// Plans against what is on record, without asking the target: the cheap half of a light run.
    ///
    /// - Returns: nil: somebody who differs, or is not known well enough, and gets the full pass.
    func compare(_ profile: Profile, with known: KnownUser) -> PassReport? {
        let departs: Outcome?
        switch pipeline.standing(of: profile) {
        case .inside: departs = nil
        case .outside(_, clears: true): departs = .outOfScope
        case .outside, .unclear: return nil
        }
        guard let user = known.link, let values = known.values,
            case .value(let match) = pipeline.match.key(for: profile), match.matches(user),
            pipeline.mappings.allSatisfy({ values.keys.contains($0.target) })
        else { return nil }
        let plan = self.plan(profile, departs: departs, against: values.compactMapValues { $0 })
        return plan.changes.isEmpty ? report(plan, user: user, departs: departs) : nil
    }
}
