public import Domain

/// A target that holds what the test gives it and remembers what was asked and written.
public actor ScriptedTarget: TargetWriter {
    public struct Write: Sendable, Hashable {
        public let user: String
        public let changes: [TargetChange]

        public init(user: String, changes: [TargetChange]) {
            self.user = user
            self.changes = changes
        }
    }

    public nonisolated let name: String
    /// Holds reads of values.
    public nonisolated let readGate = Gate()
    /// Holds writes before their first change.
    public nonisolated let writeGate = Gate()
    /// Holds writes after their last change.
    public nonisolated let writtenGate = Gate()
    public nonisolated let probeGate = Gate()
    private nonisolated let objections: [TargetAttribute: String]

    private var accounts: [TargetUser] = []
    private var held: [String: [TargetAttribute: String]] = [:]
    private var faults: [String: TargetError.Code] = [:]
    private var outage: TargetError.Code?
    private var refusals: [TargetAttribute: String] = [:]
    private var changesBeforeFault: Int?
    private var underWay: [String: Int] = [:]
    private var examination: [Probe] = []

    public private(set) var writes: [Write] = []
    /// The keys whose values were read, in order.
    public private(set) var reads: [String] = []
    public private(set) var searches: [TargetMatch] = []
    public private(set) var probes = 0
    /// The most reads and writes that were under way at the same time.
    public private(set) var mostAtOnce = 0
    /// Accounts that were written by two at the same time.
    public private(set) var overlapping: Set<String> = []

    /// - Parameter objections: Attributes that cannot hold anything, and why.
    public init(_ name: String, objections: [TargetAttribute: String] = [:]) {
        self.name = name
        self.objections = objections
    }

    public func put(_ user: TargetUser, _ values: [TargetAttribute: String] = [:]) {
        remove(user.key)
        accounts.append(user)
        held[user.key] = values
    }

    public func remove(_ key: String) {
        accounts.removeAll { $0.key == key }
        held[key] = nil
    }

    public func set(_ attribute: TargetAttribute, of key: String, to value: String?) {
        held[key, default: [:]][attribute] = value
    }

    public func values(of key: String) -> [TargetAttribute: String] { held[key] ?? [:] }

    /// Makes reads and writes of this account fail; nil ends it.
    public func fail(_ key: String, with code: TargetError.Code?) { faults[key] = code }

    /// Makes every request fail, probes included; nil ends it.
    public func fail(with code: TargetError.Code?) { outage = code }

    public func refuse(_ attribute: TargetAttribute, because words: String?) { refusals[attribute] = words }

    /// Makes the next write fail after this many changes.
    public func failNextWrite(after changes: Int) { changesBeforeFault = changes }

    public func examine(as probes: [Probe]) { examination = probes }

    public func users(matching match: TargetMatch) async throws(TargetError) -> [TargetUser] {
        searches.append(match)
        try check("GET /user/search", "")
        return accounts.filter(match.matches)
    }

    public func user(key: String) async throws(TargetError) -> TargetUser? {
        try check("GET /user", key)
        return accounts.first { $0.key == key }
    }

    public func values(
        of user: TargetUser, attributes: Set<TargetAttribute>
    ) async throws(TargetError) -> [TargetAttribute: String] {
        reads.append(user.key)
        enter()
        defer { leave() }
        do { try await readGate.pass() } catch { throw failure(.unreachable, "GET /properties") }
        try check("GET /properties", user.key)
        guard accounts.contains(where: { $0.name == user.name }) else { throw failure(.notFound, "GET /properties") }
        return (held[user.key] ?? [:]).filter { attributes.contains($0.key) }
    }

    public nonisolated func objection(to value: String?, for attribute: TargetAttribute) -> String? {
        objections[attribute]
    }

    public func apply(
        _ changes: [TargetChange], to user: TargetUser
    ) async throws(TargetError) -> [TargetAttribute: AttributeResult] {
        writes.append(Write(user: user.key, changes: changes))
        enter()
        underWay[user.key, default: 0] += 1
        if underWay[user.key, default: 0] > 1 { overlapping.insert(user.key) }
        defer {
            underWay[user.key, default: 0] -= 1
            leave()
        }
        do { try await writeGate.pass() } catch { throw failure(.unreachable, "POST /properties") }
        try check("POST /properties", user.key)
        var results: [TargetAttribute: AttributeResult] = [:]
        for change in changes {
            if let left = changesBeforeFault {
                changesBeforeFault = left == 0 ? nil : left - 1
                if left == 0 { throw failure(.refused, "POST /properties") }
            }
            if let words = refusals[change.attribute] {
                results[change.attribute] = .refused(words)
            } else {
                held[user.key, default: [:]][change.attribute] = change.new
                results[change.attribute] = .written
            }
        }
        do { try await writtenGate.pass() } catch { throw failure(.unreachable, "POST /properties") }
        return results
    }

    public func probe() async throws(TargetError) {
        probes += 1
        do { try await probeGate.pass() } catch { throw failure(.unreachable, "GET /myself") }
        try check("GET /myself", "")
    }

    public func examine() async -> [Probe] { examination }

    private var running = 0

    private func enter() {
        running += 1
        mostAtOnce = max(mostAtOnce, running)
    }

    private func leave() { running -= 1 }

    private func check(_ request: String, _ key: String) throws(TargetError) {
        if let code = outage ?? faults[key] { throw failure(code, request) }
    }

    private func failure(_ code: TargetError.Code, _ request: String) -> TargetError {
        TargetError(code, target: name, request: request, cause: "scripted: \(code)")
    }
}
