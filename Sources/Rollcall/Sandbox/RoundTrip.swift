import Domain
import Foundation
import Sandbox

/// The main job, watched: somebody is edited at an identity provider, and every target shows it.
struct RoundTrip: Sendable {
    let sandbox: RunningSandbox
    let connector: SandboxConnector
    private static let patience = Duration.seconds(15)

    /// What was seen, in milliseconds since the edit.
    struct Step: Sendable {
        let milliseconds: Double
        let words: String
    }

    /// Edits a person and waits until each target shows the new department.
    ///
    /// - Throws: `DemoError` when one does not within 15 seconds; it says which.
    func run(department: String) async throws -> (person: Person, steps: [Step]) {
        try await subscribed()
        let before = await sandbox.events().last?.number ?? 0
        let person = try await candidate(), old = person.text(connector.edited) ?? "nothing"
        let receipt = try await sandbox.edit(person.id, [connector.edited: department])
        for target in SandboxTarget.all {
            let arrived = try await wait {
                await target.shownDepartment(of: person.username, in: sandbox) == department
            }
            guard arrived else {
                throw DemoError(
                    description: "\(target.title) did not show \(person.displayName)'s new \(connector.edited) from "
                        + "\(connector.title) within \(Self.patience)")
            }
        }
        let steps = await sandbox.events(after: before).compactMap { event -> Step? in
            guard let words = words(for: event, person, old, department) else { return nil }
            return Step(milliseconds: event.at.timeIntervalSince(receipt.at) * 1000, words: words)
        }
        return (person, steps)
    }

    private func subscribed() async throws {
        guard try await wait({ await sandbox.isListenedTo(connector.system) }) else {
            throw DemoError(description: "nobody listens to \(connector.title) within \(Self.patience)")
        }
    }

    private func wait(_ condition: () async -> Bool) async throws -> Bool {
        let end = ContinuousClock.now + Self.patience
        while await !condition() {
            guard ContinuousClock.now < end else { return false }
            try await Task.sleep(for: .milliseconds(5))
        }
        return true
    }

    /// Somebody who works there and has accounts: the second one, below the head of the company.
    private func candidate() async throws -> Person {
        let people = await sandbox.people(of: connector.system)
        guard people.count > 1 else { throw DemoError(description: "nobody works at \(connector.title)") }
        return people[1]
    }

    private func words(for event: SandboxEvent, _ person: Person, _ old: String, _ new: String) -> String? {
        let target = SandboxTarget.all.first { $0.system == event.system }
        switch event.kind {
        case .edited where event.subject == person.id:
            return "\(column(connector.title))\(person.displayName)'s \(event.detail) is edited: \(old) → \(new)"
        case .notified where event.system == connector.system:
            return "\(column("Rollcall"))the notification is answered (\(event.detail)): verified, and on disk"
        case .read where event.subject == person.id:
            return "\(column("Rollcall"))reads \(person.displayName) from \(connector.title)"
        case .signedIn: return target.map { "\(column("Rollcall"))signs in to \($0.title), once" }
        case .confirmedPassword: return target.map { "\(column("Rollcall"))passes \($0.title)'s WebSudo, once" }
        case .wrote where event.subject == person.username && event.detail == target?.department:
            return target.map { "\(column($0.title))\(event.detail) of \(event.subject) is written" }
        default: return nil
        }
    }

    private func column(_ text: String) -> String { text.padding(toLength: 12, withPad: " ", startingAt: 0) }
}
