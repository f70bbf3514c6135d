import Foundation
import FoundationNetworking
import Logging
import Sandbox
import TestSupport

/// The built program with a configuration of its own, against a sandbox.
struct RunStand: Sendable {
    /// How a command ended.
    struct Ending: Sendable {
        let code: Int32
        let output: String
        let errors: String

        /// The result that was printed as JSON.
        func json() throws -> [String: Any] {
            guard let object = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any] else {
                throw NoResult(description: "no JSON object: \(output) \(errors)")
            }
            return object
        }

        func list() throws -> [[String: Any]] {
            guard let list = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [[String: Any]] else {
                throw NoResult(description: "no JSON list: \(output) \(errors)")
            }
            return list
        }
    }

    struct NoResult: Error, CustomStringConvertible { let description: String }

    let folder: URL
    let sandbox: RunningSandbox

    /// Runs `body` with a company of so many people.
    static func with(
        people: Int = 60, mapping: String = "{ property: Department, from: department, whenEmpty: clear }",
        reconciliation: String = "{ every: 6h }", _ body: (RunStand) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "rollcall-runs-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var configuration = SandboxConfiguration()
        configuration.companySize = people
        try await SandboxService.withSandbox(
            configuration, logger: Logger(label: "sandbox") { _ in SwiftLogNoOpLogHandler() }
        ) {
            sandbox in
            let stand = RunStand(folder: folder, sandbox: sandbox)
            try stand.configure(mapping: mapping, reconciliation: reconciliation)
            try await body(stand)
        }
    }

    private func configure(mapping: String, reconciliation: String) throws {
        let secrets = [
            "entra-secret": sandbox.configuration.clientSecret, "client-state": "state-6f1c2b",
            "jira-token": sandbox.configuration.jiraToken,
        ]
        for (name, secret) in secrets { try Data(secret.utf8).write(to: folder.appending(path: name)) }
        let text = """
            hooks: { listen: "127.0.0.1:0", publicURL: "http://127.0.0.1" }
            console: { listen: "127.0.0.1:0", metrics: open }
            store: { url: "sqlite:rollcall.db" }
            reconciliation: \(reconciliation)
            connectors:
              entra:
                type: entra
                tenantID: \(sandbox.configuration.tenantID)
                clientID: \(sandbox.configuration.clientID)
                clientSecret: { file: entra-secret }
                clientState: { file: client-state }
                graphURL: \(sandbox.graphURL.absoluteString)
                authorityURL: \(sandbox.authorityURL.absoluteString)
                subscriptions: { manage: false }
                requestsPerSecond: 1000
            targets:
              jira:
                type: jira
                baseURL: \(sandbox.jiraURL.absoluteString)
                method: companion
                token: { file: jira-token }
                requestsPerSecond: 1000
            pipelines:
              - name: entra-jira
                connector: entra
                target: jira
                match: { source: userPrincipalName, transforms: [{ before: "@" }], target: username }
                mappings:
                  - \(mapping)
            """
        try Data(text.utf8).write(to: folder.appending(path: "rollcall.yaml"))
    }

    func run(_ arguments: String...) async throws -> Ending { try await start(arguments).ending() }

    /// Starts the program; what it prints goes to files, so that it is never held up.
    func start(_ arguments: [String]) throws -> RunningProgram {
        let name = UUID().uuidString
        let (output, errors) = (folder.appending(path: name + ".out"), folder.appending(path: name + ".err"))
        for file in [output, errors] { _ = FileManager.default.createFile(atPath: file.path, contents: nil) }
        let process = Process()
        process.executableURL = Self.program
        process.arguments = arguments + ["--config", folder.appending(path: "rollcall.yaml").path]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        return RunningProgram(process: process, output: output, errors: errors)
    }

    /// Where the console of a `serve` listens, as its line of readiness says.
    func console(of program: RunningProgram) async throws -> URL {
        try await waitUntil(.seconds(20), "serve to be ready") { try program.said("console on ") }
        let said = try String(contentsOf: program.errors, encoding: .utf8)
        guard let address = said.split(separator: "console on ").last?.prefix(while: { !$0.isWhitespace }),
            let url = URL(string: "http://\(address)")
        else { throw NoResult(description: said) }
        return url
    }

    static func text(at url: URL) async throws -> String {
        let (data, _) = try await URLSession.shared.data(from: url)
        return String(decoding: data, as: UTF8.self)
    }

    /// Beside the tests.
    private static var program: URL {
        URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "rollcall")
    }

    /// Values set, changed and deleted in Jira.
    func writes() async -> Int { await sandbox.statistics().writesPerUser.values.reduce(0, +) }

    func properties(_ login: String) async -> [String: String] { await sandbox.jiraProperties(of: login) }
}

/// A program under way.
struct RunningProgram {
    let process: Process
    let output: URL
    let errors: URL

    /// Waits for it to end.
    func ending() async throws -> RunStand.Ending {
        do {
            try await waitUntil(.seconds(60), "the program to end") { !process.isRunning }
        } catch {
            process.terminate()
            throw error
        }
        return RunStand.Ending(
            code: process.terminationStatus, output: try String(contentsOf: output, encoding: .utf8),
            errors: try String(contentsOf: errors, encoding: .utf8))
    }

    func said(_ words: String) throws -> Bool { try String(contentsOf: errors, encoding: .utf8).contains(words) }
}
