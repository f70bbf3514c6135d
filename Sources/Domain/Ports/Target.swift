/// The reading half of a target: all that a simulation holds, so that it cannot write.
public protocol TargetReader: Sendable {
    /// The target's name in the configuration.
    var name: String { get }

    /// The accounts that match exactly; never a guess. Two are enough to say that it is ambiguous.
    func users(matching match: TargetMatch) async throws(TargetError) -> [TargetUser]

    /// The account behind a link, by its key that survives renames; nil when it is gone.
    func user(key: String) async throws(TargetError) -> TargetUser?

    /// What the target holds now of `attributes`; a name without a value is absent.
    func values(of user: TargetUser, attributes: Set<TargetAttribute>) async throws(TargetError) -> [TargetAttribute:
        String]

    /// `value` as the target keeps it and gives it back; what is planned, compared and written is this. Pure.
    func normalized(_ value: String, for attribute: TargetAttribute) -> String

    /// Why this target cannot hold `value` (nil: clearing) under `attribute`, in words, or nil if it can. Pure.
    func objection(to value: String?, for attribute: TargetAttribute) -> String?

    /// The cheapest request that tells whether the target answers and takes the credentials: what a paused lane is
    /// probed with.
    func probe() async throws(TargetError)

    /// Proves, for `check --online`, the account, the method and its means, WebSudo included.
    func examine() async -> [Probe]
}

extension TargetReader {
    public func normalized(_ value: String, for attribute: TargetAttribute) -> String { value }
}

/// A target that can be written to.
public protocol TargetWriter: TargetReader {
    /// Writes `changes` and reads back: what the result does not name as failed is proved to be there.
    ///
    /// The changes are made in the order given. An error thrown after some were written leaves the rest undone; the
    /// caller settles its intents by reading.
    func apply(_ changes: [TargetChange], to user: TargetUser) async throws(TargetError) -> [TargetAttribute:
        AttributeResult]
}

/// How to find an account at the target.
public struct TargetMatch: Sendable, Hashable {
    public let attribute: MatchRule.Target
    public let value: String
    public let caseSensitive: Bool

    public init(_ attribute: MatchRule.Target, _ value: String, caseSensitive: Bool = false) {
        self.attribute = attribute
        self.value = value
        self.caseSensitive = caseSensitive
    }
}

/// An account at the target.
public struct TargetUser: Sendable, Hashable, Codable {
    /// Survives a rename.
    public let key: String
    /// The login.
    public let name: String
    public let email: String?
    public let active: Bool

    public init(key: String, name: String, email: String? = nil, active: Bool = true) {
        self.key = key
        self.name = name
        self.email = email
        self.active = active
    }
}

/// One value to write.
public struct TargetChange: Sendable, Hashable {
    public let attribute: TargetAttribute
    /// What the plan saw at the target.
    public let old: String?
    /// nil clears.
    public let new: String?

    public init(_ attribute: TargetAttribute, old: String?, new: String?) {
        self.attribute = attribute
        self.old = old
        self.new = new
    }
}

/// What became of one written value.
public enum AttributeResult: Sendable, Hashable {
    /// Read back from the target.
    case written
    /// The target refused this value alone; in words.
    case refused(String)
}

/// Why a target did not do what it was asked.
public struct TargetError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Code: Sendable, Hashable {
        /// The password or token was refused: never tried again by itself.
        case credentials
        /// A person must solve a CAPTCHA: every further attempt makes it worse.
        case captcha
        /// The account is known but not permitted.
        case forbidden
        case notFound
        case throttled(retryAfter: Duration?)
        /// Refused connections, time-outs, 502–504, HTML in place of JSON, the companion script missing: the target
        /// itself fails, not this user.
        case unreachable
        /// A page or answer that is not recognised, cut off or too large: nothing more is written.
        case malformed
        /// The target refused this one request for another reason.
        case refused
        /// Whom this matches cannot be told yet: the target's accounts have not been listed once. Nobody's failure.
        case notReady
    }

    public let code: Code
    public let target: String
    /// What was asked, without secrets and values: `POST EditUserProperty!update.jspa`.
    public let request: String
    public let cause: String
    public let remedy: String?

    public init(_ code: Code, target: String, request: String, cause: String, remedy: String? = nil) {
        self.code = code
        self.target = target
        self.request = request
        self.cause = cause
        self.remedy = remedy
    }

    public var description: String {
        ["target '\(target)'", request, cause, remedy].compactMap { $0 }.joined(separator: ": ")
    }
}
