import Domain
import Foundation
import Sandbox
import TestSupport
import Testing

@Suite("A Jira that fails")
struct TargetFaultTests {
    struct Trouble: Sendable {
        let fault: Fault
        let reason: String
    }
    static let troubles = [
        Trouble(fault: Fault(.refuseConnections, at: .jira), reason: "unreachable"),
        Trouble(fault: Fault(.status, at: .jira, status: 503), reason: "unreachable"),
        Trouble(fault: Fault(.status, at: .pages, status: 502), reason: "unreachable"),
        Trouble(fault: Fault(.throttle, at: .rest, retryAfter: 2), reason: "throttled"),
        Trouble(fault: Fault(.html, at: .rest), reason: ""),
        Trouble(fault: Fault(.loginPage, at: .jira), reason: ""),
    ]

    @Test(
        "as a whole pauses its lane alone, is told, and everything is written once it is back",
        arguments: troubles.indices)
    func lane(_ index: Int) async throws {
        let trouble = Self.troubles[index]
        try await RollcallSystem.with(.withSecondJira) { system in
            try await SecondJira.with(system) { second in
                let serving = try await system.serve()
                try await system.subscribed()
                let people = await system.staff()
                try await system.sandbox.edit(people[0].id, ["department": "Warm"])
                try await system.shows("Warm", of: people[0])
                try await system.shows("Warm", of: people[0], in: second)
                try await system.settled()

                try await system.sandbox.setFault(trouble.fault)
                for person in people[1...4] { try await system.sandbox.edit(person.id, ["department": "Through"]) }
                for person in people[1...4] { try await system.shows("Through", of: person, in: second) }
                let queue = try await system.queue("to pause and keep the four") {
                    !$0.paused.isEmpty && $0.waiting + $0.running == 4
                }
                #expect(queue.paused.map(\.name) == ["jira"] && queue.paused.first?.side == "target")
                if !trouble.reason.isEmpty { #expect(queue.paused.first?.reason == trouble.reason) }
                #expect(queue.deadLetters == 0, "\(queue)")
                let readiness = try await serving.readiness()
                #expect(readiness.status == 200 && readiness.body.contains("target jira"))
                for person in people[1...4] {
                    #expect(await system.sandbox.jiraProperties(of: person.jiraUsername)["Department"] == nil)
                }
                let metrics = try await serving.metrics().body
                #expect(
                    metrics.contains("rollcall_lane_paused{side=\"target\",name=\"jira\"} 1")
                        || metrics.contains("rollcall_lane_paused{name=\"jira\",side=\"target\"} 1"))

                try await system.sandbox.clearFaults()
                // A person who asks need not wait for the next probe.
                if trouble.reason.isEmpty { #expect(try await system.command("check", "--online").status == 0) }
                for person in people[1...4] { try await system.shows("Through", of: person) }
                try await system.settled()
                let after = try await system.queue()
                #expect(after.paused.isEmpty && after.deadLetters == 0)
                #expect(try await serving.readiness().body.contains("target jira") == false)
            }
        }
    }

    @Test("that hangs pauses after its timeout and loses nothing")
    func hang() async throws {
        try await RollcallSystem.with { system in
            let serving = try await system.serve()
            try await system.subscribed()
            let people = await system.staff()
            try await system.sandbox.setFault(Fault(.hang, at: .jira))
            for person in people.prefix(6) { try await system.sandbox.edit(person.id, ["department": "Hung"]) }
            try await system.queue("to pause") { !$0.paused.isEmpty }
            #expect(try await serving.readiness().status == 200)
            try await system.sandbox.clearFaults()
            for person in people.prefix(6) { try await system.shows("Hung", of: person, within: .seconds(90)) }
            #expect(try await system.queue().deadLetters == 0)
        }
    }

    @Test(
        "now and then answers 500, forgets sessions, WebSudo and tokens is written to all the same",
        arguments: [
            Fault(.status, at: .pages, requests: 3, status: 500), Fault(.status, at: .rest, requests: 3, status: 500),
            Fault(.expireSessions, at: .jira), Fault(.expireWebSudo, at: .jira), Fault(.expireXSRF, at: .jira),
            Fault(.loginPage, at: .pages, requests: 1), Fault(.cutOff, at: .rest, requests: 2),
            Fault(.huge, at: .rest, requests: 2), Fault(.redirect, at: .rest, requests: 2),
            Fault(.redirect, at: .pages, requests: 2), Fault(.html, at: .pages, requests: 2),
        ])
    func passing(_ fault: Fault) async throws {
        try await RollcallSystem.with { system in
            _ = try await system.serve()
            try await system.subscribed()
            let people = await system.staff()
            try await system.sandbox.edit(people[0].id, ["department": "Warm"])
            try await system.shows("Warm", of: people[0])
            for round in 0..<3 {
                try await system.sandbox.setFault(fault)
                for person in people.prefix(6) {
                    try await system.sandbox.edit(person.id, ["department": "Round \(round)"])
                }
                for person in people.prefix(6) { try await system.shows("Round \(round)", of: person) }
            }
            try await system.settled()
            #expect(try await system.queue().deadLetters == 0)
            let statistics = await system.sandbox.statistics()
            #expect(statistics.refusedSignIns == 0 && statistics.refusedWebSudos == 0)
            #expect(statistics.signIns <= 12 && statistics.webSudos <= 12)
        }
    }

    @Test(
        "asks for the password again in the middle of a pass, or forgets the session there, gets the rest as well",
        arguments: [Fault.Kind.expireWebSudo, .expireSessions, .expireXSRF])
    func inTheMiddle(_ kind: Fault.Kind) async throws {
        try await RollcallSystem.with(.pushed) { system in
            let serving = try await system.serve()
            try await system.sandbox.setFault(Fault(.delay, at: .pages, seconds: 0.15))
            let person = try #require(await system.staff().first)
            #expect(await system.push([person.id]) == 200)
            try await waitUntil(.seconds(60), "the first write") {
                await system.sandbox.statistics().writesPerUser[person.jiraUsername, default: 0] == 1
            }
            try await system.sandbox.setFault(Fault(kind, at: .jira))
            try await serving.synced(person.id, as: "written")
            let properties = await system.sandbox.jiraProperties(of: person.jiraUsername)
            #expect(properties["Department"] == person.text("department"))
            #expect(properties["Position"] == person.text("jobTitle"))
            #expect(properties["Phone"] != nil)
            #expect(await system.sandbox.statistics().writesPerUser[person.jiraUsername] == 3)
            #expect(try await system.history(of: person).count == 3)
        }
    }
}
