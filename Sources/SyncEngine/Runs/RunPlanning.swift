import Domain
import Foundation

/// The planning half of a run: lists page by page, plans each user, and stores what differs.
struct RunPlanning: Sendable {
    /// Users asked for one by one, in one commit.
    private static let batch = 100
    /// How often a listing whose cursor expired starts over.
    private static let restarts = 3
    /// Pages on which nobody was new, one after the other: the listing goes round in circles.
    private static let idlePages = 1000

    let worker: RunWorker
    let routes: [Route]

    private var engine: RunEngine { worker.engine }
    private var run: Run { worker.run }

    func plan() async throws {
        let known = run.counts.values.map(\.users).max() ?? 0
        worker.meter.enter(.planning, users: known, expected: try await expected())
        for route in routes { try await findable(route) }
        for connector in Set(routes.map(\.pipeline.connector)).sorted() {
            let routes = routes.filter { $0.pipeline.connector == connector }
            try await list(connector, routes)
            for route in routes { try await askUnseen(route) }
        }
    }

    /// Has the accounts listed by which users are found, also those who came since they were listed last.
    private func findable(_ route: Route) async throws {
        guard let indexes = engine.indexes else { return }
        while true {
            try await engine.patience.wait(for: Lane(.target, route.pipeline.target), telling: worker.meter)
            do throws(IndexFailure) {
                return run.depth == .deep
                    ? try await indexes.refresh(for: route.pipeline, after: run.startedAt)
                    : try await indexes.open(for: route.pipeline)
            } catch {
                try Task.checkCancellation()
                if let fault = error.laneFault, await engine.board.report(fault) == .paused { continue }
                throw RunEnd.failed("pipeline '\(route.pipeline.name)': \(error)")
            }
        }
    }

    /// As many as last time.
    private func expected() async throws -> Int? {
        let earlier = try await engine.store.runs(limit: 20, before: run.id)
            .first { $0.phase == .done && $0.pipelines == run.pipelines }
        let users = Dictionary(grouping: routes, by: \.pipeline.connector).values.map { routes in
            routes.map { earlier?.counts[$0.pipeline.name]?.users ?? 0 }.max() ?? 0
        }.reduce(0, +)
        return users > 0 ? users : nil
    }

    private func list(_ connector: String, _ routes: [Route]) async throws {
        let listing = UserListing(worker: worker, routes: routes)
        let progress = try await engine.store.progress(of: run.id, connector: connector)
        var (cursor, number, isComplete) = (progress.cursor, progress.pages, progress.isComplete)
        var (restarts, idle) = (0, 0)
        while !isComplete {
            let readAt = engine.time.now
            guard let page = try await listing.page(after: cursor) else {
                restarts += 1
                guard restarts <= Self.restarts else {
                    throw RunEnd.failed("connector '\(connector)': the listing expired \(restarts) times")
                }
                cursor = nil
                continue
            }
            let listed = try await engine.store.listed(page.profiles.map(\.id), of: run.id, connector: connector)
            let fresh = page.profiles.uniqued(without: listed)
            idle = fresh.isEmpty ? idle + 1 : 0
            guard idle < Self.idlePages else {
                throw RunEnd.failed("connector '\(connector)': the listing does not end")
            }
            let planned = try await plan(
                fresh.map { ($0.id, .success($0)) }, routes, number: number, next: page.next, readAt: readAt)
            try await save(planned)
            (cursor, number, isComplete) = (page.next, number + 1, page.next == nil)
        }
    }

    /// Who is linked and was not on any page of a complete listing may be gone: each is asked for.
    private func askUnseen(_ route: Route) async throws {
        let connector = route.pipeline.connector
        let routes = routes.filter { $0.pipeline.connector == connector }
        let listing = UserListing(worker: worker, routes: routes)
        var last: String?
        while true {
            let users = try await engine.store.unseenUsers(
                of: run.id, pipeline: route.pipeline.name, after: last, limit: Self.batch)
            guard !users.isEmpty else { return }
            last = users.last?.value
            let readAt = engine.time.now
            let readings = try await concurrently(users.map(\.value), atMost: engine.occupancy.mostInBulk) { id in
                (id, try await listing.user(id))
            }
            let progress = try await engine.store.progress(of: run.id, connector: connector)
            try await save(try await plan(readings, routes, number: progress.pages, next: nil, readAt: readAt))
        }
    }

    private func plan(
        _ users: [(String, Reading)], _ routes: [Route], number: Int, next: String?, readAt: Date
    ) async throws -> PlannedPage {
        let connector = routes.first?.pipeline.connector ?? ""
        let keys = users.flatMap { user in
            routes.map { RequestKey(UserReference(connector: connector, id: user.0), pipeline: $0.pipeline.name) }
        }
        let planning = UserPlanning(
            worker: worker, routes: routes, known: try await engine.store.known(keys, at: engine.time.now),
            readAt: readAt)
        let targets = Set(routes.map(\.pipeline.target)).count
        let planned = try await concurrently(users, atMost: engine.occupancy.mostInBulk * targets) { id, reading in
            defer { worker.meter.count() }
            return try await planning.plan(id, reading)
        }
        return PlannedPage(
            connector: connector, number: number, next: next, users: users.map(\.0), planned,
            learns: run.kind == .reconcile)
    }

    private func save(_ page: PlannedPage) async throws {
        guard try await engine.store.save(page, of: run.id, owner: worker.owner, at: engine.time.now) else {
            throw RunEnd.lost
        }
    }
}

extension [Profile] {
    /// Each user once, and nobody whom an earlier page showed.
    fileprivate func uniqued(without listed: Set<String>) -> [Profile] {
        var seen = listed
        return filter { seen.insert($0.id).inserted }
    }
}

extension PlannedPage {
    /// - Parameter learns: A simulation leaves nothing behind but its plans.
    fileprivate init(
        connector: String, number: Int, next: String?, users: [String], _ planned: [UserPlanning.Planned], learns: Bool
    ) {
        var plans: [StoredPlan] = []
        var findings: [RequestKey: Finding] = [:]
        var managers: [String: String] = [:]
        var counts: [String: RunCounts] = [:]
        for user in planned {
            plans += user.plans
            counts.merge(user.counts, uniquingKeysWith: +)
            guard learns else { continue }
            findings.merge(user.findings) { $1 }
            if let manager = user.manager { managers[user.id] = manager }
        }
        self.init(
            connector: connector, number: number, next: next, users: users, plans: plans, findings: findings,
            managers: managers, counts: counts)
    }
}
