import Domain
import Foundation
import GRDB

/// Which claim writes an account of a target now, and how often such claims have ended.
struct AccountTable {
    let db: Database

    func version(of account: Account) throws -> Int64 {
        try db.row("SELECT version FROM account WHERE target = ? AND key = ?", [account.target, account.key])?[0]
            ?? floor()
    }

    /// Takes the account. False: another claim holds it, or ended since `version`.
    func take(_ account: Account, for token: String, until end: Date, version: Int64, at time: Date) throws -> Bool {
        let row = try db.row(
            "SELECT version, token, heldUntil FROM account WHERE target = ? AND key = ?", [account.target, account.key])
        if let row, let holder = row[1] as String?, holder != token, let until = row[2] as Moment? {
            // It may have written after `version` was read; the version that it leaves says so.
            if until.date <= time { try self.end(holder) }
            return false
        }
        guard try (row?[0] ?? floor()) == version else { return false }
        try db.run(
            """
            INSERT INTO account (target, key, version, token, heldUntil) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET token = excluded.token, heldUntil = excluded.heldUntil
            """, [account.target, account.key, version, token, Moment(end)])
        return true
    }

    func extend(_ token: String, until end: Date) throws {
        try db.run("UPDATE account SET heldUntil = ? WHERE token = ?", [Moment(end), token])
    }

    /// No hold reaches further than `end`.
    func shorten(to end: Date) throws {
        try db.run("UPDATE account SET heldUntil = ? WHERE heldUntil > ?", [Moment(end), Moment(end)])
    }

    /// The claim writes no more.
    func end(_ token: String) throws {
        try db.run(
            "UPDATE account SET version = version + 1, token = NULL, heldUntil = NULL WHERE token = ?", [token])
    }

    /// Erases what is kept of accounts that have this key. One that a claim holds stays; whatever was read before is
    /// out of date for whoever intends to write.
    func forget(key: String) throws {
        try db.run(
            """
            UPDATE meta SET value = CAST(max(CAST(value AS INTEGER),
                ifnull((SELECT max(version) + 1 FROM account WHERE key = ? AND token IS NULL), 0)) AS TEXT)
            WHERE name = 'accountFloor'
            """, [key])
        try db.run("DELETE FROM account WHERE key = ? AND token IS NULL", [key])
    }

    /// The version of an account that has no row.
    private func floor() throws -> Int64 {
        try db.row("SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'accountFloor'")?[0] ?? 0
    }
}
