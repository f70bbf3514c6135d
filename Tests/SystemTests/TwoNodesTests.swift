import Domain
import Foundation
import Sandbox
import TestSupport
import Testing

@Suite("Two processes on one store")
struct TwoNodesTests {
    @Test("share the work, never write one account at once, and sync everybody")
    func share() async throws {
        var plan = SystemPlan.pushed
        plan.sandbox.companySize = 120
        try await RollcallSystem.with(plan, weight: 2) { system in
            let first = try await system.serve()
            let path = system.folder.appending(path: "second.yaml")
            let text = try String(contentsOfFile: system.configurationPath, encoding: .utf8)
            try system.write(
                text.replacing("127.0.0.1:\(system.hooksPort)", with: "127.0.0.1:\(FreePort.take())"),
                to: "second.yaml")
            let run = try system.start(["serve", "--config", path.path, "--log-format", "json"])
            try await waitUntil(.seconds(60), "the second") { run.err.contains("rollcall: ready: ") }
            let second = try Serving(run)

            try await system.sandbox.setFault(Fault(.delay, at: .pages, seconds: 0.05))
            let flood = Flood(system, people: await system.staff())
            for round in 0..<2 {
                try await flood.round(seed: UInt64(round))
                // Commands beside them want the same users.
                let person = await system.staff()[round]
                #expect(try await system.command("sync", "user", "entra", person.id).status == 0)
            }
            try await waitUntil(.seconds(120), "everybody to be written") { await flood.isWritten() }
            try await system.settled()
            try await flood.expectWholeHistory()
            for node in [first, second] {
                #expect(node.log.contains { $0["outcome"]?.text == "written" })
                #expect(try await node.terminate().description == "exit 0")
            }
        }
    }
}
