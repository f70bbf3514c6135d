import Domain
import Foundation
import OpenSSL
import Settings

/// Keeps one channel for each event: channels can neither be renewed nor listed, so that our own record is all there is
/// (contracts/google.md, Push channels).
struct GoogleSubscriber: Subscriber {
    private let channels: GoogleChannels
    private let connector: String
    private let channelToken: [Data]
    private let time: any TimeSource

    /// Asks with the token of `directory`: a service account that is refused is refused once for both.
    init(of directory: GoogleDirectory, settings: GoogleSettings) {
        channels = GoogleChannels(access: directory.access, customer: settings.customer)
        connector = directory.name
        channelToken = settings.channelToken.map(\.bytes)
        time = directory.access.client.time
    }

    func ensure(
        _ address: URL, records: any SubscriptionStore, digest: @Sendable (_ secret: String) throws -> String
    ) async throws -> Date? {
        // Settings ask for one at least; the first is the one that is sent.
        guard let secret = channelToken.first else { return nil }
        let wish = Wish(
            address: address, secret: secret, digest: try digest(String(decoding: secret, as: UTF8.self)))
        let recorded = try await forgetDead(try await records.subscriptions(), records)
        var renewals: [Date] = []
        var failure: DirectoryError?
        for event in GoogleChannel.events {
            do {
                let kept = try await ensure(event, wish, recorded, records)
                if let renewal = kept.renewAt { renewals.append(renewal) }
            } catch let error as DirectoryError {
                failure = failure ?? error
                // What fails as a whole would fail for the other events, too.
                if error.code != .refused, error.code != .malformed { break }
            }
        }
        if let failure { throw failure }
        return renewals.min()
    }

    /// Channels cannot be listed: what is not on record ends by itself. One whose resource never came to be known cannot
    /// be stopped; it is forgotten, and its messages are refused.
    func delete(_ address: URL, records: any SubscriptionStore) async throws -> [SubscriptionRecord] {
        let recorded = try await forgetDead(try await records.subscriptions(), records)
        for record in recorded {
            if let resource = record.resource { try await channels.stop(record.id, resource: resource) }
            try await records.removeSubscription(connector: connector, kind: record.kind, id: record.id)
        }
        return recorded
    }

    private struct Wish {
        let address: URL
        let secret: Data
        let digest: String

        func isMet(by record: SubscriptionRecord) -> Bool {
            record.state == .active && record.secretDigest == digest
                && record.notificationURL == address.absoluteString
        }
    }

    /// The channel of `event` that is good for a while: the present one, or a new one that is on record already.
    private func ensure(
        _ event: String, _ wish: Wish, _ recorded: [SubscriptionRecord], _ records: any SubscriptionStore
    ) async throws -> SubscriptionRecord {
        let ours = recorded.filter { GoogleChannel.isID($0.id, for: event) }
        let present = ours.filter { wish.isMet(by: $0) && ($0.renewAt ?? .distantPast) > time.now }
            .max { ($0.renewAt ?? .distantPast) < ($1.renewAt ?? .distantPast) }
        let kept: SubscriptionRecord
        if let present { kept = present } else { kept = try await make(event, wish, records) }
        for other in ours where other.id != kept.id && other.state == .active {
            try await retire(other, records)
        }
        return kept
    }

    /// On record before it is asked for, since its first message may come before the answer.
    private func make(
        _ event: String, _ wish: Wish, _ records: any SubscriptionStore
    ) async throws -> SubscriptionRecord {
        let id = GoogleChannel.newID(for: event)
        let start = time.now
        let token = try DerivedToken.make(of: wish.secret, for: id)
        // Until the answer has come it may live as long as was asked for.
        try await records.save(record(id, .pending, wish, expires: start.addingTimeInterval(GoogleChannel.wish)))
        let made: GoogleChannels.Made
        do throws(DirectoryError) {
            made = try await channels.watch(event, id: id, token: token, address: wish.address)
        } catch {
            // Where no answer came, Google may have made it: it stays on record as long as it may live.
            if Self.isAnswer(error) {
                try? await records.removeSubscription(connector: connector, kind: GoogleChannel.kind, id: id)
            }
            throw error
        }
        let record = record(
            id, .active, wish, expires: made.expires, resource: made.resource,
            renewAt: GoogleChannel.renewal(from: start, to: made.expires))
        try await records.save(record)
        return record
    }

    private static func isAnswer(_ error: DirectoryError) -> Bool {
        switch error.code {
        case .credentials, .forbidden, .notFound, .throttled, .refused: true
        case .unreachable, .malformed, .expired: false
        }
    }

    /// Stops a channel whose successor is on record. It stays known until its end: late messages may come. One that
    /// cannot be stopped now is tried again at the next look; both deliver meanwhile.
    private func retire(_ channel: SubscriptionRecord, _ records: any SubscriptionStore) async throws {
        if let resource = channel.resource {
            do { try await channels.stop(channel.id, resource: resource) } catch { return }
        }
        try await records.save(
            SubscriptionRecord(
                connector: channel.connector, kind: channel.kind, id: channel.id, state: .replaced,
                expires: channel.expires, notificationURL: channel.notificationURL, secretDigest: channel.secretDigest,
                resource: channel.resource))
    }

    /// Removes the channels whose life is over.
    private func forgetDead(
        _ recorded: [SubscriptionRecord], _ records: any SubscriptionStore
    ) async throws -> [SubscriptionRecord] {
        var living: [SubscriptionRecord] = []
        for record in recorded where record.connector == connector && record.kind == GoogleChannel.kind {
            if let expires = record.expires, expires > time.now, record.state != .removed {
                living.append(record)
            } else {
                try await records.removeSubscription(connector: connector, kind: record.kind, id: record.id)
            }
        }
        return living
    }

    private func record(
        _ id: String, _ state: SubscriptionRecord.State, _ wish: Wish, expires: Date, resource: String? = nil,
        renewAt: Date? = nil
    ) -> SubscriptionRecord {
        SubscriptionRecord(
            connector: connector, kind: GoogleChannel.kind, id: id, state: state, expires: expires,
            notificationURL: wish.address.absoluteString, secretDigest: wish.digest, resource: resource,
            renewAt: renewAt)
    }
}
