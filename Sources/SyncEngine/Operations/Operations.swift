public import Domain
public import Logging

/// The verbs that the command line and the API share; each returns what a script may rely on.
///
/// They work beside a running `serve` on the same store, and without one: what they write they write under the store's
/// claims.
public struct Operations: Sendable {
    let store: any Store
    let routes: [Route]
    let board: LaneBoard
    let indexes: AccountIndexGate?
    let policy: SyncPolicy
    let time: any TimeSource
    let logger: Logger
    let engine: RunEngine

    /// - Parameters:
    ///   - indexes: nil: every account is found without being listed before.
    ///   - engine: Works on runs; nil: one for a process without a pool, which waits up to ten minutes for what stands
    ///     still.
    public init(
        store: any Store, routes: [Route], board: LaneBoard, indexes: AccountIndexGate? = nil, policy: SyncPolicy,
        engine: RunEngine? = nil, concurrency: Int = 8, time: any TimeSource, logger: Logger
    ) {
        self.store = store
        self.routes = routes
        self.board = board
        self.indexes = indexes
        self.policy = policy
        self.time = time
        self.logger = logger
        self.engine =
            engine
            ?? RunEngine(
                store: store, routes: routes, board: board, indexes: indexes, policy: policy,
                occupancy: LaneOccupancy(concurrency: concurrency, bulk: concurrency), patience: .seconds(600),
                probesLanes: true, time: time, logger: logger)
    }

    /// The connector of this name.
    /// - Throws: `OperationError` naming the connectors that there are.
    func directory(_ connector: String) throws -> any Directory {
        guard let route = routes.first(where: { $0.pipeline.connector == connector }) else {
            let known = Set(routes.map(\.pipeline.connector)).sorted().joined(separator: ", ")
            throw OperationError("no pipeline has a connector '\(connector)'; there are: \(known)")
        }
        return route.directory
    }
}

/// A wish that cannot be carried out, in words.
public struct OperationError: Error, Sendable, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}

/// The exit codes of the commands.
public enum ExitStatus: Int32, Sendable {
    case done = 0
    case failed = 1
    /// Wrong usage or configuration.
    case usage = 2
    /// Done, but with at least one failed user or attribute.
    case partly = 3
    case heldByGuard = 4
}
