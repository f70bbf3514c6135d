import Foundation
import FoundationNetworking

/// The sandbox with a company, and a configuration for `rollcall` beside it, in a folder of its own.
final class Workbench: Sendable {
    static let authorization = "Bearer flood"
    static let ports = (graph: 19_101, jira: 19_102, okta: 19_103, google: 19_104, confluence: 19_105, control: 19_100)
    static let hooks = 19_443
    static let console = 19_080

    enum Configuration {
        /// Entra and a webhook to Jira, without limits on requests; `settle` in seconds.
        case oneTarget(settle: Int)
        /// Every connector to every target, as `rollcall sandbox` writes it.
        case everySystem
    }

    let folder: URL
    private let path: String
    private let sandbox: Program
    private let configurationPath: String

    /// Runs `body` with a workbench; nothing outlives it.
    static func with<Value>(
        _ program: String, people: Int, configuration: Configuration = .oneTarget(settle: 1),
        _ body: (Workbench) async throws -> Value
    ) async throws -> Value {
        let bench = try await Workbench(program, people: people, configuration)
        let result: Result<Value, any Error>
        do { result = .success(try await body(bench)) } catch { result = .failure(error) }
        bench.sandbox.stop()
        _ = try? await bench.sandbox.ended(seconds: 30)
        try? FileManager.default.removeItem(at: bench.folder)
        return try result.get()
    }

    private init(_ program: String, people: Int, _ kind: Configuration) async throws {
        path = program
        folder = FileManager.default.temporaryDirectory.appending(path: "rollcall-benchmark-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = "rollcall.yaml"
        let own = folder.appending(path: file)
        switch kind {
        case .oneTarget(let settle):
            try Data(Self.configuration(folder, settle: settle).utf8).write(to: own)
            configurationPath = own.path
        case .everySystem: configurationPath = folder.appending(path: "sandbox/\(file)").path
        }
        let ports = Self.ports
        sandbox = try Program(
            program,
            [
                "sandbox", "--people", "\(people)", "--folder", folder.appending(path: "sandbox").path,
                "--graph-port", "\(ports.graph)", "--jira-port", "\(ports.jira)", "--okta-port", "\(ports.okta)",
                "--google-port", "\(ports.google)", "--confluence-port", "\(ports.confluence)",
                "--control-port", "\(ports.control)", "--hooks-port", "\(Self.hooks)", "--console-port",
                "\(Self.console)",
            ], folder: folder, name: "sandbox")
        let sandbox = sandbox
        try await sandbox.wait("the sandbox", seconds: 120) { sandbox.output.contains("To try it") }
        for (name, secret) in [
            "entra-secret": "sandbox-client-secret", "client-state": "benchmark-client-state",
            "jira-password": "sandbox-jira-password", "flood": Self.authorization,
        ] {
            try Data(secret.utf8).write(to: folder.appending(path: name))
        }
    }

    func start(_ arguments: String..., name: String) throws -> Program {
        try Program(
            path, arguments + ["--config", configurationPath], folder: folder, name: name)
    }

    /// Starts `serve` and waits until it is ready.
    func serve(name: String = "serve") async throws -> Program {
        let serve = try start("serve", "--log-level", "warning", name: name)
        try await serve.wait("serve", seconds: 30) { serve.errors.contains("rollcall: ready") }
        return serve
    }

    /// Ends `serve` and returns how long that took, in seconds.
    func stop(_ serve: Program) async throws -> Double {
        let start = Date()
        serve.stop()
        _ = try await serve.ended(seconds: 30)
        return Date().timeIntervalSince(start)
    }

    private static func configuration(_ folder: URL, settle: Int) -> String {
        """
        hooks: { listen: 127.0.0.1:\(hooks), publicURL: "http://127.0.0.1:\(hooks)" }
        console: { listen: 127.0.0.1:\(console), metrics: open }
        store: { url: "sqlite://\(folder.path)/rollcall.db" }
        workers: { settle: \(settle)s, rereads: [1h] }
        reconciliation: { every: 7d }
        connectors:
          entra:
            type: entra
            tenantID: 7c1f8a3e-52d4-4b0e-9d5c-0f6a2b9e4d11
            clientID: c0a8012e-6f3b-4f0c-8a7d-3b5e9d1f2a44
            clientSecret: { file: entra-secret }
            clientState: { file: client-state }
            graphURL: http://127.0.0.1:\(ports.graph)/v1.0
            authorityURL: http://127.0.0.1:\(ports.graph)
            requestsPerSecond: 1000
          flood:
            type: webhook
            notifies: entra
            scheme: static-header
            secrets: [ { file: flood } ]
            userID: user.id
        targets:
          jira:
            type: jira
            baseURL: http://127.0.0.1:\(ports.jira)
            username: rollcall
            password: { file: jira-password }
            requestsPerSecond: 1000
        pipelines:
          - name: entra-jira
            connector: entra
            target: jira
            guard: off
            match: { source: userPrincipalName, transforms: [{ before: "@" }], target: username }
            mappings:
              - { property: Department, from: department }
              - { property: Title, from: jobTitle }
              - { property: City, from: city }
        """
    }
}

extension Workbench {
    enum Target { case jira, confluence }

