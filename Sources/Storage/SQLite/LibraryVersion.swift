import GRDB

extension SQLiteStore {
    /// The version of the SQLite library that is linked.
    public static func libraryVersion() throws -> String {
        try DatabaseQueue().read { db in try String.fetchOne(db, sql: "SELECT sqlite_version()") ?? "unknown" }
    }
}
