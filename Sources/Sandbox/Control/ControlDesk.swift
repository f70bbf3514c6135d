import Domain
import Foundation

/// What can be done to a running sandbox: the one place behind ``RunningSandbox`` and the control listener.
struct ControlDesk: Sendable {
    let imitations: Imitations

    func people() async -> [Person] {
        await imitations.directory.page(from: 0, limit: Int.max, in: .current).people
    }

    func person(_ name: String) async -> Person? { await imitations.directory.person(name) }

    func edit(_ name: String, _ changes: [String: AttributeValue]) async throws -> EditReceipt {
        let (person, changed) = try await imitations.directory.edit(name, changes)
        let at = Date()
        guard !changed.isEmpty else {
            return EditReceipt(personID: person.id, changed: [], deliveries: 0, at: at, event: 0)
        }
        let event = await imitations.journal.record(.edited, person.id, changed.joined(separator: ", "))
        let deliveries = await imitations.notifier.announce([person])
        return EditReceipt(personID: person.id, changed: changed, deliveries: deliveries, at: at, event: event)
    }

    func delete(_ name: String) async throws -> EditReceipt {
        let person = try await imitations.directory.delete(name)
        let event = await imitations.journal.record(.edited, person.id, "deleted")
        let deliveries = await imitations.notifier.announce([person], change: "deleted")
        return EditReceipt(personID: person.id, changed: [], deliveries: deliveries, at: Date(), event: event)
    }

    /// Deliveries wait in memory, so one call takes no more people.
    private static let mostAtOnce = 100_000

    func notify(_ names: [String], batch: Int) async throws -> Int {
        guard names.count <= Self.mostAtOnce else {
            throw SandboxError(.badValue, "at most \(Self.mostAtOnce) people can be notified at once")
        }
        var people: [Person] = []
        for name in names {
            guard let person = await imitations.directory.person(name) else {
                throw SandboxError(.noSuchPerson, "nobody has the id, user principal name or mail '\(name)'")
            }
            people.append(person)
        }
        return await imitations.notifier.announce(people, batch: batch)
    }

    func setReplicationDelay(_ delay: Duration) async { await imitations.directory.setReplicationDelay(delay) }

    /// nil: there is no such account.
    func jiraProperties(of username: String) async -> [String: String]? {
        guard let account = await imitations.accounts.account(named: username) else { return nil }
        return await imitations.accounts.properties(of: account.name)
    }

    func setJiraProperty(_ name: String, of username: String, to value: String?) async {
        await imitations.accounts.set([name: value], of: username)
    }

    func register(_ receiver: WebhookReceiver) async throws { try await imitations.webhooks.register(receiver) }

    func setFault(_ fault: Fault) async throws {
        switch fault.kind {
        case .refuseConnections:
            imitations.jiraListener.state.update { $0.wanted = false }
            _ = try await imitations.jiraListener.state.wait { !$0.listening || $0.wanted }
        case .expireSessions: await imitations.sessions.expireSessions()
        case .expireWebSudo: await imitations.sessions.expireConfirmations()
        case .expireXSRF: await imitations.sessions.expireXSRFTokens()
        case .dropSubscriptions: await imitations.subscriptions.drop()
        default: await imitations.faults.add(fault)
        }
    }

    func clearFaults() async throws {
        await imitations.faults.clear()
        await imitations.sessions.solveCaptcha()
        imitations.jiraListener.state.update { $0.wanted = true }
        _ = try await imitations.jiraListener.state.wait { $0.listening || !$0.wanted }
    }

    func statistics() async -> SandboxStatistics { await imitations.journal.statistics }

    func events(after number: Int) async -> [SandboxEvent] { await imitations.journal.events(after: number) }
}
