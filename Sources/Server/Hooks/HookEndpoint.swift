public import Domain
public import Notifications

/// One connector's or webhook's address on the hooks listener.
public struct HookEndpoint: Sendable {
    /// The name in the path and in metrics: the connector's or the webhook's.
    public let name: String
    public let verifier: any NotificationVerifier
    /// With it, `/hooks/{name}/lifecycle` exists.
    public let lifecycleVerifier: (any NotificationVerifier)?
    /// The status that says that a delivery was taken: a 2xx.
    public let success: Int
    /// Whether `?validationToken=` is answered as Graph asks; otherwise the query is not looked at.
    public let answersValidationToken: Bool
    /// With it, a GET that brings its header is answered; any other GET is a wrong method.
    public let challenge: (any VerificationChallenge)?
    /// The subscriptions that may send now.
    public let known: @Sendable () -> KnownSubscriptions
    /// What a named user is marked for.
    public let marks: @Sendable (UserReference, Cause) -> [Mark]

    public init(
        name: String, verifier: any NotificationVerifier, lifecycleVerifier: (any NotificationVerifier)? = nil,
        success: Int = 202, answersValidationToken: Bool = false,
        challenge: (any VerificationChallenge)? = nil,
        known: @escaping @Sendable () -> KnownSubscriptions = { .any },
        marks: @escaping @Sendable (UserReference, Cause) -> [Mark]
    ) {
        self.name = name
        self.verifier = verifier
        self.lifecycleVerifier = lifecycleVerifier
        self.success = success
        self.answersValidationToken = answersValidationToken
        self.challenge = challenge
        self.known = known
        self.marks = marks
    }
}

/// A delivery that is on disk.
public struct AcceptedDelivery: Sendable {
    public let id: String
    /// The endpoint's name.
    public let endpoint: String
    /// Whom it names, and the lifecycle events that it brought.
    public let content: VerifiedDelivery
}
