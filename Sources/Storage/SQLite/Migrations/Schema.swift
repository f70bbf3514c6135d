import Domain
import GRDB

/// Brings a file to the schema that this build knows. The number is SQLite's `user_version`, part of the file itself.
struct Schema: Sendable {
    let migrations: [Migration]

    var version: Int { migrations.count }

    /// Runs what is missing in one transaction, so that of several processes that start together one migrates and
    /// the others wait and find it done.
    func migrate(_ db: Database) throws {
        guard try !isCurrent(db) else { return }
        try db.inTransaction(.immediate) {
            let found = try Self.version(of: db)
            if found < version {
                guard try found > 0 || Self.isEmpty(db) else {
                    throw StoreError(
                        .refused, cause: "the file holds another program's tables",
                        remedy: "name another file under store.url")
                }
                for migration in migrations[found...] { try db.execute(sql: migration.sql) }
                try db.execute(sql: "PRAGMA user_version = \(version)")
            }
            return .commit
        }
    }

    /// - Throws: `.newerSchema`.
    func isCurrent(_ db: Database) throws -> Bool {
        let found = try Self.version(of: db)
        guard found <= version else {
            throw StoreError(
                .newerSchema,
                cause: "the file was written by a newer Rollcall (schema \(found), this one knows \(version))",
                remedy: "start the newer version, or restore a backup made before the upgrade")
        }
        return found == version
    }

    private static func version(of db: Database) throws -> Int {
        try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    }

    private static func isEmpty(_ db: Database) throws -> Bool {
        try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") == 0
    }
}
