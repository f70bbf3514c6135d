public import Foundation

/// One thing that happened in the sandbox: the material of timelines.
public struct SandboxEvent: Sendable, Hashable, Codable {
    public enum Kind: String, Sendable, Hashable, Codable {
        /// A person was edited; `detail` names the attributes.
        case edited
        /// A delivery was answered; `detail` is address and status, or why there was no answer.
        case notified
        /// A directory was asked for a user.
        case read
        /// A value was set, changed or deleted at a target; `subject` is the user name, `detail` the attribute.
        case wrote
        case signedIn, confirmedPassword
        /// A subscription, event hook or channel was made; `detail` is its address.
        case subscribed
        case unsubscribed
    }
    /// Counts up from 1.
    public let number: Int
    public let at: Date
    /// Where it happened; `control` for webhooks of the sandbox's own.
    public let system: SandboxSystem
    public let kind: Kind
    /// A person's id, a target's user name, a delivery's or subscription's id.
    public let subject: String
    public let detail: String
}
