public import Foundation

/// What an edit set in motion.
public struct EditReceipt: Sendable, Hashable, Codable {
    public let personID: String
    /// Names of the attributes whose value differs from before, sorted; nothing is notified where none does.
    public let changed: [String]
    /// Deliveries that were queued: one for each live subscription and matching webhook.
    public let deliveries: Int
    /// When the directory took the edit.
    public let at: Date
    /// `SandboxEvent.number` of the edit: what follows it has higher ones.
    public let event: Int
}

/// What was asked of the sandbox and cannot be done.
public struct SandboxError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Code: Sendable, Hashable { case noSuchPerson, unknownAttribute, badValue, notListening }
    public let code: Code
    public let description: String

    public init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
