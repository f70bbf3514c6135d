public import Domain

/// An IdP that says what the test tells it to and remembers what it was asked.
public actor ScriptedDirectory: Directory {
    public nonisolated let name: String
    /// Holds reads of profiles.
    public nonisolated let gate = Gate()
    /// Holds probes.
    public nonisolated let probeGate = Gate()

    private var profiles: [String: Profile] = [:]
    private var names: [String: [String]] = [:]
    private var faults: [String: DirectoryError.Code] = [:]
    private var outage: DirectoryError.Code?
    private var examination: [Probe] = []

    /// The ids whose profiles were asked for, in order.
    public private(set) var reads: [String] = []
    /// The paths of each of `reads`.
    public private(set) var paths: [Set<AttributePath>] = []
    /// The names that were looked up.
    public private(set) var lookups: [String] = []
    public private(set) var probes = 0

    public init(_ name: String) {
        self.name = name
    }

    public func put(
        _ id: String, _ attributes: [String: AttributeValue], unknown: Set<String> = [], isDisabled: Bool = false
    ) {
        profiles[id] = Profile(id: id, attributes: attributes, unknown: unknown, isDisabled: isDisabled)
    }

    public func remove(_ id: String) { profiles[id] = nil }

    /// Whom `name` means, whichever attribute it is a value of.
    public func put(name: String, means ids: [String]) { names[name] = ids }

    /// Makes every request about this user or name fail; nil ends it.
    public func fail(_ id: String, with code: DirectoryError.Code?) { faults[id] = code }

    /// Makes every request fail, probes included; nil ends it.
    public func fail(with code: DirectoryError.Code?) { outage = code }

    public func examine(as probes: [Probe]) { examination = probes }

    public func profile(of id: String, paths: Set<AttributePath>) async throws(DirectoryError) -> Profile {
        reads.append(id)
        self.paths.append(paths)
        do { try await gate.pass() } catch { throw failure(.unreachable, "GET /users/\(id)") }
        try check("GET /users/\(id)", id)
        guard let profile = profiles[id] else { throw failure(.notFound, "GET /users/\(id)") }
        return profile
    }

    public func users(where attribute: String, equals value: String) async throws(DirectoryError) -> [String] {
        lookups.append(value)
        do { try await gate.pass() } catch { throw failure(.unreachable, "GET /users") }
        try check("GET /users", value)
        return names[value] ?? []
    }

    public func users(named name: String) async throws(DirectoryError) -> [String] {
        lookups.append(name)
        try check("GET /users", name)
        return names[name] ?? (profiles[name] == nil ? [] : [name])
    }

    public func probe() async throws(DirectoryError) {
        probes += 1
        do { try await probeGate.pass() } catch { throw failure(.unreachable, "GET /") }
        try check("GET /", "")
    }

    public func examine(paths: Set<AttributePath>) async -> [Probe] { examination }

    private func check(_ request: String, _ id: String) throws(DirectoryError) {
        if let code = outage ?? faults[id] { throw failure(code, request) }
    }

    private func failure(_ code: DirectoryError.Code, _ request: String) -> DirectoryError {
        DirectoryError(code, connector: name, request: request, cause: "scripted: \(code)")
    }
}
