import Foundation
import TestSupport
import Testing

@Suite("The sandbox alone")
struct SandboxCommandTests {
    @Test("writes a configuration that passes every check against it, and ends on SIGTERM")
    func configuration() async throws {
        try await RollcallSystem.with { system in
            let folder = system.folder.appending(path: "sandbox").path
            let ports = ["graph", "okta", "google", "jira", "confluence", "control"].flatMap { ["--\($0)-port", "0"] }
            let sandbox = try system.start(["sandbox", "--folder", folder, "--hooks-port", "0"] + ports)
            try await waitUntil(.seconds(60), "the sandbox: \(sandbox.err)") { sandbox.out.contains("serve --config") }
            let path = "\(folder)/rollcall.yaml"
            #expect(sandbox.out.contains(try String(contentsOfFile: path, encoding: .utf8)))
            let check = try system.start(["check", "--online", "--config", path])
            #expect(try await check.end().description == "exit 0", "\(check.out)\(check.err)")
            for part in ["entra", "okta", "google", "jira", "confluence"] { #expect(check.out.contains(part)) }
            sandbox.signal(SIGTERM)
            #expect(try await sandbox.end().description == "exit 0")
        }
    }
}
