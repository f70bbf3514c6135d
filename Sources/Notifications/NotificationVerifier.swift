public import Foundation

/// Proves who sent a request, and says whom it names; without clock, key or network of its own.
///
/// Checks come in this order: content type, header and signature, parsing, and where the secret stands in the body
/// that secret. An answer of `.unverified` costs about the same work whatever was wrong.
public protocol NotificationVerifier: Sendable {
    /// The connector's name in the URL.
    var name: String { get }

    /// - Parameter known: the subscriptions that may send; schemes without subscriptions do not look at it.
    func verify(
        _ request: HookRequest, known: KnownSubscriptions, at time: Date
    ) throws(Refusal) -> VerifiedDelivery
}

/// The subscriptions whose notifications are taken.
public enum KnownSubscriptions: Sendable, Hashable {
    /// Made by somebody else and not pinned: secret and tenant decide.
    case any
    /// `alsoUnlisted` is true while a creation is under way and its id not known yet: secret and tenant decide then.
    case only(Set<String>, alsoUnlisted: Bool)
    /// As `only`, and those of which it is known what they watch must name that.
    case watching(Set<String>, resources: [String: String], alsoUnlisted: Bool)

    func admits(_ id: String) -> Bool {
        switch self {
        case .any: true
        case .only(let ids, let alsoUnlisted), .watching(let ids, _, let alsoUnlisted):
            ids.contains(id) || alsoUnlisted
        }
    }

    /// - Parameter resource: What the message says that its subscription watches.
    func admits(_ id: String, resource: String) -> Bool {
        if case .watching(_, let resources, _) = self, let due = resources[id], due != resource { return false }
        return admits(id)
    }
}
