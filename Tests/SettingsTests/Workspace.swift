import Domain
import Foundation
import Settings
import Testing

/// A folder with a configuration file and what it names, gone after the test.
final class Workspace {
    let folder: URL
    var environment: [String: String] = [
        "SECRET": "s3cret-value", "WEBHOOK": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "HASH": "hash",
    ]
    var file: String { folder.appendingPathComponent("rollcall.yaml").path }

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("settings-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    func write(_ name: String, _ data: Data) throws { try data.write(to: folder.appendingPathComponent(name)) }

    func write(_ name: String, _ text: String) throws { try write(name, Data(text.utf8)) }

    func load() throws -> Configuration {
        try ConfigurationLoader.load(
            file: file, environment: environment, connectors: [EntraLike.schema], targets: [JiraLike.schema])
    }

    func load(_ yaml: String) throws -> Configuration {
        try write("rollcall.yaml", yaml)
        return try load()
    }

    /// The errors as `LINE: message`; empty where the configuration can be used.
    func errors(_ yaml: String) throws -> [String] {
        try write("rollcall.yaml", yaml)
        return try errors()
    }

    func errors() throws -> [String] { try problems().filter { $0.severity == .error }.map(Self.words) }

    func warnings(_ yaml: String) throws -> [String] {
        try write("rollcall.yaml", yaml)
        return try problems().filter { $0.severity == .warning }.map(Self.words)
    }

    func problems() throws -> [Problem] {
        do {
            return try load().problems
        } catch let error as ConfigurationError {
            for problem in error.problems {
                #expect(problem.description.hasPrefix("\(file):\(problem.line): "))
                #expect(!problem.description.contains("\n"))
            }
            return error.problems
        }
    }

    private static func words(_ problem: Problem) -> String {
        "\(problem.line): \(problem.message)" + (problem.remedy.map { ": \($0)" } ?? "")
    }
}

/// Reads the keys of `entra` in spec 2.
struct EntraLike: AdapterSettings {
    enum Tokens: String, CaseIterable { case whenPresent, required }
    let tenantID: String
    let secrets: [Secret]
    let graphURL: URL
    let subscriptions: SubscriptionsSettings
    let tokens: Tokens
    let rate: Int
    let success: Int
    let network: NetworkSettings

    var needsPublicURL: Bool { subscriptions.manage }

    static let schema = AdapterSchema(type: "entra") { reader, _ in
        let tenantID = reader.text("tenantID")
        reader.declare("clientID", "clientState", "authorityURL")
        let secrets = reader.secrets("clientSecret")
        let graphURL = reader.url("graphURL", default: "https://graph.microsoft.com/v1.0")
        let subscriptions = reader.subscriptions()
        let tokens = reader.choice("validationTokens", default: Tokens.whenPresent)
        let rate = reader.requestsPerSecond(default: 20)
        let success = reader.success(default: 202)
        let network = reader.network()
        guard let tenantID, let secrets, let graphURL, let subscriptions, let tokens, let rate, let success, let network
        else { return nil }
        return EntraLike(
            tenantID: tenantID, secrets: secrets, graphURL: graphURL, subscriptions: subscriptions, tokens: tokens,
            rate: rate, success: success, network: network)
    }
}

/// Reads the keys of `jira` in spec 2; property names are at most ten characters here.
struct JiraLike: TargetSettings {
    let baseURL: URL

    static let schema = AdapterSchema(type: "jira") { reader, _ in
        reader.declare("method", "username", "password", "token", "companionPath", "listGroup", "requestsPerSecond")
        return reader.url("baseURL").map { JiraLike(baseURL: $0) }
    }

    func objection(toMapping attribute: TargetAttribute) -> String? {
        if attribute.kind == .field { return "Jira has no field:, write property:" }
        return attribute.name.count > 20 ? "the name is too long" : nil
    }
}

/// Connectors and targets that pipelines can name, on lines 1 to 11.
let adapters = """
    hooks: { publicURL: "https://hooks.example.com" }
    connectors:
      entra:
        type: entra
        tenantID: t
        clientSecret: { env: SECRET }
      feed: { type: webhook, notifies: entra, scheme: static-header, secrets: { env: SECRET }, userID: id }
    targets:
      jira:
        type: jira
        baseURL: https://jira.example.com

    """
