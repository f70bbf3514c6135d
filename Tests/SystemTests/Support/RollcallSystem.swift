import AsyncHTTPClient
import Domain
import Foundation
import Logging
import Sandbox
import Synchronization
import TestSupport
import Testing

/// A folder with a configuration and secrets, the sandbox that it names, and the processes of `rollcall` on it.
final class RollcallSystem: Sendable {
    let plan: SystemPlan
    let sandbox: RunningSandbox
    let folder: URL
    let hooksPort = FreePort.take()
    private let program: URL
    private let runs = Mutex<[ProgramRun]>([])

    var configurationPath: String { folder.appending(path: "rollcall.yaml").path }
    var hooks: String { "http://127.0.0.1:\(hooksPort)/hooks" }

    private init(_ plan: SystemPlan, _ sandbox: RunningSandbox) throws {
        self.plan = plan
        self.sandbox = sandbox
        program = try BuiltProgram.url()
        folder = FileManager.default.temporaryDirectory.appending(path: "rollcall-system-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        for (name, secret) in plan.allSecrets { try write(secret, to: name) }
        try write(
            plan.text(
                hooksPort: hooksPort, graph: sandbox.graphURL, authority: sandbox.authorityURL,
                jira: sandbox.jiraURL), to: "rollcall.yaml")
    }

    /// Runs `body` with a system of its own; whatever happens, no process and no file outlives it.
    ///
    /// At the end no secret may stand in anything that was printed, and the imitations must not have seen what no
    /// careful client does.
    ///
    /// - Parameter weight: of four; the rest is for systems that run at the same time.
    static func with(
        _ plan: SystemPlan = SystemPlan(), weight: Int = 1, violationsAllowed: Bool = false,
        _ body: @Sendable (RollcallSystem) async throws -> Void
    ) async throws {
        try await Turns.shared.take(weight) {
            var quiet = Logger(label: "sandbox")
            quiet.logLevel = .critical
            try await SandboxService.withSandbox(plan.sandbox, logger: quiet) { sandbox in
                let system = try RollcallSystem(plan, sandbox)
                let result: Result<Void, any Error>
                do { result = .success(try await body(system)) } catch { result = .failure(error) }
                await system.stop()
                if case .failure = result { system.tellWhatWasPrinted() }
                system.expectNoSecrets()
                if !violationsAllowed {
                    #expect(await sandbox.statistics().violations.isEmpty)
                }
                try? FileManager.default.removeItem(at: system.folder)
                try result.get()
            }
        }
    }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: folder.appending(path: name), options: .atomic)
    }

    /// Starts the program with exactly these arguments.
    ///
    /// - Parameter shell: A line of bash that ends in `exec "$@"`, for limits on the process.
    func start(
        _ arguments: [String], environment: [String: String] = [:], shell: String? = nil
    ) throws -> ProgramRun {
        guard let shell else { return try launch(program, arguments, environment) }
        return try launch(URL(filePath: "/bin/bash"), ["-c", shell, "bash", program.path] + arguments, environment)
    }

    /// Starts a line of bash.
    func bash(_ line: String) throws -> ProgramRun { try launch(URL(filePath: "/bin/bash"), ["-c", line], [:]) }

    private func launch(
        _ executable: URL, _ arguments: [String], _ environment: [String: String]
    ) throws -> ProgramRun {
        let all = ["PATH": "/usr/bin:/bin", "HOME": folder.path, "TMPDIR": folder.path].merging(environment) { $1 }
        return try runs.withLock { runs in
            let run = try ProgramRun(
                executable, arguments, environment: all, folder: folder, name: "run\(runs.count)")
            runs.append(run)
            return run
        }
    }

    /// Runs a command to its end, with this configuration.
    ///
    /// - Parameter format: nil: as it prints when nothing is said.
    func command(
        _ arguments: String..., format: String? = "json", environment: [String: String] = [:]
    ) async throws -> CommandResult {
        try await run(arguments, format: format, environment: environment)
    }

    func run(
        _ arguments: [String], format: String? = "json", environment: [String: String] = [:]
    ) async throws -> CommandResult {
        let format = format.map { ["--format", $0] } ?? []
        let run = try start(arguments + ["--config", configurationPath] + format, environment: environment)
        let ending = try await run.end()
        return CommandResult(ending: ending, out: run.out, err: run.err)
    }

    /// Starts `serve` and awaits that it is ready.
    func serve(
        _ arguments: String..., environment: [String: String] = [:], shell: String? = nil
    ) async throws -> Serving {
        let run = try start(
            ["serve", "--config", configurationPath, "--log-format", "json"] + arguments, environment: environment,
            shell: shell)
        try await waitUntil(.seconds(60), "serve to be ready: \(run.err)") {
            guard run.ended == nil else { throw ServeEnded(ending: run.ended, err: run.err) }
            return run.err.contains("rollcall: ready: ")
        }
        return try Serving(run)
    }

    private func stop() async {
        let runs = runs.withLock { $0 }
        for run in runs {
            do { try await run.killNow() } catch { Issue.record("\(run.name) could not be killed: \(error)") }
        }
    }

    private func tellWhatWasPrinted() {
        for run in runs.withLock({ $0 }) {
            Issue.record(
                "\(run.name) (\(run.ended.map { "\($0)" } ?? "?")): \(run.out.suffix(2000))\n\(run.err.suffix(6000))")
        }
    }

    private func expectNoSecrets() {
        for run in runs.withLock({ $0 }) {
            let printed = run.out + run.err
            for (name, secret) in plan.allSecrets where printed.contains(secret) {
                Issue.record("\(run.name) printed the secret '\(name)'")
            }
        }
    }
}

/// What a command printed and how it ended.
struct CommandResult: Sendable {
    let ending: ProgramRun.Ending
    let out: String
    let err: String

    var status: Int32? { ending.bySignal ? nil : ending.status }

    /// stdout as JSON.
    func json() throws -> AttributeValue { try AttributeValue(json: Data(out.utf8)) }

    func decoded<Value: Decodable>(as type: Value.Type = Value.self) throws -> Value {
        try JSONDecoder().decode(type, from: Data(out.utf8))
    }
}

/// `serve` came to an end before it was ready.
struct ServeEnded: Error, CustomStringConvertible {
    let ending: ProgramRun.Ending?
    let err: String
    var description: String { "serve ended (\(ending.map { "\($0)" } ?? "?")): \(err)" }
}
