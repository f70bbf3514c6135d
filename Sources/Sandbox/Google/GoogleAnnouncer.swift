import Domain
import Foundation

/// Tells the channels of the event that a change is: who, and never what (contracts/google.md, Push channels).
struct GoogleAnnouncer: Announcer {
    let channels: GoogleChannels

    /// A suspension, a move and a rename are updates; one message for each person, whatever the batch.
    func deliveries(of changes: [PersonChange], batch: Int) async -> [Delivery] {
        var deliveries: [Delivery] = []
        for change in changes where change.person.directory == .google {
            let body = AttributeValue.object([
                "kind": .text("admin#directory#user"), "id": .text(change.person.id),
                "etag": .text("\"message/\(UUID().uuidString)\""), "primaryEmail": .text(change.person.login),
            ])
            deliveries += await channels.messages(change.kind == .deleted ? "delete" : "update", body: body.json)
        }
        return deliveries
    }
}
