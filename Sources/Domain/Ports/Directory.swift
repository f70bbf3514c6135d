/// An identity provider, as far as a sync reads it.
public protocol Directory: Sendable {
    /// The connector's name in the configuration.
    var name: String { get }

    /// Reads one user with just the attributes that `paths` name, the manager's own profile included when a path
    /// begins with `manager`.
    ///
    /// An attribute that the IdP does not know is left out and named in `Profile.unknown`; one that was selected and is
    /// missing from the answer makes the read partial, hence failed (`.malformed`).
    /// - Throws: `.notFound` when no user has this id.
    func profile(of id: String, paths: Set<AttributePath>) async throws(DirectoryError) -> Profile

    /// What `path` reads of a user's manager, as a path into the manager's own profile; nil: nothing. Pure.
    func managerPath(of path: AttributePath) -> AttributePath?

    /// The ids of the users whose `attribute` has exactly this value; two are enough to say that it is ambiguous.
    func users(where attribute: String, equals value: String) async throws(DirectoryError) -> [String]

    /// The ids of the users that a person may mean by `name`: an id, a login or a mail address.
    func users(named name: String) async throws(DirectoryError) -> [String]

    /// The cheapest request that tells whether the IdP answers and takes the credentials: what a paused lane is probed
    /// with.
    func probe() async throws(DirectoryError)

    /// Proves, for `check --online`, the token, the permission and each of `paths`.
    func examine(paths: Set<AttributePath>) async -> [Probe]
}

extension Directory {
    /// `mail` of `manager.mail`.
    public func managerPath(of path: AttributePath) -> AttributePath? { path.ofManager }
}

/// One line of `check --online`: what was proved, or what is wrong and what to do.
public struct Probe: Sendable, Hashable, Codable {
    public let part: String
    public let ok: Bool
    public let message: String
    @OrNull public private(set) var remedy: String?

    public init(part: String, ok: Bool, message: String, remedy: String? = nil) {
        self.part = part
        self.ok = ok
        self.message = message
        self.remedy = remedy
    }
}

/// Why an IdP did not give what it was asked for.
public struct DirectoryError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Code: Sendable, Hashable {
        /// The credentials themselves were refused: final until somebody changes them.
        case credentials
        /// A permission or consent is missing.
        case forbidden
        case notFound
        case throttled(retryAfter: Duration?)
        /// Refused connections, time-outs, 5xx, an HTML page in place of JSON: the IdP itself fails, not this user.
        case unreachable
        /// The answer to this one request is cut off, of the wrong type, too large, or lacks a selected attribute.
        case malformed
        /// The IdP refused this one request for another reason (a 4xx).
        case refused
        /// A listing's cursor is not known any more.
        case expired
    }

    public let code: Code
    public let connector: String
    /// What was asked, without secrets and values: `GET /users/{id}`.
    public let request: String
    public let cause: String
    public let remedy: String?

    public init(_ code: Code, connector: String, request: String, cause: String, remedy: String? = nil) {
        self.code = code
        self.connector = connector
        self.request = request
        self.cause = cause
        self.remedy = remedy
    }

    public var description: String {
        ["connector '\(connector)'", request, cause, remedy].compactMap { $0 }.joined(separator: ": ")
    }
}
