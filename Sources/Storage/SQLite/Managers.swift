public import Domain
import Foundation
import GRDB

extension SQLiteStore {
    public func reports(
        of manager: UserReference, after user: String?, limit: Int
    ) async throws(StoreError) -> [UserReference] {
        guard manager.attribute == nil else { return [] }
        return try await read { db in
            try db.rows(
                EdgeTable.below, [manager.connector, manager.value, user ?? "", max(0, limit)]
            ).map { UserReference(connector: manager.connector, id: $0[0]) }
        }
    }
}

/// Who reports to whom.
struct EdgeTable {
    static let below =
        "SELECT user FROM managerEdge WHERE connector = ? AND manager = ? AND user > ? ORDER BY user LIMIT ?"

    let db: Database

    func manager(of user: String, connector: String) throws -> String? {
        try db.row("SELECT manager FROM managerEdge WHERE connector = ? AND user = ?", [connector, user])?[0]
    }

    /// - Parameter manager: Empty: nobody.
    func save(_ manager: String, of user: String, connector: String) throws {
        guard !manager.isEmpty else {
            return try db.run("DELETE FROM managerEdge WHERE connector = ? AND user = ?", [connector, user])
        }
        try db.run(
            """
            INSERT INTO managerEdge (connector, user, manager) VALUES (?, ?, ?)
            ON CONFLICT DO UPDATE SET manager = excluded.manager WHERE manager <> excluded.manager
            """, [connector, user, manager])
    }

    /// Erases the edges to and from a user.
    func forget(_ user: UserReference) throws {
        try db.run(
            "DELETE FROM managerEdge WHERE connector = ? AND user = ?", [user.connector, user.value])
        try db.run(
            "DELETE FROM managerEdge WHERE connector = ? AND manager = ?", [user.connector, user.value])
    }
}
