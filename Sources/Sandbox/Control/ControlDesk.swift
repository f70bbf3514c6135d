import Domain
import Foundation

/// What can be done to a running sandbox: the one place behind ``RunningSandbox`` and the control listener.
struct ControlDesk: Sendable {
    let imitations: Imitations

    func people(of system: SandboxSystem) async -> [Person] {
        await page(of: system, from: 0, limit: Int.max).people
    }

    func page(of system: SandboxSystem, from: Int, limit: Int) async -> (people: [Person], next: Int?) {
        await imitations.directories[system]?.current(from: from, limit: limit) ?? ([], nil)
    }

    /// Whoever holds them: ids and addresses of two directories never look the same.
    func person(_ name: String) async -> Person? {
        for system in SandboxSystem.directories {
            if let person = await imitations.directories[system]?.current(name) { return person }
        }
        return nil
    }

    private func directory(of name: String) async throws -> any SandboxDirectory {
        guard let person = await person(name), let directory = imitations.directories[person.directory] else {
            throw Self.nobody(name)
        }
        return directory
    }

    private static func nobody(_ name: String) -> SandboxError {
        SandboxError(.noSuchPerson, "nobody has the id, login or mail '\(name)'")
    }

    func edit(_ name: String, _ changes: [String: AttributeValue]) async throws -> EditReceipt {
        let change = try await directory(of: name).change(name, changes)
        let at = Date()
        guard !change.changed.isEmpty else {
            return EditReceipt(personID: change.person.id, changed: [], deliveries: 0, at: at, event: 0)
        }
        return await announce(change, change.changed.joined(separator: ", "), at: at)
    }

    func delete(_ name: String) async throws -> EditReceipt {
        await announce(try await directory(of: name).remove(name), "deleted", at: Date())
    }

    private func announce(_ change: PersonChange, _ words: String, at time: Date) async -> EditReceipt {
        let event = await imitations.journal.record(.edited, at: change.person.directory, change.person.id, words)
        let deliveries = await imitations.notifier.announce([change])
        return EditReceipt(
            personID: change.person.id, changed: change.changed, deliveries: deliveries, at: time, event: event)
    }

    func isListenedTo(_ system: SandboxSystem) async -> Bool {
        switch system {
        case .okta: await imitations.hooks.delivering.contains { $0.items.contains("user.account.update_profile") }
        case .google: await imitations.channels.isWatched("update")
        default: await imitations.subscriptions.live.contains { $0.covers("updated", of: "") }
        }
    }

    /// Deliveries wait in memory, so one call takes no more people.
    private static let mostAtOnce = 100_000

    func notify(_ names: [String], batch: Int) async throws -> Int {
        guard names.count <= Self.mostAtOnce else {
            throw SandboxError(.badValue, "at most \(Self.mostAtOnce) people can be notified at once")
        }
        var changes: [PersonChange] = []
        for name in names {
            guard let person = await person(name) else { throw Self.nobody(name) }
            changes.append(PersonChange(kind: .updated, person: person))
        }
        return await imitations.notifier.announce(changes, batch: batch)
    }

    func setReplicationDelay(_ delay: Duration) async {
        for directory in imitations.directories.values { await directory.setReplicationDelay(delay) }
    }

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
        let system = fault.part.system
        switch fault.kind {
        case .refuseConnections:
            guard let listener = imitations.listeners[system] else { return }
            listener.state.update { $0.wanted = false }
            _ = try await listener.state.wait { !$0.listening || $0.wanted }
        case .expireSessions: await imitations.sessions[system]?.expireSessions()
        case .expireWebSudo: await imitations.sessions[system]?.expireConfirmations()
        case .expireXSRF: await imitations.sessions[system]?.expireXSRFTokens()
        case .dropSubscriptions where system == .okta: await imitations.hooks.drop()
        case .dropSubscriptions where system == .google: await imitations.channels.drop()
        case .dropSubscriptions: await imitations.subscriptions.drop()
        default: await imitations.faults.add(fault)
        }
    }

    func clearFaults() async throws {
        await imitations.faults.clear()
        for sessions in imitations.sessions.values { await sessions.solveCaptcha() }
        for listener in imitations.listeners.values { listener.state.update { $0.wanted = true } }
        for listener in imitations.listeners.values {
            _ = try await listener.state.wait { $0.listening || !$0.wanted }
        }
    }

    func statistics() async -> SandboxStatistics { await imitations.journal.statistics }

    func events(after number: Int) async -> [SandboxEvent] { await imitations.journal.events(after: number) }
}
