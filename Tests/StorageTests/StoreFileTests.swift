import Domain
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Storage

@Suite struct StoreFileTests {
    @Test("makes the file and its folder for their owner alone")
    func rights() async throws {
        try await withTemporaryFolder { folder in
            let inner = folder.appending(path: "inner")
            let path = inner.appending(path: "rollcall.db").path
            let store = try await SQLiteStore(path: path, settle: .seconds(5))
            try await store.probe()
            #expect(try rights(of: inner.path) == 0o700)
            for suffix in ["", "-wal", "-shm"] { #expect(try rights(of: path + suffix) == 0o600) }
            try await store.close()
        }
    }

    @Test("commits with synchronous FULL, into a write-ahead log")
    func synchronous() async throws {
        try await withStore { (store) async throws in
            #expect(try await store.synchronousMode() == 2)
            #expect(try await store.read { db in try String.fetchOne(db, sql: "PRAGMA journal_mode") } == "wal")
        }
    }

    @Test("says what is wrong with a path that is no store", arguments: BadFile.allCases)
    func badFile(_ bad: BadFile) async throws {
        try await withTemporaryFolder { folder in
            let path = try bad.make(in: folder)
            let error = await #expect(throws: StoreError.self) {
                try await SQLiteStore(path: path, settle: .seconds(5))
            }
            #expect(error?.code == bad.code)
            #expect(error?.remedy != nil)
        }
    }

    @Test("refuses a file that a newer Rollcall wrote, for reading too", arguments: [false, true])
    func newerSchema(_ readOnly: Bool) async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "rollcall.db").path
            try await SQLiteStore(path: path, settle: .seconds(5)).close()
            try await DatabaseQueue(path: path).write { db in try db.execute(sql: "PRAGMA user_version = 7") }
            let error = await #expect(throws: StoreError.self) {
                try await SQLiteStore(path: path, settle: .seconds(5), readOnly: readOnly)
            }
            #expect(error?.code == .newerSchema)
            #expect(
                error?.cause.contains("newer Rollcall (schema 7, this one knows \(SQLiteStore.schemaVersion))") == true)
            #expect(error?.remedy != nil)
        }
    }

    @Test("opened for reading, it reads, and refuses to write")
    func readOnly() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "rollcall.db").path
            let missing = await #expect(throws: StoreError.self) {
                try await SQLiteStore(path: path, settle: .seconds(5), readOnly: true)
            }
            #expect(missing?.code == .unavailable)
            #expect(!FileManager.default.fileExists(atPath: path))
            let store = try await SQLiteStore(path: path, settle: .seconds(5))
            try await store.mark([Mark(.ada, cause: .test)], at: ManualTime.start)
            let reader = try await SQLiteStore(path: path, settle: .seconds(5), readOnly: true)
            #expect(try await reader.queueStatus(at: ManualTime.start).connectors["entra"]?.waiting == 1)
            let error = await #expect(throws: StoreError.self) {
                try await reader.mark([Mark(.bob, cause: .test)], at: ManualTime.start)
            }
            #expect(error?.code == .readOnly)
        }
    }

    @Test("a closed store is unavailable")
    func closed() async throws {
        try await withStore { store in
            try await store.close()
            let write = await #expect(throws: StoreError.self) { try await store.probe() }
            let read = await #expect(throws: StoreError.self) { try await store.salt() }
            #expect(write?.code == .unavailable)
            #expect(read?.code == .unavailable)
        }
    }

    @Test("what was acknowledged is in the files at that moment, before any closing or checkpoint")
    func durable() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "rollcall.db").path
            let store = try await SQLiteStore(path: path, settle: .seconds(5))
            for index in 0..<50 {
                try await store.mark([Mark(.user("user-\(index)"), cause: .test)], at: ManualTime.start)
            }
            let copy = folder.appending(path: "copy.db").path
            for suffix in ["", "-wal"] {
                try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix)
            }
            let after = try await SQLiteStore(path: copy, settle: .seconds(5))
            let slot = ClaimSlot(connector: "entra", pipeline: "jira", limit: 100)
            #expect(try await after.claim([slot], lease: .seconds(60), at: ManualTime.start).count == 50)
        }
    }

    private func rights(of path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
}

/// Things that may stand where a store should.
enum BadFile: CaseIterable, Sendable {
    case folder, text, otherProgram, missingFolders

    var code: StoreError.Code {
        switch self {
        case .folder, .missingFolders: .unavailable
        case .text: .corrupt
        case .otherProgram: .refused
        }
    }

    func make(in folder: URL) throws -> String {
        let path = folder.appending(path: "rollcall.db")
        switch self {
        case .folder:
            try FileManager.default.createDirectory(at: path, withIntermediateDirectories: false)
        case .text:
            try Data(String(repeating: "no database, ", count: 1000).utf8).write(to: path)
        case .otherProgram:
            try DatabaseQueue(path: path.path).write { db in try db.execute(sql: "CREATE TABLE theirs (id INTEGER)") }
        case .missingFolders:
            return folder.appending(path: "a/b/c/rollcall.db").path
        }
        return path.path
    }
}

func withStore<T>(_ body: (SQLiteStore) async throws -> T) async throws -> T {
    try await withTemporaryFolder { folder in
        try await body(SQLiteStore(path: folder.appending(path: "rollcall.db").path, settle: StoreUnderTest.settle))
    }
}

extension RequestKey {
    static let ada = user("ada")
    static let bob = user("bob")
    static func user(_ id: String) -> RequestKey {
        RequestKey(UserReference(connector: "entra", id: id), pipeline: "jira")
    }
}

extension Cause {
    static let test = Cause(.notification, id: "delivery")
}
