import Domain
import Foundation
import Testing

extension StoreContract {
    static let runPages = [
        StoreRule("a listing goes on where the last saved page ended, in whatever process") { test in
            try await test.start(.of("run-1"), at: 0)
            let fresh = ListingProgress(cursor: nil, pages: 0, isComplete: false)
            #expect(try await test.store.progress(of: "run-1", connector: "entra") == fresh)
            #expect(try await test.store.progress(of: "nonsense", connector: "entra") == fresh)
            #expect(try await test.save(.of(0, next: "https://graph/?$skiptoken=ö&1"), of: "run-1", at: 1))
            #expect(
                try await test.another().progress(of: "run-1", connector: "entra")
                    == ListingProgress(cursor: "https://graph/?$skiptoken=ö&1", pages: 1, isComplete: false))
            #expect(try await test.save(.of(1, next: nil), of: "run-1", at: 2))
            #expect(
                try await test.store.progress(of: "run-1", connector: "entra")
                    == ListingProgress(cursor: nil, pages: 2, isComplete: true))
            #expect(try await test.store.progress(of: "run-1", connector: "okta") == fresh)
        },
        StoreRule("a page that is saved twice counts once") { test in
            try await test.start(.of("run-1"), at: 0)
            let counts = RunCounts(outcomes: [.written: 1, .unchanged: 4], changed: 1, inScope: 5, mappedValues: 9)
            let page = PlannedPage.of(0, users: ["ada"], plans: [.of(.ada)], counts: ["jira": counts])
            #expect(try await test.save(page, of: "run-1", at: 1))
            // The process died before it heard of the commit.
            #expect(try await test.lease("run-1", owner: "two", at: 61))
            #expect(try await test.save(page, of: "run-1", owner: "two", at: 62))
            #expect(try await test.store.plans(of: "run-1", after: 0, limit: 9).map(\.key) == [.ada])
            #expect(try await test.store.run("run-1")?.counts == ["jira": counts])
            let next = PlannedPage.of(1, plans: [.of(.bob)], counts: ["jira": counts])
            #expect(try await test.save(next, of: "run-1", owner: "two", at: 63))
            #expect(try await test.store.run("run-1")?.counts == ["jira": counts + counts])
        },
        StoreRule("a page out of turn is refused and leaves nothing") { test in
            try await test.start(.of("run-1"), at: 0)
            for number in 0...2 { try await test.save(.of(number), of: "run-1", at: 1) }
            for number in [Int.min, -1, 0, 1, 4, 99, .max] {
                let page = PlannedPage.of(number, next: "x", users: ["cy"], plans: [.of(.cy)])
                let error = await #expect(throws: StoreError.self) { try await test.save(page, of: "run-1", at: 2) }
                #expect(error?.code == .refused)
            }
            #expect(try await test.store.plans(of: "run-1", after: 0, limit: 9).isEmpty)
            #expect(try await test.store.listed(["cy"], of: "run-1", connector: "entra").isEmpty)
            #expect(try await test.store.progress(of: "run-1", connector: "entra").pages == 3)
        },
        StoreRule("pages are saved only while the run is planning") { test in
            try await test.applying([.of(.ada)])
            #expect(try await test.save(.of(1, users: ["bob"]), of: "run-1", at: 3) == false)
            #expect(try await test.save(.of(0), of: "nonsense", at: 3) == false)
            #expect(try await test.store.listed(["bob"], of: "run-1", connector: "entra").isEmpty)
        },
        StoreRule("knows whom a run's pages showed, of this run and connector alone") { test in
            try await test.start(.of("run-1", ["jira"]), at: 0)
            try await test.start(.of("run-2", ["wiki"]), at: 0)
            try await test.save(.of(0, users: ["ada", "bob", "ada", "🦊'"]), of: "run-1", at: 1)
            try await test.save(.of(0, users: ["cy"], connector: "okta"), of: "run-1", at: 1)
            let all = ["ada", "bob", "cy", "🦊'", "Ada"]
            #expect(try await test.store.listed(all, of: "run-1", connector: "entra") == ["ada", "bob", "🦊'"])
            #expect(try await test.store.listed(all, of: "run-1", connector: "okta") == ["cy"])
            #expect(try await test.store.listed(all, of: "run-2", connector: "entra").isEmpty)
            #expect(try await test.store.listed([], of: "run-1", connector: "entra").isEmpty)
        },
        StoreRule("what planning learned of users who need no write is known afterwards, as after a pass") { test in
            #expect(try await test.store.known([.ada], at: test.at(0)).isEmpty)
            try await test.start(.of("run-1"), at: 0)
            let link = TargetUser(key: "JIRAUSER1", name: "ada")
            let values: [TargetAttribute: String?] = [TargetAttribute(.property, "Department"): "IT"]
            let finding = Finding(readAt: test.at(1), link: link, values: values, fingerprint: "print")
            try await test.save(
                .of(0, findings: [.ada: finding, .bob: Finding(readAt: test.at(1), fingerprint: "b")]), of: "run-1",
                at: 2)
            let known = KnownUser(link: link, values: values, fingerprint: "print")
            #expect(
                try await test.another().known([.ada, .bob, .cy], at: test.at(3)) == [
                    .ada: known, .bob: KnownUser(fingerprint: "b"),
                ])
            #expect(try await test.store.link(for: .ada) == link)
            #expect(try await test.store.record(for: .ada) == values)
            // Nobody was marked, and the first mark starts at once.
            #expect(try await test.store.queueStatus(at: test.at(3)).connectors.isEmpty)
            #expect(try await test.claim(at: 9999).isEmpty)
            try await test.mark(.ada, at: 4)
            let claim = try await test.claimOne(at: 4)
            #expect((claim.fingerprint, claim.cause, claim.generation) == ("print", .delivery, 1))
        },
        StoreRule("findings that say nothing new change nothing, and each one that does is kept") { test in
            try await test.start(.of("run-1"), at: 0)
            let link = TargetUser(key: "JIRAUSER1", name: "ada")
            let values: [TargetAttribute: String?] = [
                TargetAttribute(.property, "Department"): "IT", TargetAttribute(.property, "Phone"): nil,
            ]
            let moved: [TargetAttribute: String?] = [TargetAttribute(.property, "Department"): "HR"]
            let renamed = TargetUser(key: "JIRAUSER1", name: "ada.l")
            let steps: [(Finding, KnownUser)] = [
                (Finding(readAt: test.at(1)), KnownUser()),
                (
                    Finding(readAt: test.at(1), link: link, values: values, fingerprint: "1"),
                    KnownUser(link: link, values: values, fingerprint: "1")
                ),
                (
                    Finding(readAt: test.at(1), fingerprint: "1"),
                    KnownUser(link: link, values: values, fingerprint: "1")
                ),
                (
                    Finding(readAt: test.at(1), link: renamed),
                    KnownUser(link: renamed, values: values, fingerprint: "1")
                ),
                (
                    Finding(readAt: test.at(1), values: moved, fingerprint: "1"),
                    KnownUser(link: renamed, values: moved, fingerprint: "1")
                ),
                (
                    Finding(readAt: test.at(1), values: moved, fingerprint: "2"),
                    KnownUser(link: renamed, values: moved, fingerprint: "2")
                ),
            ]
            for (number, (finding, known)) in steps.enumerated() {
                for page in [2 * number, 2 * number + 1] {
                    try await test.save(.of(page, findings: [.ada: finding]), of: "run-1", at: 2)
                    #expect(try await test.store.known([.ada], at: test.at(2)) == [.ada: known], "page \(page)")
                }
            }
        },
        StoreRule("what a pass found since then stays, and one that is under way is left alone") { test in
            try await test.start(.of("run-1"), at: 0)
            let values: [TargetAttribute: String?] = [TargetAttribute(.property, "Department"): "new"]
            try await test.mark(.ada, .bob, at: 1)
            for claim in try await test.claim(at: 1) where claim.key == .ada {
                try await test.complete(claim, PassRecord(outcome: .written, fingerprint: "new", values: values), at: 5)
            }
            let stale = Finding(
                readAt: test.at(5), link: TargetUser(key: "old", name: "old"), values: [:], fingerprint: "old")
            try await test.save(.of(0, findings: [.ada: stale, .bob: stale]), of: "run-1", at: 6)
            let known = try await test.store.known([.ada, .bob], at: test.at(6))
            #expect(
                known == [
                    .ada: KnownUser(values: values, fingerprint: "new", outcome: .written),
                    .bob: KnownUser(isMarked: true),
                ])
            let later = Finding(readAt: test.at(7), fingerprint: "later")
            try await test.save(.of(1, findings: [.ada: later]), of: "run-1", at: 8)
            #expect(
                try await test.store.known([.ada], at: test.at(8)) == [
                    .ada: KnownUser(values: values, fingerprint: "later", outcome: .written)
                ])
        },
        StoreRule("knows who is marked: waiting, running, retried or deferred, and not who is merely looked at again") {
            test in
            let ends: [(String, Completion, Bool)] = [
                ("waiting", .handedBack, true), ("retried", .retry(at: test.at(900), error: "x"), true),
                ("deferred", .deferred(until: test.at(900), reason: "x"), true),
                ("look", .done(followUp: FollowUp(at: test.at(900), step: 1)), false),
                ("done", .done(followUp: nil), false), ("dead", .dead(error: "x"), false),
            ]
            for (index, (user, end, _)) in ends.enumerated() {
                try await test.mark(.user(user), at: Double(index))
                for claim in try await test.claim(at: Double(index)) where claim.key == .user(user) {
                    try await test.complete(claim, as: end, at: Double(index))
                }
            }
            try await test.mark(.user("running", "wiki"), at: 20)
            _ = try await test.claimOne("wiki", at: 20)
            let keys = ends.map { RequestKey.user($0.0) } + [.user("running", "wiki")]
            let known = try await test.store.known(keys, at: test.at(21))
            #expect(
                known.filter(\.value.isMarked).keys.map(\.user.value).sorted() == [
                    "deferred", "retried", "running", "waiting",
                ])
            #expect(known.filter(\.value.isFollowedUp).keys.map(\.user.value) == ["look"])
            #expect(known.filter(\.value.isDead).keys.map(\.user.value) == ["dead"])
        },
    ]

    static let unseen = [
        StoreRule("linked users that a complete listing did not show are named, page by page") { test in
            let link = TargetUser(key: "k", name: "n")
            let linked: [RequestKey] = [
                .ada, .bob, .cy, .user("dee"), .user("eve", "wiki"), .user("fay", of: "okta"), .user("gil"),
            ]
            try await test.store.mark(linked.map { Mark($0, cause: .delivery) }, at: test.at(0))
            let slots = [
                ClaimSlot(connector: "entra", pipeline: "jira", limit: 9),
                ClaimSlot(connector: "entra", pipeline: "wiki", limit: 9),
                ClaimSlot(connector: "okta", pipeline: "jira", limit: 9),
            ]
            for claim in try await test.store.claim(slots, lease: .seconds(60), at: test.at(0)) {
                let record = PassRecord(outcome: .written, link: claim.key == .user("gil") ? nil : link)
                try await test.complete(claim, record, at: 1)
            }
            try await test.start(.of("run-1"), at: 2)
            func unseen(after user: String? = nil, limit: Int = 9) async throws -> [String] {
                try await test.store.unseenUsers(of: "run-1", pipeline: "jira", after: user, limit: limit).map(\.value)
            }
            try await test.save(.of(0, users: ["bob", "eve"]), of: "run-1", at: 3)
            // One page is missing: nobody may be taken for gone.
            #expect(try await unseen().isEmpty)
            try await test.save(.of(1, next: nil, users: ["zoe"]), of: "run-1", at: 4)
            #expect(try await unseen() == ["ada", "cy", "dee"])
            #expect(try await unseen(limit: 2) == ["ada", "cy"])
            #expect(try await unseen(after: "ada", limit: 1) == ["cy"])
            #expect(try await unseen(after: "dee").isEmpty)
            #expect(try await unseen(limit: 0).isEmpty)
            #expect(
                try await test.another().unseenUsers(of: "run-1", pipeline: "jira", after: nil, limit: 1)
                    == [RequestKey.ada.user])
            // Who was asked for one by one follows as a further page.
            try await test.save(
                .of(2, next: nil, users: ["ada", "cy"], plans: [.of(.ada, .gone, [])]), of: "run-1", at: 5)
            #expect(try await unseen() == ["dee"])
            #expect(try await test.store.progress(of: "run-1", connector: "entra").isComplete)
        },
        StoreRule("another run's listing, and none, show nobody to be gone") { test in
            try await test.mark(.ada, at: 0)
            try await test.complete(
                test.claimOne(at: 0), PassRecord(outcome: .written, link: TargetUser(key: "k", name: "n")), at: 1)
            try await test.start(.of("run-1", ["jira"]), at: 2)
            try await test.start(.of("run-2", ["wiki"]), at: 2)
            try await test.save(.of(0, next: nil), of: "run-2", at: 3)
            for run in ["run-1", "nonsense"] {
                #expect(
                    try await test.store.unseenUsers(of: run, pipeline: "jira", after: nil, limit: 9).isEmpty)
            }
        },
    ]
}
