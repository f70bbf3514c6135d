import Foundation

/// One message on its way to a receiver.
struct Delivery: Sendable {
    enum Kind: Sendable {
        /// Graph's envelope, which needs no header.
        case graph
        /// Signed at each attempt, with that attempt's time.
        case webhook(WebhookReceiver)
    }
    /// The same over all attempts.
    let id: String
    let url: URL
    let kind: Kind
    let body: Data
}
