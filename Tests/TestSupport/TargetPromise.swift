public import Domain
public import Testing

/// What every target promises, whatever product and method; each is checked against a target on a stand.
public enum TargetPromise: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case findsByName, findsByMail, findsNoBeginnings, keepsCaseWhereAsked, tellsSeveral, findsInactive, findsByKey
    case missesVanished, readsWhatIsAsked, writesAndReadsBack, clears, leavesOthersAlone, writesNothingTwice
    case roundTripsAwkwardTexts, failsOneValueAlone, objectsInWords, probes
    case refusedCredentials, forbidden, throttled, down, slow, html, cutOff, tooLong, elsewhere, oneUserFails

    public var testDescription: String { rawValue }
}

/// An account to put on a stand; `values` go by the stand's attributes.
public struct StandAccount: Sendable {
    public let key: String
    public let name: String
    public let email: String
    public let active: Bool
    public let values: [TargetAttribute: String]

    public init(
        key: String, name: String, email: String, active: Bool = true, values: [TargetAttribute: String] = [:]
    ) {
        self.key = key
        self.name = name
        self.email = email
        self.active = active
        self.values = values
    }

    public var user: TargetUser { TargetUser(key: key, name: name, email: email, active: active) }
}

/// How the product behind a target behaves while a promise is checked; but for `refusesCredentials` signing in works.
public enum TargetMood: Sendable, Hashable {
    case well, refusesCredentials
    /// 403 to the account, which it knows.
    case forbids
    /// 429 with `Retry-After` in seconds.
    case throttles(Int)
    case down
    /// No answer comes at all.
    case silent
    /// The answer's body comes byte by byte, without an end.
    case drips
    case answersHTML, cutsOff, answersTooMuch
    /// Redirects to another host.
    case sendsElsewhere
    /// 500 for whatever is about one user.
    case failsOneUser

    /// Whether no whole answer comes: a stand lends a transport then that does not wait for it long.
    public var isSlow: Bool { self == .silent || self == .drips }
}

/// A target with an imitation of its product behind it, over real HTTP.
public protocol TargetStand: Sendable {
    /// Two attributes that can be written.
    var attributes: (first: TargetAttribute, second: TargetAttribute) { get }
    /// A value that the target cannot hold under the first of them.
    var impossible: String { get }

    func with(
        _ accounts: [StandAccount], mood: TargetMood,
        _ body: @escaping @Sendable (any TargetWriter) async throws -> Void
    ) async throws
}

/// A promise that a target did not keep.
public struct TargetPromiseBroken: Error, CustomStringConvertible {
    public let description: String
}
