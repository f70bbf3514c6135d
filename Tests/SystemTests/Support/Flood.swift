import Domain
import Foundation
import Sandbox
import Storage
import Synchronization
import TestSupport
import Testing

/// Edits people and says so, and remembers for each which edit was acknowledged: the receiver may die at any moment.
final class Flood: Sendable {
    private struct State {
        var made: [String: Int] = [:]
        var acknowledged: [String: Int] = [:]
    }
    private let system: RollcallSystem
    private let people: [Person]
    private let state = Mutex(State())

    init(_ system: RollcallSystem, people: [Person]) {
        self.system = system
        self.people = people
    }

    var acknowledged: Int { state.withLock { $0.acknowledged.count } }

    /// Edits everybody once, over several connections, in a seeded order.
    func round(seed: UInt64, connections: Int = 16) async throws {
        var generator = SeededGenerator(seed: seed)
        let people = people.shuffled(using: &generator)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<connections {
                let share = stride(from: lane, to: people.count, by: connections).map { people[$0] }
                group.addTask { for person in share { try await self.edit(person) } }
            }
            try await group.waitForAll()
        }
    }

    private func edit(_ person: Person) async throws {
        let number = state.withLock { state in
            state.made[person.id, default: 0] += 1
            return state.made[person.id] ?? 0
        }
        try await system.sandbox.edit(person.id, ["department": Self.value(number)])
        let status = await system.push([person.id])
        if status == 200 {
            state.withLock { $0.acknowledged[person.id] = number }
        } else {
            // Nobody listens: the others of this connection would fail within a moment, too.
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Whether Jira shows for everybody what was acknowledged last, or something newer.
    func isWritten() async -> Bool {
        let acknowledged = state.withLock { $0.acknowledged }
        for person in people {
            guard let number = acknowledged[person.id] else { continue }
            let shown = await system.sandbox.jiraProperties(of: person.jiraUsername)["Department"]
            guard let shown = shown.flatMap(Self.number), shown >= number else { return false }
        }
        return true
    }

    /// Every change is on record once, in an unbroken chain that ends with what Jira shows.
    func expectWholeHistory() async throws {
        let store = try await SQLiteStore(
            path: system.folder.appending(path: "rollcall.db").path, settle: .zero, readOnly: true)
        let writes = await system.sandbox.statistics().writesPerUser
        for person in people {
            let user = UserReference(connector: "entra", id: person.id)
            let entries = try await store.history(of: user, limit: 1000)
            let properties = await system.sandbox.jiraProperties(of: person.jiraUsername)
            let count = writes[person.jiraUsername] ?? 0
            #expect(entries.count == count, "\(person.jiraUsername): \(count) writes, \(entries.count) on record")
            for (attribute, rows) in Dictionary(grouping: entries.reversed(), by: \.attribute.name) {
                var value: String?
                for row in rows {
                    #expect(!row.uncertain && row.old == value && row.new != value, "\(attribute): \(row)")
                    #expect(row.cause.kind == .notification)
                    value = row.new
                }
                #expect(value == properties[attribute], "\(attribute) of \(person.jiraUsername)")
            }
        }
        try await store.close()
    }

    private static func value(_ number: Int) -> String { "Round \(number)" }
    private static func number(_ value: String) -> Int? {
        value.hasPrefix("Round ") ? Int(value.dropFirst(6)) : nil
    }
}
