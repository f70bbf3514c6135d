public import Foundation

/// One thing that happened in the sandbox: the material of timelines.
public struct SandboxEvent: Sendable, Hashable, Codable {
    public enum Kind: String, Sendable, Hashable, Codable {
        /// A person was edited; `detail` names the attributes.
        case edited
        /// A delivery was answered; `detail` is address and status, or why there was no answer.
        case notified
        /// Graph was asked for a user.
        case read
        /// A value was set, changed or deleted in Jira; `subject` is the user name, `detail` the property.
        case wrote
        case signedIn, confirmedPassword, subscribed, unsubscribed
    }
    /// Counts up from 1.
    public let number: Int
    public let at: Date
    public let kind: Kind
    /// A person's id, a Jira user name or a subscription's id.
    public let subject: String
    public let detail: String
}
