/// A sender's question whether an address is really ours, asked by GET: who asks is proved like a sender of
/// notifications.
public protocol VerificationChallenge: Sendable {
    /// The header whose presence makes a GET a challenge.
    var header: String { get }

    /// What answers the challenge in `request`.
    ///
    /// - Throws: `.unverified` when the sender is not proved, `.malformed` when the challenge cannot be answered.
    func answer(to request: HookRequest) throws(Refusal) -> ChallengeAnswer
}

/// The body of a 200 that answers a challenge.
public struct ChallengeAnswer: Sendable, Hashable {
    public let contentType: String
    public let body: String
}
