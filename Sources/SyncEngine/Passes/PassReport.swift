public import Domain

/// What one user's pass through one pipeline found and did.
public struct PassReport: Sendable, Hashable {
    public let outcome: Outcome
    public let targetUser: TargetUser?
    public let attributes: [PlannedAttribute]
    /// Why the outcome is `failed`, or what made it `noMatch`, `ambiguous` or `outOfScope`; in words.
    public let reason: String?

    public init(
        _ outcome: Outcome, targetUser: TargetUser? = nil, attributes: [PlannedAttribute] = [], reason: String? = nil
    ) {
        self.outcome = outcome
        self.targetUser = targetUser
        self.attributes = attributes
        self.reason = reason
    }
}

/// Why a pass came to no result, and who is to blame: that decides what waits.
public enum PassFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// The IdP, for this user or as a whole (`error.code`).
    case directory(DirectoryError)
    /// The target, for this user or as a whole.
    case target(TargetError)
    /// The store; nothing is known to be written down.
    case store(StoreError)
    /// This user cannot be planned: the match or the scope needs an attribute that cannot be had.
    case unplannable(String)
    /// Another pass kept the account busy for too long.
    case accountBusy
    /// The claim's term ran out and somebody else has it.
    case claimLost
    /// The target no longer holds what a run's plan saw.
    case planOutdated

    public var description: String {
        switch self {
        case .directory(let error): error.description
        case .target(let error): error.description
        case .store(let error): error.description
        case .unplannable(let words): words
        case .accountBusy: "another sync kept writing the same account"
        case .planOutdated: "the target no longer holds what the plan saw"
        case .claimLost: "the claim ran out before the pass was done"
        }
    }
}
