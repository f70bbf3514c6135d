import Domain
import Foundation

extension Operations {
    /// Syncs one user now, in this process, under the store's claims; with `simulate` plans and writes nothing.
    ///
    /// - Parameters:
    ///   - user: An id, a login or a mail address.
    ///   - person: Who asked; kept in the history.
    /// - Throws: `OperationError` for a connector that is not there, `StoreError`.
    public func sync(
        _ user: String, of connector: String, simulate: Bool, person: String
    ) async throws -> SyncUserResult {
        let directory = try directory(connector)
        let routes = routes.filter { $0.pipeline.connector == connector && $0.pipeline.mode != .off }
        let reports: [(String, PassReport)]
        do throws(DirectoryError) {
            let ids = try await directory.users(named: user)
            await board.proved(Lane(.connector, connector))
            reports =
                switch ids.count {
                case 0: routes.map { ($0.pipeline.name, PassReport(.gone, reason: "the IdP has no such user")) }
                case 1: simulate ? await simulated(ids[0], routes) : await synced(ids[0], routes, person)
                default:
                    routes.map { ($0.pipeline.name, PassReport(.ambiguous, reason: "several users have this name")) }
                }
        } catch {
            if let fault = LaneFault(error) { _ = await board.report(fault) }
            reports = routes.map { ($0.pipeline.name, PassReport(.failed, reason: error.description)) }
        }
        return SyncUserResult(
            connector: connector, user: user, simulated: simulate,
            pipelines: reports.map { SyncUserResult.Pipeline($0.0, $0.1) })
    }

    private func simulated(_ id: String, _ routes: [Route]) async -> [(String, PassReport)] {
        guard let directory = routes.first?.directory else { return [] }
        let reading = await directory.reading(of: id, for: routes)
        return await inOrder(routes) { route in
            do throws(PassFailure) {
                try await findable(route)
                switch reading {
                case .success(let profile):
                    return try await UserSync(route: route.simulated, ledger: store, time: time).simulate(profile)
                case .failure(let error) where error.code == .notFound: return PassReport(.gone)
                case .failure(let error): throw .directory(error)
                }
            } catch {
                return PassReport(.failed, reason: error.description)
            }
        }
    }

    private func synced(_ id: String, _ routes: [Route], _ person: String) async -> [(String, PassReport)] {
        await inOrder(routes) { route in
            do {
                try await findable(route)
                return try await synced(id, route, person)
            } catch {
                return PassReport(.failed, reason: "\(error)")
            }
        }
    }

    /// Returns when users of this route can be looked for at its target; that may take a first listing.
    private func findable(_ route: Route) async throws(PassFailure) {
        do throws(IndexFailure) {
            try await indexes?.open(for: route.pipeline)
        } catch {
            if let fault = error.laneFault, !Task.isCancelled { _ = await board.report(fault) }
            switch error {
            case .target(let error): throw .target(error)
            case .store(let error): throw .store(error)
            }
        }
    }

    /// One pass under a claim. Where a running pass holds the request, waits for it to end.
    private func synced(_ id: String, _ route: Route, _ person: String) async throws -> PassReport {
        let user = UserReference(connector: route.pipeline.connector, id: id)
        let mark = Mark(
            RequestKey(user, pipeline: route.pipeline.name), cause: Cause(.manual, id: person), priority: .manual)
        for _ in 0..<600 {
            let claims = try await store.claimNow([mark], lease: WorkerPool.lease, at: time.now)
            if let claim = claims.first { return try await pass(claim, route) }
            try await time.sleep(for: .milliseconds(200))
        }
        return PassReport(.failed, reason: "another sync of this user has been running for two minutes")
    }

    private func pass(_ claim: Claim, _ route: Route) async throws -> PassReport {
        let runner = PassRunner(store: store, board: board, policy: policy, time: time)
        let terms = ClaimTerms(store: store, time: time, logger: logger)
        await terms.hold(claim)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await terms.prolong() }
            defer { group.cancelAll() }
            let reading = await route.directory.reading(of: claim.key.user.value, for: [route])
            let conclusion = await runner.pass(claim, through: route, reading: reading)
            return try await shielded { try await end(claim, conclusion, route) }
        }
    }

    private func end(
        _ claim: Claim, _ conclusion: PassRunner.Conclusion, _ route: Route
    ) async throws(StoreError) -> PassReport {
        // Only an account that was read proves that the target answers: out of scope, it was not asked at all.
        if conclusion.report?.targetUser != nil { await board.proved(Lane(.target, route.pipeline.target)) }
        let kept = try await store.complete(claim, as: conclusion.completion, record: conclusion.record, at: time.now)
        if kept { PassLog(logger: logger).log(claim, conclusion, at: time.now) }
        return conclusion.report ?? PassReport(.failed, reason: "the pass came to no result")
    }

    private func inOrder(
        _ routes: [Route], _ work: @escaping @Sendable (Route) async -> PassReport
    ) async -> [(String, PassReport)] {
        let reports = await concurrently(routes, atMost: routes.count, work)
        return zip(routes, reports).map { ($0.pipeline.name, $1) }
    }
}
