import Domain
import Foundation
import Hummingbird

/// The push channels that live: there is no listing of them, and no renewal (contracts/google.md, Push channels).
actor GoogleChannels {
    private let courier: Courier
    private let queue: DeliveryQueue
    private let journal: Journal
    private let longestLife: Duration
    private let syncsFirst: Bool
    private var channels: [String: GoogleChannel] = [:]

    init(_ configuration: SandboxConfiguration, courier: Courier, queue: DeliveryQueue, journal: Journal) {
        self.courier = courier
        self.queue = queue
        self.journal = journal
        longestLife = configuration.googleChannelLife
        syncsFirst = configuration.googleSyncsFirst
    }

    func watch(_ event: String?, _ body: AttributeValue, origin: String) async throws(GoogleError) -> Response {
        let now = Date()
        let channel = try GoogleChannel(body, event: event, origin: origin, longestLife: longestLife, at: now)
        guard channels[channel.id].map({ $0.expires <= now }) ?? true else {
            throw GoogleError(400, "channelIdNotUnique", "Channel id \(channel.id) not unique")
        }
        channels[channel.id] = channel
        await journal.record(.subscribed, at: .google, channel.id, channel.url.absoluteString)
        let sync = Self.delivery(Data(), of: channel, state: "sync", number: 1)
        if syncsFirst {
            // In reality, too, the first message can be there before whoever asked knows the channel's resource.
            await journal.change(\.deliveriesSent)
            let (status, words) = await courier.send(sync)
            await journal.record(.notified, at: .google, channel.id, "\(channel.url.absoluteString): \(words)")
            await journal.change(
                sync.patience.accepts(status) ? \.deliveriesAccepted : \.deliveriesLost)
        } else {
            queue.add(sync)
        }
        return Answer.json(200, channel.json)
    }

    func stop(_ body: AttributeValue) async throws(GoogleError) -> Response {
        guard let id = body["id"]?.string, let resource = body["resourceId"]?.string,
            let channel = channels[id], channel.resourceID == resource, channel.expires > Date()
        else { throw GoogleError(404, "notFound", "Channel not found") }
        channels[id] = nil
        await journal.record(.unsubscribed, at: .google, id)
        return Answer.empty(204)
    }

    /// Forgets all without a word.
    func drop() { channels = [:] }

    func isWatched(_ event: String) -> Bool {
        let now = Date()
        return channels.values.contains { $0.event == event && $0.expires > now }
    }

    /// One message for each live channel of that event.
    func messages(_ event: String, body: Data) -> [Delivery] {
        let now = Date()
        return channels.values.filter { $0.event == event && $0.expires > now }.map { channel in
            let number = channel.number + Int.random(in: 1...5)
            channels[channel.id]?.number = number
            return Self.delivery(body, of: channel, state: event, number: number)
        }
    }

    private static func delivery(_ body: Data, of channel: GoogleChannel, state: String, number: Int) -> Delivery {
        // Not a valid media type, and sent all the same.
        let type = body.isEmpty ? [] : [("Content-Type", "application/json; utf-8")]
        let headers = channel.headers(state: state, number: number) + type
        return Delivery(
            id: "\(channel.id)/\(number)", sender: .google, url: channel.url, body: body, patience: .backoff
        ) { _ in headers }
    }
}
