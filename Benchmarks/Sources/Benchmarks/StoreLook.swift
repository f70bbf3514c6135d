import Foundation

/// What stands in the store, read past Rollcall.
struct StoreLook {
    let folder: URL

    /// The rows that a query answers, columns separated by `|`.
    private func rows(_ sql: String) async throws -> [Substring] {
        let look = try Program(
            "/usr/bin/sqlite3", ["-readonly", folder.appending(path: "rollcall.db").path, sql], folder: folder,
            name: "look")
        let code = try await look.ended(seconds: 60)
        guard code == 0 else { throw Program.Failure(description: "sqlite3: \(look.errors)") }
        return look.output.split(separator: "\n")
    }

    /// The single number that a query answers.
    private func number(_ sql: String) async throws -> Int {
        let rows = try await rows(sql)
        guard let number = rows.first.flatMap({ Int($0) }) else {
            throw Program.Failure(description: "sqlite3: \(rows) is no number")
        }
        return number
    }

    /// How many changes are on record, by the target's user name.
    func changes() async throws -> [String: Int] {
        let rows = try await rows("SELECT targetUser, count(*) FROM history GROUP BY targetUser")
        return rows.reduce(into: [:]) { counts, row in
            let columns = row.split(separator: "|")
            if columns.count == 2 { counts[String(columns[0])] = Int(columns[1]) }
        }
    }

    /// Changes on record that set what the change before had set already.
    func repeatedChanges() async throws -> Int {
        try await number(
            """
            SELECT count(*) FROM (SELECT new, lag(new) OVER (PARTITION BY targetUser, property ORDER BY id) AS before,
            row_number() OVER (PARTITION BY targetUser, property ORDER BY id) AS place FROM history)
            WHERE place > 1 AND new IS before
            """)
    }

    /// Passes that are due or under way.
    func waiting() async throws -> Int {
        try await number("SELECT count(*) FROM syncRequest WHERE phase = 1 OR token IS NOT NULL OR againAt IS NOT NULL")
    }

    /// Users whose pass came to an end.
    func synced() async throws -> Int {
        try await number("SELECT count(DISTINCT user) FROM syncRequest WHERE outcome IS NOT NULL")
    }

    /// From the first notification to the last, in seconds.
    func acknowledging() async throws -> Double {
        Double(try await number("SELECT max(receivedAt) - min(receivedAt) FROM delivery WHERE kind = 'notification'"))
            / 1000
    }

    /// From the first notification to the end of the last pass, in seconds.
    func syncing() async throws -> Double {
        Double(
            try await number(
                "SELECT (SELECT max(finishedAt) FROM syncRequest) - min(receivedAt) FROM delivery WHERE kind = 'notification'"
            )) / 1000
    }
}
