import Domain
import Foundation
import Sandbox
import TestSupport
import Testing

@Suite("Okta, which never asks again after a 4xx")
struct OktaRefusalTests {
    /// A delivery as Okta sends it, naming as many users as wished.
    private static func delivery(_ users: [String]) -> String {
        let events = users.map { user in
            """
            {"uuid":"\(UUID().uuidString)","eventType":"user.account.update_profile",\
            "target":[{"id":"\(user)","type":"User"}]}
            """
        }
        return """
            {"eventType":"com.okta.event_hook","eventId":"\(UUID().uuidString)",\
            "data":{"events":[\(events.joined(separator: ","))]}}
            """
    }

    private static func post(_ system: RollcallSystem, _ users: [String]) async -> Int {
        let answer = try? await Web.post(
            "\(system.hooks)/okta", delivery(users), [("Authorization", EverySystem.hookSecret)])
        return answer?.status ?? 0
    }

    @Test("is answered 503 while there is no room to store, and all goes on when there is")
    func full() async throws {
        var plan = EverySystem.plan()
        plan.workers["concurrency"] = "1"
        try await RollcallSystem.with(plan) { system in
            try system.write(
                String(decoding: try system.sandbox.googleServiceAccountKey(), as: UTF8.self), to: "google.json")
            // A file may not outgrow the limit, which a privileged hand lifts while the process runs.
            let serving = try await system.serve("--log-level", "critical", shell: "ulimit -S -f 900; exec \"$@\"")
            try await waitUntil(.seconds(60), "the hook") { await system.sandbox.isListenedTo(.okta) }
            let seen = try await Self.fill(system)
            #expect(seen.isSubset(of: [200, 503]) && seen.contains(503), "\(seen)")
            try await Shell.require("prlimit --pid \(serving.run.processIdentifier) --fsize=unlimited")
            let person = try #require(await system.staff(of: EverySystem.okta).first)
            try await waitUntil(.seconds(60), "room") { await Self.post(system, [person.id]) == 200 }
            try await system.sandbox.edit(person.id, [EverySystem.okta.department: "Room"])
            try await system.shows("Room", of: person, at: .jira)
        }
    }

    /// Names people whom nobody knows until nothing more is taken.
    private static func fill(_ system: RollcallSystem) async throws -> Set<Int> {
        var seen: Set<Int> = []
        try await waitUntil(.seconds(60), "the disk to be full") {
            let users = (0..<500).map { _ in "00u" + UUID().uuidString.replacing("-", with: "").prefix(17) }
            let statuses = await withTaskGroup(of: Int.self) { group in
                for start in stride(from: 0, to: users.count, by: 50) {
                    group.addTask { await post(system, Array(users[start..<start + 50])) }
                }
                return await group.reduce(into: Set<Int>()) { $0.insert($1) }
            }
            seen.formUnion(statuses)
            return statuses == [503]
        }
        return seen
    }
}
