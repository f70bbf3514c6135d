import Foundation

/// What stands in the store, read past Rollcall.
struct StoreLook {
    let folder: URL

    /// The single number that a query answers.
    func number(_ sql: String) async throws -> Int {
        let look = try Program(
            "/usr/bin/sqlite3", ["-readonly", folder.appending(path: "rollcall.db").path, sql], folder: folder,
            name: "look")
        let code = try await look.ended(seconds: 60)
        let text = look.output.trimmingCharacters(in: .whitespacesAndNewlines)
        guard code == 0, let number = Int(text) else {
            throw Program.Failure(description: "sqlite3: \(look.errors)\(text)")
        }
        return number
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
