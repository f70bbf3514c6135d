import Domain
import Foundation
import Sandbox
import TestSupport
import Testing

@Suite("The configuration")
struct CheckTests {
    /// A file with a fault in each part of it.
    private static func broken(_ system: RollcallSystem) throws {
        let path = system.folder.appending(path: "rollcall.yaml")
        let good = try String(contentsOf: path, encoding: .utf8)
        let bad = good.replacing("  concurrency: 4", with: "  concurency: 4")
            .replacing("    clientSecret: { file: entra-secret }", with: "    clientSecret: \"literal-secret-9911\"")
            .replacing("    target: jira", with: "    target: jara")
            .replacing("  settle: 200ms", with: "  settle: soon")
            .replacing("    password: { file: jira-password }", with: "    password: { file: missing-file }")
        #expect(bad != good)
        try Data(bad.utf8).write(to: path)
    }

    @Test("with faults is told whole, by file and line, and starts nothing")
    func faults() async throws {
        try await RollcallSystem.with(.pushed) { system in
            try Self.broken(system)
            let result = try await system.command("check")
            #expect(result.status == 2)
            let lines = result.err.split(separator: "\n")
            #expect(lines.count { !$0.contains(": warning: ") } == 5)
            for line in lines {
                #expect(line.wholeMatch(of: /.*rollcall\.yaml:[0-9]+: .+/) != nil, "\(line)")
            }
            #expect(result.err.contains("concurrency") && result.err.contains("jara"))
            #expect(!result.err.contains("literal-secret-9911") && !result.out.contains("literal-secret-9911"))
            let json = try result.json()
            #expect(json["ok"] == .flag(false) && json["probes"] == .list([]))
            guard case .list(let problems)? = json["problems"] else {
                Issue.record("no list of problems")
                return
            }
            #expect(problems.count == lines.count)
            for problem in problems {
                guard case .object(let members) = problem else { continue }
                #expect(Set(members.keys).isSuperset(of: ["severity", "file", "line", "key", "message", "remedy"]))
            }

            let run = try system.start(["serve", "--config", system.configurationPath])
            #expect(try await run.end().description == "exit 2")
            #expect(run.err == result.err)
            #expect(!run.err.contains("ready"))
            #expect(await system.push(["x"]) == 0)
            #expect(!FileManager.default.fileExists(atPath: system.folder.appending(path: "rollcall.db").path))

            let sync = try await system.command("sync", "user", "entra", "x")
            #expect(sync.status == 2 && sync.out.isEmpty)
        }
    }

    @Test("that is missing or no YAML ends with 2", arguments: ["missing", "yaml", "list"])
    func unreadable(_ kind: String) async throws {
        try await RollcallSystem.with(.pushed) { system in
            let path = system.folder.appending(path: "rollcall.yaml")
            switch kind {
            case "missing": try FileManager.default.removeItem(at: path)
            case "yaml": try Data("hooks: [\n  - {".utf8).write(to: path)
            default: try Data("- a\n- b\n".utf8).write(to: path)
            }
            let result = try await system.command("check")
            #expect(result.status == 2)
            #expect(result.err.contains("rollcall.yaml"))
        }
    }

    @Test("that is right is proved online", arguments: SystemPlan.Method.allCases)
    func online(_ method: SystemPlan.Method) async throws {
        var plan = SystemPlan.pushed
        plan.method = method
        try await RollcallSystem.with(plan) { system in
            #expect(try await system.command("check").status == 0)
            let result = try await system.command("check", "--online")
            #expect(result.status == 0, "\(result.out) \(result.err)")
            let json = try result.json()
            #expect(json["ok"] == .flag(true))
            guard case .list(let probes)? = json["probes"], case .object(let first)? = probes.first else {
                Issue.record("no probes")
                return
            }
            #expect(Set(first.keys).isSuperset(of: ["part", "ok", "message", "remedy"]))
            #expect(probes.allSatisfy { $0["ok"] == .flag(true) })
            let table = try await system.command("check", "--online", format: nil)
            #expect(table.status == 0 && table.out.contains("entra") && table.out.contains("jira"))
        }
    }

    @Test(
        "with wrong credentials or attributes fails online, naming part and remedy",
        arguments: ["entra-secret", "jira-password", "attribute", "jira-down", "no-companion"])
    func offline(_ fault: String) async throws {
        var plan = SystemPlan.pushed
        if fault == "attribute" { plan.mappings.append("{ property: Typo, from: departmnt }") }
        if fault == "no-companion" {
            plan.method = .companion
            plan.sandbox.companionInstalled = false
        }
        try await RollcallSystem.with(plan) { system in
            switch fault {
            case "entra-secret", "jira-password": try system.write("wrong-secret-5512", to: fault)
            case "jira-down": try await system.sandbox.setFault(Fault(.refuseConnections, at: .jira))
            default: break
            }
            let result = try await system.command("check", "--online")
            #expect(result.status == 1, "\(result.out)")
            let json = try result.json()
            #expect(json["ok"] == .flag(false))
            guard case .list(let probes)? = json["probes"] else { return }
            let failed = probes.filter { $0["ok"] == .flag(false) }
            #expect(!failed.isEmpty)
            let part = fault == "entra-secret" || fault == "attribute" ? "entra" : "jira"
            for probe in failed {
                #expect(probe["part"]?.text?.contains(part) == true, "\(probe)")
                #expect(probe["message"]?.text?.isEmpty == false && probe["remedy"]?.text?.isEmpty == false, "\(probe)")
            }
            if fault == "attribute" { #expect(result.out.contains("departmnt")) }
            #expect(!(result.out + result.err).contains("wrong-secret-5512"))
            if fault == "jira-password" { #expect(await system.sandbox.statistics().refusedSignIns <= 2) }
        }
    }
}
