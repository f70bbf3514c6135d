import Domain
import Foundation
import GRDB

/// How the file is opened. Blocks.
struct StoreFile: Sendable {
    /// How long to wait for another process that opens, migrates or writes.
    private static let patience: TimeInterval = 10

    let path: String
    let readOnly: Bool
    let schema: Schema

    func open() throws -> DatabasePool {
        if !readOnly { try make() }
        let pool = try connect()
        do {
            try prepare(pool)
        } catch {
            try pool.close()
            throw error
        }
        return pool
    }

    /// Made by hand, since SQLite would give everybody the right to read it; `-wal` and `-shm` get the same rights.
    private func make() throws {
        let files = FileManager.default
        guard !files.fileExists(atPath: path) else { return }
        do {
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
            if !files.fileExists(atPath: folder.path) {
                try files.createDirectory(
                    at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
            }
            try Data().write(to: URL(fileURLWithPath: path), options: .withoutOverwriting)
            try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        } catch {
            // Another process that starts at the same time may have made it.
            guard !files.fileExists(atPath: path) else { return }
            throw StoreError(
                .unavailable, cause: "'\(path)' cannot be made: \(error.localizedDescription)",
                remedy: "make its folder, writable for this user")
        }
    }

    private func connect() throws -> DatabasePool {
        var configuration = Configuration()
        configuration.readonly = readOnly
        configuration.busyMode = .timeout(Self.patience)
        configuration.maximumReaderCount = 4
        let end = Date(timeIntervalSinceNow: Self.patience)
        while true {
            do {
                return try DatabasePool(path: path, configuration: configuration)
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY && Date() < end {
                // Switching to WAL does not wait for other processes (sqlite.org/wal.html, section 2.2 and 8).
                Thread.sleep(forTimeInterval: 0.02)
            }
        }
    }

    private func prepare(_ pool: DatabasePool) throws {
        if readOnly {
            guard try !pool.read(schema.isCurrent) else { return }
            throw StoreError(
                .unavailable, cause: "the schema is older than this Rollcall's, and the file may only be read",
                remedy: "open it once for writing: `rollcall serve`")
        }
        try pool.writeWithoutTransaction { db in
            // GRDB set NORMAL when it opened the pool: a power cut could then undo commits that were acknowledged.
            try db.execute(sql: "PRAGMA synchronous = FULL")
            guard try Int.fetchOne(db, sql: "PRAGMA synchronous") == 2 else {
                throw StoreError(.unavailable, cause: "SQLite refuses synchronous = FULL")
            }
            // What is deleted is overwritten: a user who is forgotten must not stay in the file's free pages.
            try db.execute(sql: "PRAGMA secure_delete = ON")
            try schema.migrate(db)
        }
    }
}
