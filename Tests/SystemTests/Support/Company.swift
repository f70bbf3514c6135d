import Domain
import Foundation
import Sandbox
import TestSupport

extension RollcallSystem {
    /// People with a Jira account who are in scope: everybody but the few whom a test names by ``Oddity``.
    func staff() async -> [Person] {
        let people = await sandbox.people()
        return people.enumerated().compactMap { number, person in
            let isOdd = Oddity.allCases.contains { $0.rawValue == number }
            return isOdd || person.userPrincipalName.hasPrefix("svc-") ? nil : person
        }
    }

    /// Those of the company with whom something is wrong, by their place in it.
    enum Oddity: Int, CaseIterable { case twoAccounts = 2, disabled, withoutJira }

    func person(_ oddity: Oddity) async -> Person { await sandbox.people()[oddity.rawValue] }

    /// Awaits that Jira shows a property as it should be.
    func shows(
        _ value: String?, as property: String = "Department", of person: Person, in jira: RunningSandbox? = nil,
        within limit: Duration = .seconds(60)
    ) async throws {
        let jira = jira ?? sandbox
        try await waitUntil(limit, "\(property) of \(person.jiraUsername) to be \(value ?? "nothing")") {
            await jira.jiraProperties(of: person.jiraUsername)[property] == value
        }
    }

    /// Awaits that Graph has a subscription: edits before are told to nobody.
    func subscribed() async throws {
        try await waitUntil(.seconds(60), "a subscription") {
            await sandbox.events().contains { $0.kind == .subscribed }
        }
    }

    func history(of person: Person) async throws -> [HistoryRow] {
        try await command("history", "entra", person.id).decoded()
    }

    func queue() async throws -> QueueShape { try await command("queue", "status").decoded() }

    /// Awaits that nothing waits or runs any more.
    func settled(within limit: Duration = .seconds(120)) async throws {
        try await queue(within: limit, "to be empty") { $0.waiting == 0 && $0.running == 0 }
    }

    /// Awaits a state of the queue, asking a few times a second: each question is a process.
    @discardableResult
    func queue(
        within limit: Duration = .seconds(60), _ what: String, _ holds: @Sendable (QueueShape) -> Bool
    ) async throws -> QueueShape {
        var queue = try await queue()
        try await waitUntil(limit, every: .milliseconds(150), "the queue \(what)") {
            queue = try await self.queue()
            return holds(queue)
        }
        return queue
    }
}

/// A row of `history`, as scripts read it.
struct HistoryRow: Decodable, Sendable, Hashable {
    struct Cause: Decodable, Sendable, Hashable {
        let kind: String
        let id: String
    }
    let time: String
    let pipeline: String
    let target: String
    let targetUser: String
    let attribute: String
    let old: String?
    let new: String?
    let cause: Cause
    let uncertain: Bool
}

/// `queue status`, as scripts read it.
struct QueueShape: Decodable, Sendable {
    struct Connector: Decodable, Sendable, Hashable {
        let waiting: Int
        let running: Int
        let deadLetters: Int
    }
    struct Pause: Decodable, Sendable, Hashable {
        let side: String
        let name: String
        let reason: String
        let message: String
    }
    let waiting: Int
    let running: Int
    let deadLetters: Int
    let oldestWaitingSeconds: Double
    let connectors: [String: Connector]
    let paused: [Pause]
}

/// A row of `dead-letters list`, as scripts read it.
struct DeadLetterRow: Decodable, Sendable, Hashable {
    let id: Int64
    let connector: String
    let user: String
    let pipeline: String
    let attempts: Int
    let error: String
    let since: String
}

/// `sync user`, as scripts read it.
struct SyncShape: Decodable, Sendable {
    struct Attribute: Decodable, Sendable, Hashable {
        let target: String
        let source: String
        let wanted: String?
        let current: String?
        let action: String
        let error: String?
    }
    struct Pipeline: Decodable, Sendable {
        let pipeline: String
        let outcome: String
        let targetUser: String?
        let attributes: [Attribute]
        let reason: String?
    }
    let connector: String
    let user: String
    let pipelines: [Pipeline]

    subscript(target: String) -> Attribute? { pipelines.first?.attributes.first { $0.target == target } }
}
