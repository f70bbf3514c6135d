import Domain
import Foundation
import Sandbox
import TestSupport

/// Everything that the sandbox imitates, connected: three identity providers, two targets, a pipeline for each pair.
enum EverySystem {
    /// An identity provider as these plans name it.
    struct Source: Sendable, CustomStringConvertible {
        let name: String
        let system: SandboxSystem
        /// What `Department` is read from.
        let department: String
        let login: String
        var description: String { name }
    }

    static let entra = Source(name: "entra", system: .graph, department: "department", login: "userPrincipalName")
    static let okta = Source(name: "okta", system: .okta, department: "profile.department", login: "profile.login")
    static let google = Source(
        name: "google", system: .google, department: "organizations[0].department", login: "primaryEmail")
    static let sources = [entra, okta, google]

    static let hookSecret = "system-okta-hook-4c9e17"
    private static let channelToken = "system-google-channel-77b02d"

    static func plan(_ method: SystemPlan.Method = .adminPages) -> SystemPlan {
        var plan = SystemPlan()
        plan.method = method
        plan.mappings = ["{ property: Department, from: department }"]
        for system in [SandboxSystem.okta, .google, .confluence] { plan.sandbox.ports[system] = FreePort.take() }
        func address(_ system: SandboxSystem) -> String { "http://127.0.0.1:\(plan.sandbox.ports[system] ?? 0)" }
        plan.moreConnectors = """
              okta:
                type: okta
                orgURL: \(address(.okta))
                apiToken: { file: okta-token }
                hookSecret: [ { file: okta-hook-secret } ]
                requestsPerSecond: 1000
              google:
                type: google
                serviceAccountKey: { file: google.json }
                delegatedAdmin: \(plan.sandbox.googleDelegatedAdmin)
                apiURL: \(address(.google))
                channelToken: { file: google-channel-token }
                requestsPerSecond: 1000
            """
        let account =
            switch method {
            case .adminPages:
                "username: \(plan.sandbox.confluenceUsername)\n    password: { file: confluence-password }"
            case .companion: "token: { file: confluence-token }"
            }
        plan.moreTargets = """
              confluence:
                type: confluence
                baseURL: \(address(.confluence))
                method: \(method.rawValue)
                \(account)
                requestsPerSecond: 1000
            """
        let pairs = sources.flatMap { source in ["jira", "confluence"].map { (source, $0) } }.dropFirst()
        plan.morePipelines = pairs.map(pipeline).joined(separator: "\n")
        plan.secrets = [
            "okta-token": plan.sandbox.oktaToken, "okta-hook-secret": hookSecret, "google-channel-token": channelToken,
            "confluence-password": plan.sandbox.confluencePassword, "confluence-token": plan.sandbox.confluenceToken,
        ]
        return plan
    }

    private static func pipeline(_ source: Source, _ target: String) -> String {
        let name = target == "jira" ? "property: Department" : "field: department"
        return """
              - name: \(source.name)-\(target)
                connector: \(source.name)
                target: \(target)
                match: { source: \(source.login), transforms: [{ before: "@" }], target: username }
                mappings: [ { \(name), from: "\(source.department)" } ]
            """
    }

    /// Runs `body` with `serve` ready and listened to by each of its identity providers.
    static func with(
        _ plan: SystemPlan = plan(), _ body: @Sendable (RollcallSystem, Serving) async throws -> Void
    ) async throws {
        try await RollcallSystem.with(plan) { system in
            try system.write(
                String(decoding: try system.sandbox.googleServiceAccountKey(), as: UTF8.self), to: "google.json")
            let serving = try await system.serve("--log-level", "debug")
            for source in sources {
                try await waitUntil(.seconds(60), "\(source.name) to be listened to: \(serving.run.err.suffix(2000))") {
                    await system.sandbox.isListenedTo(source.system)
                }
            }
            try await body(system, serving)
        }
    }
}

extension RollcallSystem {
    /// People of one identity provider who work there and have accounts at both targets.
    func staff(of source: EverySystem.Source) async -> [Person] {
        if source.system == .graph { return await staff() }
        return await sandbox.people(of: source.system).filter { person in
            ["ACTIVE", nil].contains(person.text("status")) && person.attributes["suspended"] != .flag(true)
        }
    }

    func department(of person: Person, at target: SandboxSystem) async -> String? {
        target == .confluence
            ? await sandbox.confluenceFields(of: person.username)["department"]
            : await sandbox.jiraProperties(of: person.username)["Department"]
    }

    /// Awaits that a target shows this department.
    func shows(
        _ value: String, of person: Person, at target: SandboxSystem, within limit: Duration = .seconds(60)
    ) async throws {
        try await waitUntil(limit, "\(target) to show \(value) of \(person.username)") {
            await self.department(of: person, at: target) == value
        }
    }
}
