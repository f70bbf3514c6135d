import Dispatch
import Domain
import Foundation
import GRDB
import Synchronization
import TestSupport
import Testing

@testable import Storage

@Suite struct GroupCommitTests {
    private struct Refusal: Error {}

    @Test("what queues while a commit runs shares the next one")
    func shares() async throws {
        try await withStore { store in
            let commits = CommitCounter()
            store.pool.add(transactionObserver: commits, extent: .databaseLifetime)
            let gate = Gate()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await store.write { _ in gate.hold() } }
                try await waitUntil { gate.isHeld }
                for index in 0..<100 {
                    group.addTask {
                        try await store.mark([Mark(.user("user-\(index)"), cause: .test)], at: ManualTime.start)
                    }
                }
                try await waitUntil { store.queuedWrites == 100 }
                gate.open()
                try await group.waitForAll()
            }
            #expect(commits.count <= 2)
            #expect(try await store.queueStatus(at: ManualTime.start).connectors["entra"]?.waiting == 100)
        }
    }

    @Test("one that fails is undone alone, and the others of its commit are stored")
    func failsAlone() async throws {
        try await withStore { store in
            let gate = Gate()
            await withTaskGroup(of: Void.self) { group in
                group.addTask { try? await store.write { _ in gate.hold() } }
                try? await waitUntil { gate.isHeld }
                for index in 0..<9 {
                    group.addTask {
                        let key = RequestKey.user("user-\(index)")
                        let result = await Result {
                            try await store.write { db in
                                try SyncRequestTable(db: db).mark(
                                    [Mark(key, cause: .test)], at: ManualTime.start, settle: .seconds(5))
                                if index == 4 { throw Refusal() }
                            }
                        }
                        #expect((try? result.get()) != nil || index == 4)
                        #expect((try? result.get()) == nil || index != 4)
                    }
                }
                try? await waitUntil { store.queuedWrites == 9 }
                gate.open()
            }
            let slot = ClaimSlot(connector: "entra", pipeline: "jira", limit: 100)
            let claims = try await store.claim([slot], lease: .seconds(60), at: ManualTime.start)
            #expect(Set(claims.map(\.key.user.value)) == Set((0..<9).filter { $0 != 4 }.map { "user-\($0)" }))
        }
    }

    @Test("a full disk is told, nothing is half stored, and all goes on when there is room again")
    func fullDisk() async throws {
        try await withStore { store in
            try await store.mark([Mark(.ada, cause: .test)], at: ManualTime.start)
            try await store.leaveRoom(pages: 0)
            let error = await #expect(throws: StoreError.self) {
                let many = (0..<20_000).map { Mark(.user("user-\($0)"), cause: .test) }
                try await store.mark(many, at: ManualTime.start)
            }
            #expect(error?.code == .full)
            #expect(error?.remedy != nil)
            let slot = ClaimSlot(connector: "entra", pipeline: "jira", limit: 100)
            #expect(try await store.queueStatus(at: ManualTime.start).connectors["entra"]?.waiting == 1)
            try await store.leaveRoom(pages: 1_000_000)
            try await store.mark([Mark(.bob, cause: .test)], at: ManualTime.start)
            let claims = try await store.claim([slot], lease: .seconds(60), at: ManualTime.start)
            #expect(Set(claims.map(\.key)) == [.ada, .bob])
        }
    }

    @Test("one that is too large for the disk takes no small ones with it")
    func fullForOne() async throws {
        try await withStore { store in
            try await store.leaveRoom(pages: 20)
            let gate = Gate()
            await withTaskGroup(of: Void.self) { group in
                group.addTask { try? await store.write { _ in gate.hold() } }
                try? await waitUntil { gate.isHeld }
                group.addTask {
                    let many = (0..<20_000).map { Mark(.user("user-\($0)"), cause: .test) }
                    let error = await #expect(throws: StoreError.self) {
                        try await store.mark(many, at: ManualTime.start)
                    }
                    #expect(error?.code == .full)
                }
                for key in [RequestKey.ada, .bob] {
                    group.addTask {
                        await #expect(throws: Never.self) {
                            try await store.mark([Mark(key, cause: .test)], at: ManualTime.start)
                        }
                    }
                }
                try? await waitUntil { store.queuedWrites == 3 }
                gate.open()
            }
            let slot = ClaimSlot(connector: "entra", pipeline: "jira", limit: 100)
            let claims = try await store.claim([slot], lease: .seconds(60), at: ManualTime.start)
            #expect(Set(claims.map(\.key)) == [.ada, .bob])
        }
    }

    @Test("a pool that finds nothing due does not ask for the write lock")
    func idle() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "rollcall.db").path
            let store = try await SQLiteStore(path: path, settle: .seconds(5))
            try await store.mark([Mark(.ada, cause: .test)], at: ManualTime.start.addingTimeInterval(60))
            var configuration = Configuration()
            configuration.allowsUnsafeTransactions = true
            let other = try DatabaseQueue(path: path, configuration: configuration)
            try await other.writeWithoutTransaction { db in try db.beginTransaction(.immediate) }
            let slot = ClaimSlot(connector: "entra", pipeline: "jira", limit: 100)
            #expect(try await store.claim([slot], lease: .seconds(60), at: ManualTime.start).isEmpty)
            try await other.writeWithoutTransaction { db in try db.rollback() }
        }
    }

    @Test(
        "SQLite's codes mean what the caller has to decide by",
        arguments: [
            (ResultCode.SQLITE_FULL, StoreError.Code.full), (.SQLITE_READONLY, .readOnly), (.SQLITE_PERM, .readOnly),
            (.SQLITE_BUSY, .unavailable), (.SQLITE_LOCKED, .unavailable), (.SQLITE_CANTOPEN, .unavailable),
            (.SQLITE_IOERR, .unavailable), (.SQLITE_NOMEM, .unavailable), (.SQLITE_MISUSE, .unavailable),
            (.SQLITE_CORRUPT, .corrupt), (.SQLITE_NOTADB, .corrupt), (.SQLITE_CONSTRAINT, .refused),
            (.SQLITE_ERROR, .refused), (.SQLITE_READONLY_DBMOVED, .readOnly), (.SQLITE_IOERR_FSYNC, .unavailable),
        ])
    func codes(_ sqlite: ResultCode, _ code: StoreError.Code) {
        #expect(StoreError(DatabaseError(resultCode: sqlite)).code == code)
    }

    @Test("an error names the statement and no value")
    func noValues() async throws {
        try await withStore { (store) async throws in
            let delivery = DeliveryRecord(
                id: "s3cret-id", connector: "entra", kind: .notification, receivedAt: ManualTime.start,
                source: "s3cret-source", accepted: 1, rejected: 0)
            #expect(try await store.accept(delivery, marks: [], at: ManualTime.start) == .stored)
            let error = await #expect(throws: StoreError.self) {
                try await store.accept(delivery, marks: [], at: ManualTime.start)
            }
            #expect(error?.code == .refused)
            #expect(error?.description.contains("INSERT INTO delivery") == true)
            #expect(error?.description.contains("s3cret") == false)
        }
    }
}

/// Keeps a write transaction open until the test lets it go on.
private final class Gate: Sendable {
    private let held = Mutex(false)
    private let opened = DispatchSemaphore(value: 0)

    var isHeld: Bool { held.withLock { $0 } }

    func hold() {
        held.withLock { $0 = true }
        // A test that fails before it opens the gate must not hang.
        _ = opened.wait(timeout: .now() + 60)
    }

    func open() { opened.signal() }
}

private final class CommitCounter: TransactionObserver, Sendable {
    private let commits = Mutex(0)

    var count: Int { commits.withLock { $0 } }

    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { true }
    func databaseDidChange(with event: DatabaseEvent) {}
    func databaseDidCommit(_ db: Database) { commits.withLock { $0 += 1 } }
    func databaseDidRollback(_ db: Database) {}
}

extension SQLiteStore {
    /// As if the disk had room for so many pages more.
    fileprivate func leaveRoom(pages: Int) async throws {
        try await pool.writeWithoutTransaction { db in
            let present = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            _ = try Int.fetchOne(db, sql: "PRAGMA max_page_count = \(present + pages)")
        }
    }
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