    struct Person: Decodable, Sendable, Hashable {
        let id: String
        let jiraUsername: String?
    }

    private struct Page: Decodable {
        let people: [Person]
        let next: String?

        private enum CodingKeys: String, CodingKey { case people, next }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            people = try container.decode([Person].self, forKey: .people)
            next = try container.decodeIfPresent(Int.self, forKey: .next).map(String.init)
        }
    }

    /// The first people of the directory.
    func people(_ count: Int) async throws -> [Person] {
        var people: [Person] = []
        var from: String? = "0"
        while let start = from, people.count < count {
            let page = try JSONDecoder().decode(
                Page.self, from: try await Self.send("GET", "/people?from=\(start)&limit=\(min(10_000, count))"))
            people += page.people
            from = page.next
        }
        return Array(people.prefix(count))
    }

    /// Edits a person and waits until the target shows it; in milliseconds.
    func roundTrip(_ person: Person, _ department: String, at target: Target = .jira) async throws -> Double {
        let start = Date()
        try await edit(person, department)
        let name = target == .jira ? "Department" : "department"
        while true {
            if try await property(name, of: person, at: target) == department {
                return Date().timeIntervalSince(start) * 1000
            }
            guard Date().timeIntervalSince(start) < 60 else {
                throw Program.Failure(description: "an edit was not at the target after 60 s")
            }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    func edit(_ person: Person, _ department: String) async throws {
        _ = try await Self.send(
            "PATCH", "/people/\(person.id)", try JSONEncoder().encode(["department": department]))
    }

    /// Sends a notification of each by the webhook.
    ///
    /// - Returns: the ids of those that were acknowledged.
    func notify(of people: [Person], connections: Int) async throws -> Set<String> {
        guard let url = URL(string: "http://127.0.0.1:\(Self.hooks)/hooks/flood") else { return [] }
        return await withTaskGroup(of: [String].self) { group in
            for index in 0..<connections {
                group.addTask {
                    var acknowledged: [String] = []
                    for person in stride(from: index, to: people.count, by: connections).map({ people[$0] }) {
                        var request = URLRequest(url: url)
                        request.httpMethod = "POST"
                        request.httpBody = Data(#"{"user":{"id":"\#(person.id)"}}"#.utf8)
                        request.setValue(Self.authorization, forHTTPHeaderField: "Authorization")
                        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
                        let answer = try? await URLSession.shared.data(for: request)
                        guard (answer?.1 as? HTTPURLResponse)?.statusCode == 200 else { continue }
                        acknowledged.append(person.id)
                    }
                    return acknowledged
                }
            }
            return await group.reduce(into: []) { $0.formUnion($1) }
        }
    }

    /// How many values were written at Jira, by user name.
    func writesPerUser() async throws -> [String: Int] {
        struct Statistics: Decodable {
            struct Target: Decodable { let writesPerUser: [String: Int] }
            let jira: Target
        }
        return try JSONDecoder().decode(Statistics.self, from: try await Self.send("GET", "/statistics"))
            .jira.writesPerUser
    }

    func property(_ name: String, of person: Person, at target: Target) async throws -> String? {
        let user = person.jiraUsername ?? ""
        let path = target == .jira ? "/jira/\(user)/properties" : "/confluence/\(user)/fields"
        return try JSONDecoder().decode([String: String].self, from: try await Self.send("GET", path))[name]
    }

    /// Until it is cleared.
    func set(fault: String, at part: String) async throws {
        _ = try await Self.send("POST", "/faults", try JSONEncoder().encode(["kind": fault, "part": part]))
    }

    func clearFaults() async throws { _ = try await Self.send("DELETE", "/faults") }

    private static func send(_ method: String, _ path: String, _ body: Data? = nil) async throws -> Data {
        guard let url = URL(string: "http://127.0.0.1:\(ports.control)\(path)") else {
            throw Program.Failure(description: "no address: \(path)")
        }
        var request = URLRequest(url: url)
        request.httpMethod = method
        request.httpBody = body
        let (data, response) = try await URLSession.shared.data(for: request)
        guard let status = (response as? HTTPURLResponse)?.statusCode, (200..<300).contains(status) else {
            throw Program.Failure(description: "\(method) \(path): \(String(decoding: data, as: UTF8.self))")
        }
        return data
    }
}
