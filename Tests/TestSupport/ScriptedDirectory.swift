public import Domain

/// An IdP that says what the test tells it to and remembers what it was asked.
public actor ScriptedDirectory: ListableDirectory {
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
    private var listing: [String] = []
    private var pageSize = 100
    private var pageFaults: [Int: (code: DirectoryError.Code, times: Int)] = [:]

    /// Holds pages of listings.
    public nonisolated let pageGate = Gate()
    /// How urgent each page and read was.
    public private(set) var priorities: [RequestPriority] = []
    /// The numbers of the pages that were asked for, in order.
    public private(set) var pages: [Int] = []
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

    /// What listings show, in this order; empty: everybody by their ids.
    public func list(_ ids: [String] = [], pageSize: Int) {
        listing = ids
        self.pageSize = pageSize
    }

    /// Makes a page, counted from 0, fail so often; nil ends it.
    public func failPage(_ number: Int, with code: DirectoryError.Code?, times: Int = .max) {
        pageFaults[number] = code.map { ($0, times) }
    }

    /// Whom `name` means, whichever attribute it is a value of.
    public func put(name: String, means ids: [String]) { names[name] = ids }

    /// Makes every request about this user or name fail; nil ends it.
    public func fail(_ id: String, with code: DirectoryError.Code?) { faults[id] = code }

    /// Makes every request fail, probes included; nil ends it.
    public func fail(with code: DirectoryError.Code?) { outage = code }

    public func examine(as probes: [Probe]) { examination = probes }

    public func profile(of id: String, paths: Set<AttributePath>) async throws(DirectoryError) -> Profile {
        reads.append(id)
        priorities.append(.current)
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

    public func page(after cursor: String?, paths: Set<AttributePath>) async throws(DirectoryError) -> UserPage {
        let number = cursor.flatMap(Int.init) ?? 0
        pages.append(number)
        priorities.append(.current)
        do { try await pageGate.pass() } catch { throw failure(.unreachable, "GET /users") }
        try check("GET /users", "")
        if let fault = pageFaults[number] {
            pageFaults[number] = fault.times > 1 ? (fault.code, fault.times - 1) : nil
            throw failure(fault.code, "GET /users")
        }
        let ids = listing.isEmpty ? profiles.keys.sorted() : listing
        let shown = ids.dropFirst(number * pageSize).prefix(pageSize)
        let next = (number + 1) * pageSize < ids.count ? String(number + 1) : nil
        return UserPage(profiles: shown.compactMap { profiles[$0] }, next: next)
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
