import Dispatch
public import Domain
import Foundation
import GRDB

/// The store in one SQLite file, shared by all processes that open it.
public final class SQLiteStore: Store {
    /// The newest schema that this build knows and writes.
    public static var schemaVersion: Int { Migration.all.count }

    let settle: Duration
    let pool: DatabasePool
    private let commits: GroupCommit

    /// Opens `path`, makes it (mode 0600, and the folder it is in) when it is missing, and brings its schema up to date.
    ///
    /// - Parameters:
    ///   - settle: how long after a finished sync the next one of the same request starts at the soonest.
    ///   - readOnly: true: neither makes nor migrates the file; every writing verb throws `.readOnly`.
    /// - Throws: `.newerSchema` when a newer Rollcall wrote the file, `.corrupt` when it is no store, `.unavailable`
    ///   when it cannot be opened.
    public convenience init(path: String, settle: Duration, readOnly: Bool = false) async throws(StoreError) {
        try await self.init(
            path: path, settle: settle, readOnly: readOnly, schema: Schema(migrations: Migration.all))
    }

    init(path: String, settle: Duration, readOnly: Bool, schema: Schema) async throws(StoreError) {
        let file = StoreFile(path: path, readOnly: readOnly, schema: schema)
        self.settle = settle
        pool = try await Self.blocking { try file.open() }
        commits = GroupCommit(pool)
    }

    /// Ends all use of the file, after the commits under way; every later verb throws `.unavailable`.
    public func close() async throws(StoreError) {
        try await Self.blocking { [pool] in try pool.close() }
    }

    /// SQLite's `PRAGMA synchronous` as the writing connection has it: 2 is FULL, a commit is on disk when it returns.
    func synchronousMode() async throws(StoreError) -> Int {
        try await write { db in try Int.fetchOne(db, sql: "PRAGMA synchronous") ?? 0 }
    }

    /// Writes that wait for the next commit, the one under way left out.
    var queuedWrites: Int { commits.queued }

    /// Shares a commit; see `GroupCommit.perform`.
    func write<T: Sendable>(_ work: @escaping @Sendable (Database) throws -> T) async throws(StoreError) -> T {
        try await commits.perform(work)
    }

    /// Reads one snapshot. Not ended by the task's cancellation: work that is handed back is read, too.
    func read<T: Sendable>(_ work: @escaping @Sendable (Database) throws -> T) async throws(StoreError) -> T {
        let result = await withCheckedContinuation {
            (continuation: CheckedContinuation<Result<T, StoreError>, Never>) in
            pool.asyncRead { access in
                continuation.resume(returning: Result { try work(access.get()) }.mapError { StoreError($0) })
            }
        }
        return try result.get()
    }

    /// Empties the write-ahead log, which holds what was erased from the file until it is written over. Where a reader of
    /// another process is in the way for too long, it is left to later commits.
    func emptyLog() async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            pool.asyncWriteWithoutTransaction { db in
                _ = try? db.checkpoint(.truncate)
                continuation.resume()
            }
        }
    }

    /// Runs what may block for seconds outside the tasks' own threads.
    private static func blocking<T: Sendable>(
        _ work: @escaping @Sendable () throws -> T
    ) async throws(StoreError) -> T {
        let result = await withCheckedContinuation {
            (continuation: CheckedContinuation<Result<T, StoreError>, Never>) in
            DispatchQueue.global().async {
                continuation.resume(returning: Result { try work() }.mapError { StoreError($0) })
            }
        }
        return try result.get()
    }
}
