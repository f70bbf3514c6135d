import Domain
import Foundation
import GRDB
import Sandbox
import TestSupport
import Testing

@Suite("The command line")
struct UsageTests {
    @Test(
        "answers wrong usage with 2, words on stderr and no JSON",
        arguments: [
            ["nonsense"], ["sync"], ["sync", "user"], ["sync", "user", "entra"], ["serve", "--nonsense"],
            ["dead-letters", "retry"], ["dead-letters", "retry", "1", "--all"], ["dead-letters", "retry", "x"],
            ["history", "entra"], ["queue", "status", "--format", "xml"], ["version", "--format", "xml"],
            ["check", "surplus"], ["sandbox", "--people", "1"],
        ])
    func usage(_ arguments: [String]) async throws {
        try await RollcallSystem.with(.pushed) { system in
            let run = try system.start(arguments + (arguments.contains("--format") ? [] : ["--format", "json"]))
            #expect(try await run.end().description == "exit 2")
            #expect(run.out.isEmpty && !run.err.isEmpty && !run.err.contains("{\""))
        }
    }

    @Test("answers --help on stdout with 0")
    func help() async throws {
        try await RollcallSystem.with(.pushed) { system in
            for arguments in [["--help"], ["help"], ["sync", "user", "--help"], []] {
                let run = try system.start(arguments)
                #expect(try await run.end().description == "exit 0", "\(arguments)")
                #expect(run.out.contains("USAGE"))
            }
        }
    }

    @Test("tells versions")
    func version() async throws {
        try await RollcallSystem.with(.pushed) { system in
            let run = try system.start(["version", "--format", "json"])
            #expect(try await run.end().description == "exit 0")
            let json = try AttributeValue(json: Data(run.out.utf8))
            for part in ["rollcall", "swift", "openssl", "sqlite"] {
                #expect(json[part]?.text?.contains(/[0-9]/) == true, "\(part)")
            }
        }
    }

    @Test("tells an empty queue")
    func emptyQueue() async throws {
        try await RollcallSystem.with(.pushed) { system in
            let json = try await system.command("queue", "status").json()
            for key in ["waiting", "running", "deadLetters", "oldestWaitingSeconds"] {
                #expect(json[key] == .number("0"), "\(key)")
            }
            for key in ["waiting", "running", "deadLetters"] {
                #expect(json["connectors"]?["entra"]?[key] == .number("0"), "\(key)")
            }
            #expect(try await system.command("history", "entra", UUID().uuidString).json() == .list([]))
            let table = try await system.command("queue", "status", format: nil)
            #expect(table.status == 0 && table.out.contains("entra"))
        }
    }

    @Test("refuses a store that a newer version wrote, in words")
    func newerStore() async throws {
        try await RollcallSystem.with(.pushed) { system in
            #expect(try await system.command("queue", "status").status == 0)
            let file = system.folder.appending(path: "rollcall.db")
            let database = try DatabaseQueue(path: file.path)
            try await database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA user_version = 9999") }
            try database.close()
            let result = try await system.command("queue", "status")
            #expect(result.status == 1 && result.err.contains("newer"), "\(result.out) \(result.err)")
            let run = try system.start(["serve", "--config", system.configurationPath])
            #expect(try await run.end().description == "exit 1")
            #expect(run.err.contains("newer"))
        }
    }
}
