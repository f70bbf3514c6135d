public import Domain

/// What every directory keeps, whatever the IdP: the contract suite that each adapter runs over a stand of its own.
public enum DirectoryPromise: String, CaseIterable, Sendable {
    case readsWhatPathsName = "reads just what the paths name, emoji and markup untouched"
    case tellsEmptyFromUnknown = "tells an empty attribute from an unknown one"
    case readsTheManager = "reads the manager's own profile"
    case hasNoManager = "has null for a manager who is not there"
    case missesVanished = "says notFound of a user who is not there"
    case encodesIDs = "asks for an id in one piece, whatever is in it"
    case findsByAttribute = "finds users by an attribute, quotes included, and tells several apart"
    case findsByName = "finds a user by id, login and mail"
    case probes = "answers a probe while the IdP does"
    case refusedCredentials = "says credentials when they are refused"
    case forbidden = "says forbidden when a permission is missing"
    case throttled = "says throttled with the wait that the IdP asks for"
    case down = "says unreachable while the IdP is down"
    case slow = "says unreachable when no answer comes in time, or none to its end"
    case html = "says unreachable of HTML in place of JSON"
    case cutOff = "says malformed of an answer that is cut off"
    case tooLong = "says malformed of an answer of 10 MB"
    case elsewhere = "follows no redirect to another host, and says malformed"
    case lacksSelected = "says malformed of an answer that lacks a selected attribute, where empty ones are named"
}

/// An imitation of an IdP that a directory under test can be pointed at.
public protocol DirectoryStand: Sendable {
    /// The names that the IdP calls a user's given name, mail and login by; all texts, with dots where they stand in
    /// objects.
    var attributes: (givenName: String, mail: String, login: String) { get }

    /// Whether the IdP names an empty attribute in its answers; otherwise one that is absent is empty.
    var namesEmptyAttributes: Bool { get }

    /// Lends a directory over an IdP that holds `people` and is in this `mood`, with sign-ins that work, unless the
    /// mood says otherwise.
    func with(
        _ people: [StandPerson], mood: StandMood,
        _ body: @escaping @Sendable (any Directory) async throws -> Void
    ) async throws
}

extension DirectoryStand {
    public var namesEmptyAttributes: Bool { true }
}

extension Profile {
    /// What stands at `name`, whose dots lead into objects; nil: nothing, which is something else than `null`.
    func member(_ name: String) -> AttributeValue? {
        let names = name.split(separator: ".").map(String.init)
        return names.dropFirst().reduce(names.first.flatMap { attributes[$0] }) { $0?[$1] }
    }
}

public struct StandPerson: Sendable {
    public let id: String
    public let login: String
    public let mail: String?
    public let givenName: String?
    public let managerID: String?

    public init(id: String, login: String, mail: String?, givenName: String?, managerID: String? = nil) {
        self.id = id
        self.login = login
        self.mail = mail
        self.givenName = givenName
        self.managerID = managerID
    }
}

public enum StandMood: Sendable, Hashable {
    case well
    case refusesCredentials
    case forbids
    /// With this `Retry-After`, in seconds.
    case throttles(Int)
    /// 503 without a `Retry-After`.
    case down
    /// No answer comes at all.
    case silent
    /// The answer's body comes byte by byte, without an end.
    case drips
    case answersHTML, cutsOff, answersTooMuch
    /// Redirects to another host.
    case sendsElsewhere
    /// Leaves the given name out of every answer.
    case leavesOutGivenName
    /// Answers a page's cursor as one that is too old.
    case forgetsCursors

    /// Whether no whole answer comes: a stand lends a transport then that does not wait for it long.
    public var isSlow: Bool { self == .silent || self == .drips }
}

/// That a promise is not kept.
public struct PromiseBroken: Error, CustomStringConvertible {
    public let description: String
}
