import Domain
import GRDB
import Synchronization

/// Lets callers share commits: what queued while the last commit ran goes into the next one, which waits for nobody.
///
/// A caller's work can be run more than once (when SQLite undid the transaction because of another's), always on what
/// is committed and never twice in one commit; it must do nothing but read and write the database. A caller that is
/// cancelled still waits for its commit.
final class GroupCommit: Sendable {
    private struct Job: Sendable {
        /// Does the work; what it returns is called when the commit is on disk.
        let run: @Sendable (Database) throws -> @Sendable () -> Void
        let fail: @Sendable (StoreError) -> Void
    }

    private struct State {
        var queued: [Job] = []
        var isDraining = false
    }

    /// Keeps a commit short, so that nobody waits long for the one under way.
    private static let mostInOneCommit = 512

    private let pool: DatabasePool
    private let state = Mutex(State())

    init(_ pool: DatabasePool) {
        self.pool = pool
    }

    /// How many wait for the next commit.
    var queued: Int { state.withLock { $0.queued.count } }

    /// Does `work` in a write transaction and returns when it is on disk. When it throws, nothing of it was done.
    func perform<T: Sendable>(_ work: @escaping @Sendable (Database) throws -> T) async throws(StoreError) -> T {
        let result = await withCheckedContinuation {
            (continuation: CheckedContinuation<Result<T, StoreError>, Never>) in
            let job = Job { db in
                let value = try work(db)
                return { continuation.resume(returning: .success(value)) }
            } fail: { error in
                continuation.resume(returning: .failure(error))
            }
            let starts = state.withLock { state in
                state.queued.append(job)
                defer { state.isDraining = true }
                return !state.isDraining
            }
            if starts { pool.asyncWriteWithoutTransaction { db in self.drain(db) } }
        }
        return try result.get()
    }

    private func drain(_ db: Database) {
        while let jobs = next() { commit(jobs, db) }
    }

    private func next() -> [Job]? {
        state.withLock { state in
            guard !state.queued.isEmpty else {
                state.isDraining = false
                return nil
            }
            let jobs = Array(state.queued.prefix(Self.mostInOneCommit))
            state.queued.removeFirst(jobs.count)
            return jobs
        }
    }

    private func commit(_ jobs: [Job], _ db: Database) {
        do {
            try db.beginTransaction(.immediate)
        } catch {
            for job in jobs { job.fail(StoreError(error)) }
            return
        }
        do {
            let endings = try jobs.map { job in try jobs.count == 1 ? job.run(db) : attempt(job, db) }
            try db.commit()
            for ending in endings { ending() }
        } catch {
            undo(db)
            if jobs.count == 1 {
                jobs[0].fail(StoreError(error))
            } else {
                // One that is too large for the disk must not take the small ones with it.
                for job in jobs { commit([job], db) }
            }
        }
    }

    /// Undoes this job alone when it fails. Throws when SQLite undid the whole transaction, as it does when the disk is
    /// full (sqlite.org/lang_transaction.html, "Response To Errors Within A Transaction").
    private func attempt(_ job: Job, _ db: Database) throws -> @Sendable () -> Void {
        try db.run("SAVEPOINT job")
        do {
            let ending = try job.run(db)
            try db.run("RELEASE job")
            return ending
        } catch {
            guard db.isInsideTransaction else { throw error }
            try db.run("ROLLBACK TO job")
            try db.run("RELEASE job")
            let failure = StoreError(error)
            return { job.fail(failure) }
        }
    }

    /// GRDB traps on a transaction that is left open, and SQLite may have ended this one by itself. A rollback that
    /// fails has ended it all the same.
    private func undo(_ db: Database) {
        if db.isInsideTransaction { try? db.rollback() }
    }
}

extension Database {
    /// Runs one statement, prepared once for each connection.
    func run(_ sql: String, _ arguments: StatementArguments = []) throws {
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }

    func rows(_ sql: String, _ arguments: StatementArguments = []) throws -> [Row] {
        try Row.fetchAll(cachedStatement(sql: sql), arguments: arguments)
    }

    func row(_ sql: String, _ arguments: StatementArguments = []) throws -> Row? {
        try Row.fetchOne(cachedStatement(sql: sql), arguments: arguments)
    }
}
