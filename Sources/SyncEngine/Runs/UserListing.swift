import Domain

/// Reads a connector's users for a run, patiently: a page that cannot be read is tried a few times, and then the run
/// fails, for what is not listed must not be taken for gone.
struct UserListing: Sendable {
    private static let attempts = 4

    let worker: RunWorker
    /// All of one connector.
    let routes: [Route]

    private var engine: RunEngine { worker.engine }
    private var directory: any ListableDirectory {
        get throws {
            guard let route = routes.first else {
                throw RunEnd.failed("no pipeline of this run is configured any more")
            }
            return route.directory
        }
    }

    /// - Returns: nil: the cursor is not known any more, and the listing starts over.
    func page(after cursor: String?) async throws -> UserPage? {
        let directory = try directory
        let paths = routes.reduce(into: Set<AttributePath>()) { $0.formUnion($1.paths) }
        do {
            return try await patiently(directory.name) { () throws(DirectoryError) in
                try await directory.page(after: cursor, paths: paths)
            }
        } catch let error as DirectoryError {
            if error.code == .expired, cursor != nil { return nil }
            throw RunEnd.failed("not all users could be listed: \(error)")
        }
    }

    /// One user; a failure that is this user's own is for the plan to say.
    func user(_ id: String) async throws -> Reading {
        let directory = try directory
        do {
            return .success(
                try await patiently(directory.name) { () throws(DirectoryError) in
                    try await directory.reading(of: id, for: routes).get()
                })
        } catch let error as DirectoryError {
            return .failure(error)
        }
    }

    /// - Throws: `DirectoryError` when it failed too often, or can only fail again; what ends the run.
    private func patiently<Value: Sendable>(
        _ connector: String, _ work: () async throws(DirectoryError) -> Value
    ) async throws -> Value {
        let lane = Lane(.connector, connector)
        let waits = RetrySchedule(base: .seconds(1), cap: .seconds(30), random: { $0.upperBound })
        var failures = 0
        while true {
            try await engine.patience.wait(for: lane, telling: worker.meter)
            do throws(DirectoryError) {
                return try await work()
            } catch {
                try Task.checkCancellation()
                if let fault = LaneFault(error), await engine.board.report(fault) == .paused { continue }
                switch error.code {
                case .forbidden, .notFound, .expired: throw error
                case .credentials, .throttled, .unreachable, .malformed, .refused: failures += 1
                }
                guard failures < Self.attempts else { throw error }
                try await engine.time.sleep(for: waits.backoff(afterFailures: failures))
            }
        }
    }
}
