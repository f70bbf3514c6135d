import Domain
import Foundation
import Sandbox

/// The main job, watched: somebody is edited at the identity provider, and Jira shows it.
struct RoundTrip: Sendable {
    let sandbox: RunningSandbox

    /// What was seen, in milliseconds since the edit.
    struct Step: Sendable {
        let milliseconds: Double
        let words: String
    }

    /// Edits a person and waits until Jira shows the new value.
    ///
    /// - Throws: `DemoError` when it does not within 15 seconds.
    func run(property: String, attribute: String, value: String) async throws -> (person: Person, steps: [Step]) {
        let before = await sandbox.events().last?.number ?? 0
        guard let person = try await candidate() else {
            throw DemoError(description: "nobody in the sandbox has a Jira account")
        }
        let old = person.text(attribute) ?? "nothing"
        let receipt = try await sandbox.edit(person.id, [attribute: value])
        for _ in 0..<1500 {
            if await sandbox.jiraProperties(of: person.jiraUsername)[property] == value {
                let steps = await steps(since: before, of: person, edited: receipt.at, from: old, to: value)
                return (person, steps)
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw DemoError(
            description: "Jira did not show \(person.displayName)'s new \(attribute) within 15 seconds")
    }

    /// Somebody who is in scope and has an account.
    private func candidate() async throws -> Person? {
        for person in await sandbox.people() where person.attributes["accountEnabled"] == .flag(true) {
            if person.managerID != nil { return person }
        }
        return nil
    }

    private func steps(
        since number: Int, of person: Person, edited: Date, from old: String, to new: String
    ) async -> [Step] {
        await sandbox.events(after: number).compactMap { event in
            guard let words = words(for: event, person, old, new) else { return nil }
            return Step(milliseconds: event.at.timeIntervalSince(edited) * 1000, words: words)
        }
    }

    private func words(for event: SandboxEvent, _ person: Person, _ old: String, _ new: String) -> String? {
        switch event.kind {
        case .edited: "Entra ID   \(person.displayName)'s \(event.detail) is edited: \(old) → \(new)"
        case .notified: "Rollcall   the notification is answered (\(event.detail)): verified, and on disk"
        case .read: "Rollcall   reads \(person.displayName) from Graph: just the mapped attributes"
        case .signedIn: "Rollcall   signs in to Jira, once"
        case .confirmedPassword: "Rollcall   passes WebSudo, once"
        case .wrote: "Jira       \(event.detail) of \(event.subject) is written"
        case .subscribed, .unsubscribed: nil
        }
    }
}
