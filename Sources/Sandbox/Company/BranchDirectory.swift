import Domain
import Foundation

/// A directory of few people, each written out in full: Okta's and Google's.
///
/// Reads by id are always fresh; what lags is the index that searches look into (`indexed`).
actor BranchDirectory: SandboxDirectory {
    private struct Superseded {
        let person: Person?
        let at: ContinuousClock.Instant
    }
    let form: any RecordForm
    private var replicationDelay: Duration
    /// By number, nil: deleted.
    private var people: [Person?]
    private var deleted: [Person] = []
    private var superseded: [Int: [Superseded]] = [:]
    private let numbers: [String: Int]
    /// By lower-cased login and mail, whoever ever had it.
    private var bearers: [String: Set<Int>] = [:]
    private static let keptVersions = 32

    init(form: any RecordForm, roster: Roster, replicationDelay: Duration) {
        self.form = form
        self.replicationDelay = replicationDelay
        let founded = (0..<roster.size).map { form.founded($0, in: roster) }
        people = founded
        numbers = Dictionary(zip(founded.map(\.id), founded.indices)) { first, _ in first }
        for (number, person) in founded.enumerated() {
            for address in form.addresses(of: person) { bearers[address.lowercased(), default: []].insert(number) }
        }
    }

    func setReplicationDelay(_ delay: Duration) { replicationDelay = delay }

    func current(_ name: String) -> Person? { number(of: name).flatMap { people[$0] } }

    func current(from number: Int, limit: Int) -> (people: [Person], next: Int?) {
        var page: [Person] = [], next = max(0, number)
        while next < people.count, page.count < limit {
            if let person = people[next] { page.append(person) }
            next += 1
        }
        return (page, next < people.count ? next : nil)
    }

    /// Everybody as the index has them, which lags behind by the replication delay.
    func indexed() -> [Person] {
        let limit = ContinuousClock.now - replicationDelay
        return people.indices.compactMap { number in
            guard let older = superseded[number]?.first(where: { $0.at > limit }) else { return people[number] }
            return older.person
        }
    }

    /// Those who were deleted, oldest first.
    func former() -> [Person] { deleted }

    func change(_ name: String, _ changes: [String: AttributeValue]) throws(SandboxError) -> PersonChange {
        let number = try found(name)
        guard let before = people[number] else { throw Self.nobody(name) }
        var record = AttributeValue.object(before.attributes)
        var paths: [AttributePath] = []
        for (text, value) in changes.sorted(by: { $0.key < $1.key }) {
            guard let path = try? AttributePath(text), form.takes(path) else {
                throw SandboxError(.unknownAttribute, "'\(text)' is no attribute that can be edited")
            }
            record = try record.editing(path.segments[...], to: value, at: path)
            paths.append(path)
        }
        guard case .object(let attributes) = record else { throw Self.nobody(name) }
        let changed = paths.filter { Self.value(at: $0, in: attributes) != Self.value(at: $0, in: before.attributes) }
        guard !changed.isEmpty else { return PersonChange(kind: .updated, person: before, before: before) }
        let after = form.touched(
            attributes, id: before.id, statusChanged: attributes["status"] != before.attributes["status"])
        keep(after, for: number)
        return PersonChange(kind: .updated, person: after, before: before, changed: changed.map(\.text).sorted())
    }

    func remove(_ name: String) throws(SandboxError) -> PersonChange {
        let number = try found(name)
        guard let person = people[number] else { throw Self.nobody(name) }
        keep(nil, for: number)
        deleted.append(person)
        return PersonChange(kind: .deleted, person: person, before: person)
    }

    private func keep(_ person: Person?, for number: Int) {
        superseded[number, default: []].append(Superseded(person: people[number], at: .now))
        if let count = superseded[number]?.count, count > Self.keptVersions { superseded[number]?.removeFirst() }
        people[number] = person
        guard let person else { return }
        for address in form.addresses(of: person) { bearers[address.lowercased(), default: []].insert(number) }
    }

    private func found(_ name: String) throws(SandboxError) -> Int {
        guard let number = number(of: name) else { throw Self.nobody(name) }
        return number
    }

    private func number(of name: String) -> Int? {
        if let number = numbers[name] { return people[number] == nil ? nil : number }
        let name = name.lowercased()
        return bearers[name]?.sorted().first { number in
            guard let person = people[number] else { return false }
            return form.addresses(of: person).contains { $0.lowercased() == name }
        }
    }

    private static func value(at path: AttributePath, in attributes: [String: AttributeValue]) -> Lookup {
        Profile(id: "", attributes: attributes).value(at: path)
    }

    private static func nobody(_ name: String) -> SandboxError {
        SandboxError(.noSuchPerson, "nobody has the id, login or mail '\(name)'")
    }
}
