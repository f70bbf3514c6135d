import Domain
import GRDB

/// Whom a name meant when it was resolved.
struct NameTable {
    let db: Database

    /// The name's claim ended with `marks` of the users that it means.
    func add(_ name: UserReference, meant marks: [Mark]) throws {
        for user in Set(marks.map(\.key.user)) where user.attribute == nil {
            try db.run(
                "INSERT OR IGNORE INTO resolvedName (connector, attribute, name, user) VALUES (?, ?, ?, ?)",
                StatementArguments(name.columns + [user.value]))
        }
    }

    func names(of user: UserReference) throws -> [UserReference] {
        guard user.attribute == nil else { return [] }
        return try db.rows(
            "SELECT connector, attribute, name FROM resolvedName WHERE connector = ? AND user = ?",
            [user.connector, user.value]
        ).map(\.userReference)
    }

    func forget(_ name: UserReference) throws {
        try db.run(
            "DELETE FROM resolvedName WHERE connector = ? AND attribute = ? AND name = ?",
            StatementArguments(name.columns))
    }
}
