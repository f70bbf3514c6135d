import Domain
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Storage

@Suite struct SchemaTests {
    private static let next = Schema(
        migrations: Migration.all + [
            Migration(sql: "ALTER TABLE meta ADD COLUMN note TEXT; CREATE TABLE more (id INTEGER)")
        ])

    @Test("processes that start together make one store", .timeLimit(.minutes(2)))
    func together() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "rollcall.db").path
            let salts = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<8 {
                    group.addTask { try await SQLiteStore(path: path, settle: .seconds(5)).salt() }
                }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(salts.count == 1)
        }
    }

    @Test("processes that start together migrate once, and keep what is stored", .timeLimit(.minutes(2)))
    func migration() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "rollcall.db").path
            let old = try await SQLiteStore(path: path, settle: .seconds(5))
            try await old.mark([Mark(.ada, cause: .test)], at: ManualTime.start)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        let store = try await SQLiteStore(
                            path: path, settle: .seconds(5), readOnly: false, schema: Self.next)
                        #expect(try await store.salt() == old.salt())
                    }
                }
                try await group.waitForAll()
            }
            let slot = ClaimSlot(connector: "entra", pipeline: "jira", limit: 1)
            #expect(try await old.claim([slot], lease: .seconds(60), at: ManualTime.start).map(\.key) == [.ada])
        }
    }

    @Test("a migration that fails leaves the file as it was")
    func failure() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "rollcall.db").path
            let broken = Schema(
                migrations: Self.next.migrations + [Migration(sql: "ALTER TABLE nowhere ADD COLUMN a TEXT")])
            await #expect(throws: StoreError.self) {
                try await SQLiteStore(path: path, settle: .seconds(5), readOnly: false, schema: broken)
            }
            let (version, tables) = try await DatabaseQueue(path: path).read { db in
                try (
                    Int.fetchOne(db, sql: "PRAGMA user_version"),
                    Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema")
                )
            }
            #expect(version == 0)
            #expect(tables == 0)
            _ = try await SQLiteStore(path: path, settle: .seconds(5)).salt()
        }
    }

    @Test("an older file is not migrated by one that may only read")
    func olderForReading() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "rollcall.db").path
            try await SQLiteStore(path: path, settle: .seconds(5)).close()
            let error = await #expect(throws: StoreError.self) {
                try await SQLiteStore(path: path, settle: .seconds(5), readOnly: true, schema: Self.next)
            }
            #expect(error?.code == .unavailable)
            #expect(error?.remedy?.contains("serve") == true)
        }
    }

    @Test(
        "claiming reads a range of an index that holds no request at rest",
        arguments: [SyncRequestTable.claimable, SyncRequestTable.anyClaimable])
    func plan(_ sql: String) async throws {
        try await withStore { store in
            let steps = try await store.read { db in
                let statement = try db.makeStatement(sql: "EXPLAIN QUERY PLAN \(sql)")
                let arguments = StatementArguments(Array(repeating: 1, count: sql.count { $0 == "?" }))
                return try Row.fetchAll(statement, arguments: arguments).map { $0["detail"] as String }
            }
            let range = "syncRequestDue (connector=? AND pipeline=? AND priority=? AND due<?)"
            #expect(steps == ["SEARCH syncRequest USING INDEX \(range)"])
            let condition = try await store.read { db in
                try String.fetchOne(db, sql: "SELECT sql FROM sqlite_schema WHERE name = 'syncRequestDue'")
            }
            #expect(condition?.hasSuffix("WHERE due IS NOT NULL") == true)
        }
    }
}
