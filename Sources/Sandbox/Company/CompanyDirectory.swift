import Domain
import Foundation

/// The company as the identity provider holds it: the founding, and what edits made of it since.
///
/// Reads come in two kinds: `current` is what was edited last, `replica` what Graph's readers see, which lags behind.
actor CompanyDirectory {
    private struct Superseded {
        let edition: Edition
        let at: ContinuousClock.Instant
    }
    enum View: Sendable { case current, replica }

    let roster: Roster
    private var replicationDelay: Duration
    private var editions: [Int: Edition] = [:]
    /// Oldest first, at most `keptEditions` a person.
    private var superseded: [Int: [Superseded]] = [:]
    /// By lower-cased user principal name and mail that edits ever gave somebody.
    private var given: [String: Set<Int>] = [:]
    private static let keptEditions = 32

    init(roster: Roster, replicationDelay: Duration) {
        self.roster = roster
        self.replicationDelay = replicationDelay
    }

    func setReplicationDelay(_ delay: Duration) { replicationDelay = delay }

    /// By id, user principal name or, in the current view, mail.
    func person(_ name: String, in view: View = .current) -> Person? {
        number(of: name, in: view).flatMap { person($0, in: view) }
    }

    func person(_ number: Int, in view: View) -> Person? {
        let edition = edition(of: number, in: view)
        guard let edition else { return roster.person(number) }
        guard !edition.deleted else { return nil }
        let founded = roster.person(number)
        let manager: String? =
            switch edition.manager {
            case .founded: founded.managerID
            case .nobody: nil
            case .under(let number): roster.id(of: number)
            }
        return Person(
            id: founded.id, attributes: founded.attributes.merging(edition.attributes) { $1 }, managerID: manager)
    }

    /// Up to `limit` people from that number on, and the number to go on with.
    func page(from number: Int, limit: Int, in view: View) -> (people: [Person], next: Int?) {
        var people: [Person] = [], next = max(0, number)
        while next < roster.size, people.count < limit {
            if let person = person(next, in: view) { people.append(person) }
            next += 1
        }
        return (people, next < roster.size ? next : nil)
    }

    /// Everybody whose attribute has this text, without case; looks through the whole company where it must.
    func people(where attribute: String, equals text: String, in view: View) -> [Person] {
        var candidates: any Sequence<Int> = 0..<roster.size
        switch attribute {
        case "id": candidates = roster.number(ofID: text).map { [$0] } ?? []
        case "userPrincipalName", "mail": candidates = bearers(of: text)
        case "employeeId" where !editions.values.contains { $0.attributes[attribute] != nil }:
            candidates = roster.number(ofEmployeeID: text).map { [$0] } ?? []
        default: break
        }
        return candidates.compactMap { person($0, in: view) }.filter { person in
            let value =
                attribute.hasPrefix("extensionAttribute")
                ? person.attributes["onPremisesExtensionAttributes"]?[attribute] : person.attributes[attribute]
            switch value {
            case .text(let found): return found.lowercased() == text.lowercased()
            case .flag(let flag): return text == "\(flag)"
            default: return false
            }
        }
    }

    /// - Returns: the person as edited and the names of what differs from before, sorted.
    func edit(
        _ name: String, _ changes: [String: AttributeValue], at now: ContinuousClock.Instant = .now
    ) throws(SandboxError) -> (person: Person, changed: [String]) {
        guard let number = number(of: name, in: .current), let before = person(number, in: .current) else {
            throw SandboxError(.noSuchPerson, "nobody has the id, user principal name or mail '\(name)'")
        }
        var edition = editions[number] ?? Edition()
        let founded = roster.person(number).attributes
        for (path, value) in changes.sorted(by: { $0.key < $1.key }) {
            if path == "manager" {
                edition.manager = try place(of: value, above: number)
            } else {
                try edition.set(path, to: value, founded: founded)
            }
        }
        store(edition, for: number, at: now)
        guard let after = person(number, in: .current) else {
            throw SandboxError(.noSuchPerson, "'\(name)' was deleted")
        }
        var changed = after.attributes.keys.filter { after.attributes[$0] != before.attributes[$0] }
        if after.managerID != before.managerID { changed.append("manager") }
        return (after, changed.sorted())
    }

    func delete(_ name: String, at now: ContinuousClock.Instant = .now) throws(SandboxError) -> Person {
        guard let number = number(of: name, in: .current), let person = person(number, in: .current) else {
            throw SandboxError(.noSuchPerson, "nobody has the id, user principal name or mail '\(name)'")
        }
        var edition = editions[number] ?? Edition()
        edition.deleted = true
        store(edition, for: number, at: now)
        return person
    }

    private func place(of manager: AttributeValue, above number: Int) throws(SandboxError) -> Edition.Place {
        guard case .text(let name) = manager else { return .nobody }
        guard let found = self.number(of: name, in: .current), found != number else {
            throw SandboxError(.badValue, "'manager' takes the id or user principal name of somebody else, or null")
        }
        return .under(found)
    }

    private func store(_ edition: Edition, for number: Int, at now: ContinuousClock.Instant) {
        let before = editions[number] ?? Edition()
        guard before != edition else { return }
        superseded[number, default: []].append(Superseded(edition: before, at: now))
        if let count = superseded[number]?.count, count > Self.keptEditions { superseded[number]?.removeFirst() }
        editions[number] = edition
        for name in ["userPrincipalName", "mail"] {
            if let text = edition.attributes[name]?.string { given[text.lowercased(), default: []].insert(number) }
        }
    }

    private func edition(of number: Int, in view: View) -> Edition? {
        guard let latest = editions[number] else { return nil }
        guard view == .replica, replicationDelay > .zero else { return latest }
        let replicated = ContinuousClock.now - replicationDelay
        return superseded[number]?.first { $0.at > replicated }?.edition ?? latest
    }

    private func number(of name: String, in view: View) -> Int? {
        if let number = roster.number(ofID: name) { return number }
        return bearers(of: name).first { number in
            guard let person = person(number, in: view) else { return false }
            let names = view == .current ? ["userPrincipalName", "mail"] : ["userPrincipalName"]
            return names.contains { person.text($0)?.lowercased() == name.lowercased() }
        }
    }

    /// Whoever has or had this user principal name or mail.
    private func bearers(of address: String) -> [Int] {
        let address = address.lowercased()
        var numbers = given[address] ?? []
        let parts = address.split(separator: "@")
        if parts.count == 2, parts[1] == roster.domain.lowercased(),
            let number = roster.number(ofLogin: String(parts[0]))
        {
            numbers.insert(number)
        }
        return numbers.sorted()
    }
}
