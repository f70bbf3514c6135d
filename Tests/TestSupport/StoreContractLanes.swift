import Domain
import Foundation
import Testing

extension StoreContract {
    static let lanes = [
        StoreRule("a lane's pause is seen by all, replaced by a later one and gone when it resumes") { test in
            let captcha = LanePause(
                lane: Lane(.target, "jira"), reason: .captcha, message: "log in by hand: 'ö'", since: test.at(0),
                probeAt: nil, failures: 0)
            let refused = LanePause(
                lane: Lane(.connector, "jira"), reason: .credentials, message: "401", since: test.at(1),
                probeAt: test.at(60), failures: 1, credentials: "digest")
            try await test.store.pause(captcha)
            try await test.store.pause(refused)
            let other = try await test.another()
            #expect(Set(try await other.pauses()) == [captcha, refused])
            let twice = LanePause(
                lane: refused.lane, reason: .credentials, message: "401", since: test.at(1), probeAt: nil,
                failures: 2, credentials: "digest")
            try await test.store.pause(twice)
            try await other.resume(captcha.lane)
            try await other.resume(Lane(.target, "unknown"))
            #expect(try await test.store.pauses() == [twice])
        },
        StoreRule("each connector's last delivery of notifications is known") { test in
            let deliveries: [(String, String, DeliveryRecord.Kind, Double)] = [
                ("1", "entra", .notification, 10), ("2", "entra", .notification, 30), ("3", "entra", .lifecycle, 50),
                ("4", "okta", .handshake, 20),
            ]
            for (id, connector, kind, at) in deliveries {
                let delivery = DeliveryRecord(
                    id: id, connector: connector, kind: kind, receivedAt: test.at(at), source: "127.0.0.1",
                    accepted: 1, rejected: 0)
                _ = try await test.store.accept(delivery, marks: [], at: test.at(at))
            }
            #expect(try await test.another().lastNotifications() == ["entra": test.at(30)])
        },
        StoreRule("subscriptions are replaced by connector, kind and id") { test in
            func record(
                _ kind: String, _ id: String, _ state: SubscriptionRecord.State, expires: Date?, resource: String? = nil
            ) -> SubscriptionRecord {
                SubscriptionRecord(
                    connector: "entra", kind: kind, id: id, state: state, expires: expires,
                    notificationURL: "https://hooks.example.com/hooks/entra", secretDigest: "digest",
                    resource: resource, renewAt: expires?.addingTimeInterval(-30))
            }
            let pending = record("subscription", "1", .pending, expires: nil)
            let active = record("subscription", "1", .active, expires: test.at(3600))
            let channel = record("channel", "1", .replaced, expires: test.at(60), resource: "r/é")
            for saved in [pending, channel, active] { try await test.store.save(saved) }
            #expect(Set(try await test.another().subscriptions()) == [active, channel])
            try await test.store.removeSubscription(connector: "entra", kind: "channel", id: "1")
            try await test.store.removeSubscription(connector: "okta", kind: "subscription", id: "1")
            #expect(try await test.store.subscriptions() == [active])
        },
    ]

    static let upkeep = [
        StoreRule("the salt is made once for a store") { test in
            let salt = try await test.store.salt()
            #expect(salt.count >= 32)
            #expect(try await test.store.salt() == salt)
            #expect(try await test.another().salt() == salt)
        },
        StoreRule("a probe proves a commit and changes nothing") { test in
            try await test.mark(.ada, at: 0)
            try await test.store.probe()
            try await test.store.probe()
            #expect(try await test.claimOne(at: 0).key == .ada)
        },
        StoreRule("forgets what retention no longer asks for, in bites, and nothing else") { test in
            try await test.mark(.ada, at: 0)
            let old = [HistoryEntry.change(of: .ada, at: test.at(0)), .change(of: .ada, at: test.at(50))]
            try await test.complete(test.claimOne(at: 0), PassRecord(history: old), at: 1)
            for second in [0.0, 50] {
                let delivery = DeliveryRecord.of(id: "d-\(second)", replayIDs: ["a-\(second)", "b-\(second)"])
                #expect(try await test.store.accept(delivery, marks: [], at: test.at(second)) == .stored)
            }
            let retention = Retention(
                deliveriesBefore: test.at(-10), historyBefore: test.at(50), replayIDsBefore: test.at(50))
            #expect(try await test.store.prune(retention, limit: 2) == 2)
            #expect(try await test.store.prune(retention, limit: 2) == 1)
            #expect(try await test.store.prune(retention, limit: 2) == 0)
            #expect(try await test.store.history(of: RequestKey.ada.user, limit: 9) == [old[1]])
            let replays = [
                ("a-0.0", Acceptance.stored), ("b-0.0", .stored), ("a-50.0", .duplicate), ("b-50.0", .duplicate),
            ]
            for (id, answer) in replays {
                let delivery = DeliveryRecord.of(id: "again-\(id)", replayIDs: [id])
                #expect(try await test.store.accept(delivery, marks: [], at: test.at(60)) == answer)
            }
            let deliveries = Retention(
                deliveriesBefore: test.at(1), historyBefore: test.at(0), replayIDsBefore: test.at(0))
            #expect(try await test.store.prune(deliveries, limit: 100) == 4)
            #expect(try await test.store.prune(deliveries, limit: 100) == 0)
        },
    ]
}
