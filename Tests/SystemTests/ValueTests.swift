import Domain
import Foundation
import Sandbox
import TestSupport
import Testing

@Suite("Values")
struct ValueTests {
    static let odd = [
        "R&D \"Labs\" <b>bold</b> 'quoted'", "Größe – naïve · 東京 · العربية", "👩🏽‍🚀🚀 crew &amp; co",
        "a + b = c; 100 % %41 ü",
        "</td></tr><script>alert(1)</script>", "${jndi:ldap://x} {{department}} \\\\ back\\slash", "=HYPERLINK(\"x\")",
        "e\u{301} stays decomposed", "two  blanks inside", String(repeating: "ü", count: 250),
        String(repeating: "🚀", count: 125), "\u{202E}reversed", "0", "null",
    ]

    @Test("arrive as they are, whatever marks stand in them", arguments: SystemPlan.Method.allCases)
    func marks(_ method: SystemPlan.Method) async throws {
        var plan = SystemPlan.pushed
        plan.method = method
        try await RollcallSystem.with(plan) { system in
            let serving = try await system.serve()
            let people = await system.staff()
            for (person, value) in zip(people, Self.odd) {
                try await system.sandbox.edit(person.id, ["department": value])
            }
            #expect(await system.push(people.prefix(Self.odd.count).map(\.id)) == 200)
            for (person, value) in zip(people, Self.odd) {
                try await system.shows(value, of: person)
                try await serving.synced(person.id, as: "written")
            }
            // Read back as equal, too: nothing is written a second time.
            let writes = await system.sandbox.statistics().writesPerUser
            for person in people.prefix(Self.odd.count) {
                let result = try await system.command("sync", "user", "entra", person.id)
                #expect(try result.decoded(as: SyncShape.self).pipelines.first?.outcome == "unchanged")
            }
            #expect(await system.sandbox.statistics().writesPerUser == writes)
            let history = try await system.history(of: people[2])
            #expect(history.contains { $0.new == Self.odd[2] })
            for value in Self.odd where value.count > 4 { #expect(!serving.run.err.contains(value)) }
        }
    }

    @Test("that Jira cannot hold are that attribute's error alone", arguments: SystemPlan.Method.allCases)
    func tooLong(_ method: SystemPlan.Method) async throws {
        var plan = SystemPlan.pushed
        plan.method = method
        try await RollcallSystem.with(plan) { system in
            let serving = try await system.serve()
            let people = await system.staff().prefix(3)
            let long = ["\(String(repeating: "y", count: 251))", String(repeating: "🚀", count: 126)]
            for (person, value) in zip(people, long) {
                try await system.sandbox.edit(person.id, ["department": value, "jobTitle": "Fits"])
            }
            #expect(await system.push(people.map(\.id)) == 200)
            for person in people.prefix(2) {
                try await system.shows("Fits", as: "Position", of: person)
                let line = try await serving.synced(person.id, as: "written")
                #expect(line["error.Department"]?.text?.isEmpty == false)
                #expect(await system.sandbox.jiraProperties(of: person.jiraUsername)["Department"] == nil)
            }
            #expect(try await system.queue().deadLetters == 0)
        }
    }

    @Test("with line breaks are stable: written once, then equal", arguments: SystemPlan.Method.allCases)
    func lines(_ method: SystemPlan.Method) async throws {
        var plan = SystemPlan.pushed
        plan.method = method
        try await RollcallSystem.with(plan) { system in
            let person = try #require(await system.staff().first)
            for value in ["one\ntwo", "one\r\ntwo", " blanks around ", "tab\there"] {
                try await system.sandbox.edit(person.id, ["department": value])
                let first = try await system.command("sync", "user", "entra", person.id)
                let shape: SyncShape = try first.decoded()
                let shown = await system.sandbox.jiraProperties(of: person.jiraUsername)["Department"]
                if shape["Department"]?.action == "error" { continue }
                #expect(shown == shape["Department"]?.wanted)
                let again = try await system.command("sync", "user", "entra", person.id)
                let words = "\(value.debugDescription): \(again.out)"
                #expect(try again.decoded(as: SyncShape.self).pipelines.first?.outcome == "unchanged", "\(words)")
            }
        }
    }

    @Test("that the IdP has no more are cleared where the mapping says so, and kept elsewhere")
    func clearing() async throws {
        var plan = SystemPlan.pushed
        plan.mappings = [
            "{ property: Department, from: department, whenEmpty: clear }", "{ property: Position, from: jobTitle }",
            "{ property: City, from: city, whenEmpty: { default: Nowhere } }",
        ]
        try await RollcallSystem.with(plan) { system in
            _ = try await system.serve()
            let person = try #require(await system.staff().first)
            #expect(await system.push([person.id]) == 200)
            try await system.shows(person.text("department"), of: person)
            try await system.sandbox.edit(person.id, ["department": nil, "jobTitle": nil, "city": nil])
            #expect(await system.push([person.id]) == 200)
            try await system.shows(nil, of: person)
            try await system.shows("Nowhere", as: "City", of: person)
            try await system.shows(person.text("jobTitle"), as: "Position", of: person)
            let newest = try await system.history(of: person).first { $0.attribute == "Department" }
            #expect(newest?.new == nil && newest?.old == person.text("department"))
        }
    }
}
