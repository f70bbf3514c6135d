import Domain
import Foundation
import Sandbox
import TestSupport
import Testing

@Suite("A target in trouble")
struct FairnessTests {
    struct Trouble: Sendable {
        let target: SandboxSystem
        let fault: Fault
        var other: SandboxSystem { target == .jira ? .confluence : .jira }
    }
    static let troubles = [
        Trouble(target: .confluence, fault: Fault(.refuseConnections, at: .confluence)),
        Trouble(target: .confluence, fault: Fault(.hang, at: .confluence, seconds: 3)),
        Trouble(target: .confluence, fault: Fault(.throttle, at: .confluence, retryAfter: 30)),
        Trouble(target: .jira, fault: Fault(.refuseConnections, at: .jira)),
        Trouble(target: .jira, fault: Fault(.hang, at: .jira, seconds: 3)),
        Trouble(target: .jira, fault: Fault(.throttle, at: .jira, retryAfter: 30)),
    ]

    @Test(
        "holds up nobody else's syncs, whoever is edited, and gets its own when it is back", arguments: troubles.indices
    )
    func others(_ index: Int) async throws {
        let trouble = Self.troubles[index]
        try await EverySystem.with { system, _ in
            var people: [(EverySystem.Source, Person)] = []
            for source in EverySystem.sources {
                for person in await system.staff(of: source).prefix(4) { people.append((source, person)) }
            }
            try await system.sandbox.setFault(trouble.fault)
            for (source, person) in people { try await system.sandbox.edit(person.id, [source.department: "On"]) }
            for (_, person) in people { try await system.shows("On", of: person, at: trouble.other) }
            for (_, person) in people {
                #expect(await system.department(of: person, at: trouble.target) == nil)
            }
            let queue = try await system.queue()
            #expect(queue.deadLetters == 0)

            // A probe, or a person who asks, finds that it answers again.
            try await system.sandbox.clearFaults()
            for (_, person) in people {
                try await system.shows("On", of: person, at: trouble.target, within: .seconds(90))
            }
            #expect(try await system.queue().deadLetters == 0)
        }
    }

    @Test("is the same for a provider that is down: the others' people go on arriving", arguments: EverySystem.sources)
    func provider(_ down: EverySystem.Source) async throws {
        let parts: [SandboxSystem: Fault.Part] = [.graph: .graph, .okta: .okta, .google: .google]
        try await EverySystem.with { system, _ in
            try await system.sandbox.setFault(Fault(.status, at: parts[down.system] ?? .graph, status: 503))
            for source in EverySystem.sources {
                let person = try #require(await system.staff(of: source).first)
                try await system.sandbox.edit(person.id, [source.department: "Up"])
            }
            for source in EverySystem.sources where source.name != down.name {
                let person = try #require(await system.staff(of: source).first)
                for target in SandboxSystem.targets { try await system.shows("Up", of: person, at: target) }
            }
            let waiting = try #require(await system.staff(of: down).first)
            #expect(await system.department(of: waiting, at: .jira) == nil)
            try await system.sandbox.clearFaults()
            for target in SandboxSystem.targets {
                try await system.shows("Up", of: waiting, at: target, within: .seconds(90))
            }
            #expect(try await system.queue().deadLetters == 0)
        }
    }
}
