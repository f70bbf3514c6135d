import Foundation
import Sandbox
import TestSupport
import Testing

/// The built program against the sandbox.
@Suite("sync all, as it is typed")
struct SyncAllTests {
    private func pipeline(_ ending: RunStand.Ending) throws -> [String: Any] {
        let pipelines = try ending.json()["pipelines"] as? [[String: Any]]
        return try #require(pipelines?.first)
    }

    /// The lines of a report without its head.
    private func values(_ stand: RunStand, _ file: String) throws -> [String] {
        try String(contentsOf: stand.folder.appending(path: file), encoding: .utf8)
            .split(separator: "\r\n").dropFirst().map(String.init)
    }

    @Test("simulates without a write, writes exactly what it said, and then nothing more")
    func roundTrip() async throws {
        try await RunStand.with { stand in
            let plan = stand.folder.appending(path: "plan.csv").path
            let simulated = try await stand.run("sync", "all", "--simulate", "--report", plan, "--format", "json")
            #expect(simulated.code == 0)
            #expect(try simulated.json()["kind"] as? String == "simulate")
            #expect(await stand.writes() == 0)
            let run = stand.folder.appending(path: "run.csv").path
            let live = try await stand.run("sync", "all", "--report", run, "--format", "json")
            #expect(live.code == 0)
            #expect(try live.json()["status"] as? String == "done")
            let row = try pipeline(live)
            let count = { (key: String) in row[key] as? Int ?? -1 }
            #expect(count("written") > 40)
            let outcomes = ["written", "unchanged", "noMatch", "ambiguous", "outOfScope", "gone", "held", "failed"]
            #expect(count("users") == outcomes.map(count).reduce(0, +))
            let written = await stand.writes()
            #expect((row["values"] as? [String: Int])?["set"] == written)
            #expect(try values(stand, "plan.csv") == values(stand, "run.csv"))
            #expect(try values(stand, "run.csv").count { $0.contains("\"written\"") } == written)
            let again = try await stand.run("sync", "all", "--depth", "light", "--format", "json")
            #expect(try pipeline(again)["written"] as? Int == 0)
            #expect(await stand.writes() == written)
            let listed = try await stand.run("runs", "list", "--format", "json").list()
            #expect(listed.map { $0["kind"] as? String } == ["reconcile", "reconcile", "simulate"])
        }
    }

    @Test("is held with exit code 4 when half the departments are suddenly empty, until a person approves")
    func held() async throws {
        try await RunStand.with { stand in
            _ = try await stand.run("sync", "all")
            let written = await stand.writes()
            for person in await stand.sandbox.people().prefix(30) {
                try await stand.sandbox.edit(person.id, ["department": nil])
            }
            let html = stand.folder.appending(path: "held.html").path
            let held = try await stand.run("sync", "all", "--report", html, "--format", "json")
            #expect(held.code == 4)
            let result = try held.json()
            #expect(result["status"] as? String == "held")
            #expect((result["reason"] as? String)?.contains("maxClearedValues") == true)
            #expect(await stand.writes() == written)
            #expect(try String(contentsOfFile: html, encoding: .utf8).contains("<!DOCTYPE html>"))
            let id = try #require(result["run"] as? String)
            let again = try await stand.run("sync", "all", "--format", "json")
            #expect(again.code == 4)
            #expect(try again.json()["run"] as? String == id)
            let shown = try await stand.run("runs", "show", id, "--format", "json")
            #expect(try shown.json()["status"] as? String == "held")
            let approved = try await stand.run("runs", "approve", id, "--format", "json")
            #expect(approved.code == 0)
            let cleared = (try pipeline(approved)["values"] as? [String: Int])?["cleared"] ?? 0
            #expect(cleared > 0)
            #expect(await stand.writes() == written + cleared)
            let refused = try await stand.run("runs", "approve", id)
            #expect(refused.code == 1)
        }
    }

    @Test("fails with exit code 1 when a page cannot be read, and clears nothing")
    func brokenPage() async throws {
        try await RunStand.with(people: 1200) { stand in
            try await stand.sandbox.setFault(Fault(.cutOff, at: .users, matching: "skiptoken"))
            let failed = try await stand.run("sync", "all", "--format", "json")
            #expect(failed.code == 1)
            #expect(try failed.json()["status"] as? String == "failed")
            #expect(try pipeline(failed)["written"] as? Int == 0)
            #expect(await stand.writes() == 0)
        }
    }

