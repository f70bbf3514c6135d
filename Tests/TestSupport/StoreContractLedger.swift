import Domain
import Foundation
import Testing

extension StoreContract {
    private static let jiraAda = Account(target: "jira", key: "JIRAUSER1")

    static let ledger = [
        StoreRule("intents are kept as they were given until they are settled, also across processes") { test in
            try await test.mark(.ada, .bob, at: 0)
            let claims = try await test.claim(at: 0)
            let ada = try #require(claims.first { $0.key == .ada })
            let bob = try #require(claims.first { $0.key == .bob })
            let intents = [
                Intent.set("Department", old: nil, new: "R&D <b>🎉</b>", at: test.at(1)),
                Intent.set("Näme; DROP TABLE intent", old: "\u{1F469}\u{200D}\u{1F52C}'\"\\", new: nil, at: test.at(1)),
            ]
            #expect(
                try await test.store.intend(intents, for: ada, on: jiraAda, version: 0, at: test.at(1)) == .stored)
            let other = Account(target: "jira", key: "JIRAUSER2")
            #expect(
                try await test.store.intend([intents[0]], for: bob, on: other, version: 0, at: test.at(1)) == .stored)
            #expect(try await test.another().openIntents(for: .ada) == intents)
            try await test.complete(ada, as: .handedBack, at: 2)
            #expect(try await test.store.openIntents(for: .ada) == intents)
            try await test.complete(test.claimOne(at: 2), PassRecord(settlesIntents: true), at: 3)
            #expect(try await test.store.openIntents(for: .ada).isEmpty)
            #expect(try await test.store.openIntents(for: .bob) == [intents[0]])
        },
        StoreRule("intents of a pass that died stay beside those of the next one") { test in
            try await test.mark(.ada, at: 0)
            let died = try await test.claimOne(at: 0)
            let first = Intent.set("Department", old: nil, new: "IT", at: test.at(1))
            _ = try await test.store.intend([first], for: died, on: jiraAda, version: 0, at: test.at(1))
            let claim = try await test.claimOne(at: 60)
            let version = try await test.store.accountVersion(jiraAda)
            let second = Intent.set("Department", old: "IT", new: "HR", at: test.at(61))
            #expect(
                try await test.store.intend([second], for: claim, on: jiraAda, version: version, at: test.at(61))
                    == .stored)
            #expect(try await test.store.openIntents(for: .ada) == [first, second])
        },
        StoreRule("history tells every value, newest first, as many as asked for, of this user alone") { test in
            try await test.mark(.ada, .bob, at: 0)
            for claim in try await test.claim(at: 0) {
                let entries = [
                    HistoryEntry.change(of: claim.key, "A", old: "x", new: nil, at: test.at(1)),
                    HistoryEntry.change(of: claim.key, "B", old: nil, new: "🎉\n", at: test.at(2)),
                ]
                try await test.complete(claim, PassRecord(outcome: .written, history: entries), at: 3)
            }
            let uncertain = HistoryEntry(
                time: test.at(2), user: RequestKey.ada.user, pipeline: "wiki", target: "wiki", targetUser: "ada",
                attribute: TargetAttribute(.field, "phone"), old: nil, new: "1", cause: Cause(.undo, id: "run-2"),
                uncertain: true)
            try await test.mark(.user("ada", "wiki"), at: 10)
            try await test.complete(test.claimOne("wiki", at: 10), PassRecord(history: [uncertain]), at: 11)
            let wanted = [
                uncertain, .change(of: .ada, "B", old: nil, new: "🎉\n", at: test.at(2)),
                .change(of: .ada, "A", old: "x", new: nil, at: test.at(1)),
            ]
            let user = RequestKey.ada.user
            #expect(try await test.store.history(of: user, limit: 10) == wanted)
            #expect(try await test.store.history(of: user, limit: 2) == Array(wanted.prefix(2)))
            #expect(try await test.store.history(of: user, limit: 0).isEmpty)
            #expect(try await test.store.history(of: UserReference(connector: "okta", id: "ada"), limit: 9).isEmpty)
        },
        StoreRule("links and records stay until a pass brings new ones") { test in
            #expect(try await test.store.link(for: .ada) == nil)
            #expect(try await test.store.record(for: .ada) == nil)
            let first = TargetUser(key: "JIRAUSER1", name: "ada", email: "ada@example.com", active: true)
            let renamed = TargetUser(key: "JIRAUSER1", name: "ada.l", email: nil, active: false)
            let values: [TargetAttribute: String?] = [
                TargetAttribute(.property, "Department"): "R&D 🎉", TargetAttribute(.field, "phone"): nil,
            ]
            let records: [(PassRecord, TargetUser, [TargetAttribute: String?]?)] = [
                (PassRecord(link: first), first, nil), (PassRecord(values: values), first, values),
                (PassRecord(link: renamed), renamed, values), (PassRecord(values: [:]), renamed, [:]),
                (PassRecord(), renamed, [:]),
            ]
            for (index, (record, link, stored)) in records.enumerated() {
                let second = Double(index * 100)
                try await test.mark(.ada, at: second)
                try await test.complete(test.claimOne(at: second), record, at: second)
                #expect(try await test.store.link(for: .ada) == link)
                #expect(try await test.store.record(for: .ada) == stored)
            }
            #expect(try await test.store.link(for: .user("ada", "wiki")) == nil)
        },
    ]

    static let accounts = [
        StoreRule("an account that another claim writes is busy, for whatever connector") { test in
            try await test.mark(.ada, .user("ada", of: "okta"), at: 0)
            let holder = try await test.claimOne(at: 0)
            let slot = ClaimSlot(connector: "okta", pipeline: "jira", limit: 1)
            let rival = try #require(
                try await test.store.claim([slot], lease: .seconds(600), at: test.at(0)).first)
            let change = [Intent.set("Department", old: nil, new: "IT", at: test.at(1))]
            #expect(try await test.store.accountVersion(jiraAda) == 0)
            #expect(
                try await test.store.intend(change, for: holder, on: jiraAda, version: 0, at: test.at(1)) == .stored)
            let other = try await test.another()
            #expect(try await other.intend(change, for: rival, on: jiraAda, version: 0, at: test.at(2)) == .accountBusy)
            #expect(try await test.store.openIntents(for: rival.key).isEmpty)
            let free = Account(target: "wiki", key: jiraAda.key)
            #expect(try await other.intend(change, for: rival, on: free, version: 0, at: test.at(2)) == .stored)

            #expect(try await test.complete(holder, at: 3))
            // What was read before the holder ended may be out of date.
            #expect(try await other.intend(change, for: rival, on: jiraAda, version: 0, at: test.at(4)) == .accountBusy)
            let version = try await other.accountVersion(jiraAda)
            #expect(version == 1)
            #expect(
                try await other.intend(change, for: rival, on: jiraAda, version: version, at: test.at(5)) == .stored)
        },
        StoreRule("a claim may intend again on the account that it holds") { test in
            try await test.mark(.ada, at: 0)
            let claim = try await test.claimOne(at: 0)
            for second in 1...2 {
                let change = [Intent.set("Department", old: nil, new: "\(second)", at: test.at(Double(second)))]
                #expect(
                    try await test.store.intend(
                        change, for: claim, on: jiraAda, version: 0, at: test.at(Double(second))) == .stored)
            }
            #expect(try await test.store.openIntents(for: .ada).map(\.new) == ["1", "2"])
        },
        StoreRule("an account is held as long as the claim, also a prolonged one") { test in
            try await test.mark(.ada, .user("ada", of: "okta"), at: 0)
            let slot = ClaimSlot(connector: "okta", pipeline: "jira", limit: 1)
            let rival = try #require(
                try await test.store.claim([slot], lease: .seconds(600), at: test.at(0)).first)
            let holder = try await test.claimOne(at: 0)
            _ = try await test.store.intend([], for: holder, on: jiraAda, version: 0, at: test.at(1))
            _ = try await test.store.extend([holder], lease: .seconds(60), at: test.at(50))
            #expect(
                try await test.store.intend([], for: rival, on: jiraAda, version: 0, at: test.at(109)) == .accountBusy)
            // It may have written until its end: whoever read the account before reads it again.
            #expect(
                try await test.store.intend([], for: rival, on: jiraAda, version: 0, at: test.at(110)) == .accountBusy)
            let version = try await test.store.accountVersion(jiraAda)
            #expect(version == 1)
            #expect(
                try await test.store.intend([], for: rival, on: jiraAda, version: version, at: test.at(111)) == .stored)
            // The late end of the first leaves the second's hold alone.
            #expect(try await test.complete(holder, at: 112))
            #expect(try await test.store.accountVersion(jiraAda) == 1)
        },
        StoreRule("a claim that ended or ran out intends nothing") { test in
            try await test.mark(.ada, .bob, at: 0)
            let claims = try await test.claim(at: 0)
            let change = [Intent.set("Department", old: nil, new: "IT", at: test.at(1))]
            try await test.complete(claims[0], at: 1)
            #expect(
                try await test.store.intend(change, for: claims[0], on: jiraAda, version: 0, at: test.at(2))
                    == .claimLost)
            #expect(
                try await test.store.intend(change, for: claims[1], on: jiraAda, version: 0, at: test.at(60))
                    == .claimLost)
            #expect(try await test.store.openIntents(for: claims[0].key).isEmpty)
            #expect(try await test.store.openIntents(for: claims[1].key).isEmpty)
        },
        StoreRule("the end of a claim that wrote no account leaves versions alone") { test in
            try await test.mark(.ada, at: 0)
            try await test.complete(test.claimOne(at: 0), PassRecord(outcome: .unchanged), at: 1)
            #expect(try await test.store.accountVersion(jiraAda) == 0)
        },
    ]
}

extension Intent {
    static func set(_ attribute: String, old: String?, new: String?, at time: Date) -> Intent {
        Intent(
            target: "jira", targetUser: TargetUser(key: "JIRAUSER1", name: "ada", email: "ada@example.com"),
            attribute: TargetAttribute(.property, attribute), old: old, new: new, cause: .delivery, intendedAt: time)
    }
}
