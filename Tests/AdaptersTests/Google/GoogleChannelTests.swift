import Adapters
import Domain
import Foundation
import Hummingbird
import OpenSSL
import Settings
import Synchronization
import TestSupport
import Testing

@Suite("Google's channels") struct GoogleChannelTests {
    private static let events = ["add", "delete", "makeAdmin", "undelete", "update"]

    @Test("are made one for each event, with a token of their own, and are on record before Google is asked")
    func makes() async throws {
        let onRecord = Mutex<[String: SubscriptionRecord.State]>([:])
        try await Self.with { request, records in
            guard request.path.hasSuffix("/watch"), let id = Self.id(in: request) else { return nil }
            let record = await records.all.first { $0.id == id }
            onRecord.withLock { $0[id] = record?.state }
            return nil
        } _: { stand in
            let due = try await stand.ensure()
            let records = await stand.records.all
            #expect(stand.google.channels.values.map(\.event).sorted() == Self.events)
            #expect(Set(records.map(\.id)) == Set(stand.google.channels.keys))
            #expect(onRecord.withLock { $0 } == records.reduce(into: [:]) { $0[$1.id] = .pending })
            for record in records {
                let channel = try #require(stand.google.channels[record.id])
                #expect(record.connector == "google" && record.kind == "channel" && record.state == .active)
                #expect(record.resource == channel.resource && record.expires == channel.expires)
                #expect(
                    record.notificationURL == stand.address.absoluteString && record.secretDigest == "digest of one")
                #expect(channel.address == stand.address.absoluteString)
                #expect(channel.token == (try DerivedToken.make(of: Data("one".utf8), for: record.id)))
            }
            #expect(Set(stand.google.channels.values.map(\.token)).count == 5)
            let bodies = try stand.watches.map { try AttributeValue(json: $0.body) }
            #expect(bodies.allSatisfy { $0["params"]?["ttl"] == .text("21600") })
            #expect(due == stand.time.now.addingTimeInterval(16_200))
        }
    }

    @Test(
        "are kept while they live, and are due again by what Google granted, not by what was asked",
        arguments: [
            (21_600.0, 16_200.0), (7_200, 5_400), (2_400, 1_800), (1_800, 1_200), (1_200, 600), (60, 30),
        ])
    func renewal(_ life: TimeInterval, _ due: TimeInterval) async throws {
        try await Self.with { stand in
            stand.google.state.withLock { $0.channelLife = life }
            let start = stand.time.now
            let before = Set(stand.google.channels.keys)
            #expect(try await stand.ensure() == start.addingTimeInterval(due))
            stand.time.advance(by: .seconds(due - 1))
            #expect(try await stand.ensure() == start.addingTimeInterval(due))
            #expect(stand.watches.count == 5)
            stand.time.advance(by: .seconds(1))
            let next = try await stand.ensure()
            #expect(next == stand.time.now.addingTimeInterval(due))
            #expect(stand.watches.count == 10)
            // The old ones are stopped after the new ones are on record, and stay known while they live.
            #expect(stand.google.channels.count == 5 && before.isDisjoint(with: stand.google.channels.keys))
            let records = await stand.records.all
            #expect(records.count { $0.state == .active } == 5 && records.count { $0.state == .replaced } == 5)
            #expect(records.filter { $0.state == .replaced }.allSatisfy { $0.resource != nil })
            stand.time.advance(by: .seconds(life - due))
            _ = try await stand.ensure()
            #expect(
                await stand.records.all.count { $0.state == .replaced && $0.expires == start.addingTimeInterval(life) }
                    == 0)
        }
    }

    @Test("are stopped only once the new answer is on record, and stay both when it cannot be had")
    func order() async throws {
        let states = Seen<[SubscriptionRecord.State]>()
        let isDown = Mutex(false)
        try await Self.with { request, records in
            if request.path.hasSuffix("/watch"), isDown.withLock({ $0 }) { return .google(503, "backendError") }
            if request.path.hasSuffix("/stop"), let id = Self.id(in: request) {
                let event = id.prefix { $0 != "-" }
                states.add(await records.all.filter { $0.id.hasPrefix(event + "-") }.map(\.state))
            }
            return nil
        } _: { stand in
            try await stand.ensure()
            let old = Set(stand.google.channels.keys)
            stand.time.advance(by: .seconds(16_200))
            isDown.withLock { $0 = true }
            let error = await #expect(throws: DirectoryError.self) { try await stand.ensure() }
            #expect(error?.code == .unreachable)
            #expect(old.isSubset(of: stand.google.channels.keys) && states.all.isEmpty)
            isDown.withLock { $0 = false }
            try await stand.ensure()
            #expect(states.all.count == 5)
            #expect(states.all.allSatisfy { $0.count { $0 == .active } == 2 })
            #expect(old.isDisjoint(with: stand.google.channels.keys))
        }
    }

    @Test("are stopped at the next look where they could not be stopped, and are no fault meanwhile")
    func unstoppable() async throws {
        let isDown = Mutex(true)
        try await Self.with { request, _ in
            request.path.hasSuffix("/stop") && isDown.withLock { $0 } ? .google(500, "backendError") : nil
        } _: { stand in
            try await stand.ensure()
            stand.time.advance(by: .seconds(16_200))
            try await stand.ensure()
            #expect(stand.google.channels.count == 10)
            isDown.withLock { $0 = false }
            try await stand.ensure()
            #expect(stand.google.channels.count == 5 && stand.watches.count == 10)
        }
    }

    @Test("are made anew when the secret or the address is another one, or a process died while it asked")
    func replaces() async throws {
        try await Self.with { stand in
            try await stand.ensure()
            let first = Set(stand.google.channels.keys)
            try await stand.ensure(channelToken: ["two", "one"])
            let second = Set(stand.google.channels.keys)
            #expect(second.count == 5 && first.isDisjoint(with: second))
            let elsewhere = stand.address.appending(path: "elsewhere")
            try await stand.ensure(channelToken: ["two", "one"], address: elsewhere)
            #expect(stand.google.channels.values.allSatisfy { $0.address == elsewhere.absoluteString })
            #expect(second.isDisjoint(with: stand.google.channels.keys))
        }
        try await Self.with { stand in
            // Google made it, and its answer never reached the disk.
            let orphan = SubscriptionRecord(
                connector: "google", kind: "channel", id: "update-orphan", state: .pending,
                expires: stand.time.now.addingTimeInterval(21_600), notificationURL: stand.address.absoluteString,
                secretDigest: "digest of one")
            try await stand.records.save(orphan)
            try await stand.ensure()
            #expect(stand.google.channels.count == 5)
            // It may still send: it stays known as long as it may live.
            #expect(await stand.records.all.contains(orphan))
            stand.time.advance(by: .seconds(21_600))
            try await stand.ensure()
            #expect(await !stand.records.all.contains { $0.id == orphan.id })
        }
    }

    @Test("are made at once after a downtime beyond their end, and what is another's is left alone")
    func downtime() async throws {
        try await Self.with { stand in
            let another = SubscriptionRecord(
                connector: "other-google", kind: "channel", id: "update-1", state: .active, expires: nil,
                notificationURL: "x", secretDigest: "y")
            try await stand.records.save(another)
            try await stand.ensure()
            stand.time.advance(by: .seconds(100_000))
            try await stand.ensure()
            let records = await stand.records.all
            #expect(records.contains(another) && records.count == 6)
            #expect(stand.watches.count == 10 && !stand.google.targets.contains { $0.contains("/stop") })
        }
    }

    @Test(
        "stay on record where no answer came, since Google may have made them, and go where it refused",
        arguments: [
            (true, 1), (false, 0),
        ])
    func unanswered(_ isCutOff: Bool, _ left: Int) async throws {
        try await Self.with { request, _ in
            guard request.path.hasSuffix("/watch"), request.query["event"] == "update" else { return nil }
            return isCutOff ? .cutOff : .google(400, "push.webhookUrlNotHttps")
        } _: { stand in
            let error = await #expect(throws: DirectoryError.self) { try await stand.ensure() }
            #expect(error?.code == (isCutOff ? .malformed : .refused))
            #expect(isCutOff || error?.cause.contains("publicURL") == true && error?.remedy?.contains("https") == true)
            let records = await stand.records.all
            #expect(records.count { $0.state == .pending } == left)
            // One event's failure does not keep the others from being watched.
            #expect(records.count { $0.state == .active } == 4)
        }
    }

    @Test(
        "are not asked for event by event when all would fail alike",
        arguments: [
            (403, "forbidden", DirectoryError.Code.forbidden), (403, "accessNotConfigured", .forbidden),
            (429, "rateLimitExceeded", .throttled(retryAfter: nil)), (503, "backendError", .unreachable),
        ])
    func allFail(_ status: Int, _ reason: String, _ code: DirectoryError.Code) async throws {
        try await Self.with { request, _ in
            request.path.hasSuffix("/watch") ? .google(status, reason) : nil
        } _: { stand in
            let error = await #expect(throws: DirectoryError.self) { try await stand.ensure() }
            #expect(error?.code == code)
            #expect(stand.watches.count == 1)
        }
    }

    @Test(
        "without a usable word on their end are taken for short ones",
        arguments: [
            #"{"id":"x","resourceId":"r"}"#, #"{"resourceId":"r","expiration":"soon"}"#,
            #"{"resourceId":"r","expiration":null}"#, #"{"resourceId":"r","expiration":-5}"#,
        ])
    func noEnd(_ body: String) async throws {
        try await Self.with { request, _ in
            request.path.hasSuffix("/watch") ? .text(body) : nil
        } _: { stand in
            let due = try await stand.ensure()
            #expect(due == stand.time.now.addingTimeInterval(2700))
            #expect(await stand.records.all.allSatisfy { $0.expires == stand.time.now.addingTimeInterval(3600) })
        }
    }

    @Test("are stopped and forgotten on demand; one that cannot be stopped stays on record")
    func delete() async throws {
        let refused = Mutex<String?>(nil)
        try await Self.with { request, _ in
            guard request.path.hasSuffix("/stop"), let id = Self.id(in: request), id == refused.withLock({ $0 }) else {
                return nil
            }
            return .text("", status: 503)
        } _: { stand in
            try await stand.ensure()
            let last = try #require(await stand.records.all.last)
            refused.withLock { $0 = last.id }
            await #expect(throws: DirectoryError.self) { try await stand.delete() }
            #expect(await stand.records.all.map(\.id).contains(last.id))
            refused.withLock { $0 = nil }
            #expect(try await stand.delete()?.map(\.id).contains(last.id) == true)
            #expect(await stand.records.all.isEmpty)
            #expect(stand.google.requests.count { $0.path.hasSuffix("/stop") } >= 5)
        }
    }

    private static func id(in request: LoopbackServer.Received) -> String? {
        (try? AttributeValue(json: request.body))?["id"]?.text
    }

    private struct Stand: Sendable {
        let google: GoogleImitation
        let records: MemoryRecords
        let time: ManualTime
        let bench: GoogleBench
        let address: URL

        var watches: [LoopbackServer.Received] { google.requests.filter { $0.path.hasSuffix("/watch") } }

        @discardableResult
        func ensure(channelToken: [String] = ["one"], address: URL? = nil) async throws -> Date? {
            let settings = GoogleSettings(
                serviceAccountKey: bench.settings.serviceAccountKey, tokenURL: bench.settings.tokenURL,
                delegatedAdmin: bench.settings.delegatedAdmin, apiURL: bench.settings.apiURL,
                channelToken: channelToken.map { .init($0) })
            let connected = try settings.connect(name: "google", transport: bench.transport, time: time)
            return try await connected.subscriber?.ensure(address ?? self.address, records: records) {
                "digest of \($0)"
            }
        }

        func delete() async throws -> [SubscriptionRecord]? {
            let connected = try bench.settings.connect(name: "google", transport: bench.transport, time: time)
            return try await connected.subscriber?.delete(address, records: records)
        }
    }

    private static func with(
        override: @escaping @Sendable (LoopbackServer.Received, MemoryRecords) async -> Response? = { _, _ in nil },
        _ body: @escaping @Sendable (Stand) async throws -> Void
    ) async throws {
        let time = ManualTime(), records = MemoryRecords()
        let google = GoogleImitation(time: time) { await override($0, records) }
        try await GoogleBench.with(google) { bench in
            try await body(
                Stand(
                    google: google, records: records, time: time, bench: bench,
                    address: try #require(URL(string: "https://hooks.example.com/hooks/google"))))
        }
    }
}