    @Test("is cancelled by Ctrl-C: status cancelled, exit code 1, and the queue is empty")
    func interrupted() async throws {
        try await RunStand.with { stand in
            try await stand.sandbox.setFault(Fault(.delay, at: .jira, seconds: 0.3))
            let program = try stand.start(["sync", "all", "--format", "json"])
            try await waitUntil { try program.said("rollcall: run ") }
            program.process.interrupt()
            let ending = try await program.ending()
            #expect(ending.code == 1)
            #expect(try ending.json()["status"] as? String == "cancelled")
            let queue = try await stand.run("queue", "status", "--format", "json").json()
            #expect(queue["waiting"] as? Int == 0)
            #expect(queue["running"] as? Int == 0)
        }
    }

    @Test("is carried on by serve when its process is killed while it writes, and no value is written twice")
    func killed() async throws {
        try await RunStand.with { stand in
            try await stand.sandbox.setFault(Fault(.delay, at: .companion, seconds: 0.2))
            let program = try stand.start(["sync", "all"])
            try await waitUntil(.seconds(40), "a few writes") { await stand.writes() >= 5 }
            kill(program.process.processIdentifier, SIGKILL)
            _ = try await program.ending()
            try await stand.sandbox.clearFaults()
            let run = try #require(try await stand.run("runs", "list", "--format", "json").list().first)
            #expect(run["status"] as? String == "running")
            let id = try #require(run["run"] as? String)
            let serve = try stand.start(["serve"])
            try await waitUntil(.seconds(90), "the run to be carried on") {
                try await stand.run("runs", "show", id, "--format", "json").json()["status"] as? String == "done"
            }
            let result = try pipeline(try await stand.run("runs", "show", id, "--format", "json"))
            serve.process.terminate()
            #expect(try await serve.ending().code == 0)
            let statistics = await stand.sandbox.statistics()
            #expect(statistics.writesPerUser.values.allSatisfy { $0 == 1 })
            #expect((result["values"] as? [String: Int])?["set"] == statistics.writesPerUser.count)
            #expect(result["failed"] as? Int == 0)
        }
    }

    @Test("tells of failed users by exit code 3, and of wrong usage by 2")
    func exitCodes() async throws {
        try await RunStand.with { stand in
            try await stand.sandbox.setFault(Fault(.cutOff, at: .companion, requests: 1))
            let partly = try await stand.run("sync", "all", "--simulate", "--format", "json")
            #expect(partly.code == 3)
            #expect(try pipeline(partly)["failed"] as? Int == 1)
            for wrong in [
                ["sync", "all", "--pipeline", "nobody"], ["sync", "all", "--depth", "shallow"],
                ["sync", "all", "--report", "report.xlsx"], ["runs", "show", "nobody"],
            ] {
                let ending = try await stand.start(wrong).ending()
                #expect(ending.code == 2, "\(wrong)")
                #expect(ending.output.isEmpty)
            }
        }
    }

    @Test("forgets a user by login")
    func forgets() async throws {
        try await RunStand.with { stand in
            _ = try await stand.run("sync", "all")
            let person = try #require(await stand.sandbox.people().first { $0.text("department") != nil })
            #expect(try await stand.run("history", "entra", person.id, "--format", "json").list().count == 1)
            let forgotten = try await stand.run("forget", "entra", person.userPrincipalName, "--format", "json")
            #expect(forgotten.code == 0)
            #expect(try forgotten.json()["id"] as? String == person.id)
            #expect(try await stand.run("history", "entra", person.id, "--format", "json").list().isEmpty)
        }
    }

    @Test("is made once, and then serve reconciles by itself, and counts what no notification announced")
    func serve() async throws {
        try await RunStand.with(reconciliation: "{ every: 1s }") { stand in
            _ = try await stand.run("sync", "all")
            let person = try #require(await stand.sandbox.people().first { $0.text("department") != nil })
            try await stand.sandbox.edit(person.id, ["department": "Unannounced"])
            let program = try stand.start(["serve"])
            let login = person.jiraUsername
            try await waitUntil(.seconds(40)) { await stand.properties(login)["Department"] == "Unannounced" }
            let metrics = try await stand.console(of: program).appending(path: "metrics")
            try await waitUntil(.seconds(20)) {
                let text = try await RunStand.text(at: metrics)
                return text.contains("rollcall_missed_notifications_total{connector=\"entra\"} 1")
                    && text.contains("rollcall_reconciliation_last_success_timestamp_seconds{pipeline=\"entra-jira\"} ")
            }
            program.process.terminate()
            let ending = try await program.ending()
            #expect(ending.code == 0)
            let runs = try await stand.run("runs", "list", "--format", "json").list()
            #expect((runs.first?["cause"] as? [String: String])?["kind"] == "reconciliation")
        }
    }
}
