import Domain
import Foundation
import GRDB

/// A row of `run`, without its counts.
struct StoredRun {
    let number: Int64
    var run: Run
    var lease: (owner: String, until: Date)?

    /// Whether `owner` may go on; a lease that ran out still counts until somebody else takes the run.
    func isHeld(by owner: String) -> Bool { lease?.owner == owner }
}

/// Loads and saves runs and their counts.
struct RunTable {
    private static let columns =
        "id, kind, depth, causeKind, causeID, startedAt, phase, reason, finishedAt, owner, leasedUntil, number"
    static let open = "SELECT \(columns) FROM run WHERE finishedAt IS NULL ORDER BY number"

    let db: Database

    func run(_ id: String) throws -> StoredRun? {
        try db.row("SELECT \(Self.columns) FROM run WHERE id = ?", [id]).map(stored)
    }

    /// Those that are not over, the oldest first.
    func openRuns() throws -> [StoredRun] { try db.rows(Self.open).map(stored) }

    func runs(limit: Int, before number: Int64) throws -> [StoredRun] {
        try db.rows(
            "SELECT \(Self.columns) FROM run WHERE number < ? ORDER BY number DESC LIMIT ?", [number, max(0, limit)]
        ).map(stored)
    }

    func insert(_ run: Run, owner: String, until end: Date) throws {
        try db.run(
            """
            INSERT INTO run (
                id, kind, depth, causeKind, causeID, startedAt, phase, reason, finishedAt, owner, leasedUntil
            ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                run.id, run.kind.rawValue, run.depth.rawValue, run.cause.kind.rawValue, run.cause.id,
                Moment(run.startedAt), run.phase.rawValue, run.reason, Moment(run.finishedAt), owner, Moment(end),
            ])
        let number = db.lastInsertedRowID
        for pipeline in run.pipelines {
            try db.run(
                "INSERT INTO runPipeline (run, pipeline, counts) VALUES (?, ?, ?)",
                [number, pipeline, try StoredJSON.text(run.counts[pipeline] ?? RunCounts())])
        }
    }

    func save(_ stored: StoredRun) throws {
        try db.run(
            "UPDATE run SET (phase, reason, finishedAt, owner, leasedUntil) = (?, ?, ?, ?, ?) WHERE number = ?",
            [
                stored.run.phase.rawValue, stored.run.reason, Moment(stored.run.finishedAt), stored.lease?.owner,
                Moment(stored.lease?.until), stored.number,
            ])
    }

    func shortenLeases(to end: Date) throws {
        try db.run(
            "UPDATE run SET leasedUntil = ? WHERE finishedAt IS NULL AND leasedUntil > ?", [Moment(end), Moment(end)])
    }

    func counts(of number: Int64, pipeline: String) throws -> RunCounts {
        let row = try db.row("SELECT counts FROM runPipeline WHERE run = ? AND pipeline = ?", [number, pipeline])
        return try row.map { try StoredJSON.value($0[0]) } ?? RunCounts()
    }

    func save(_ counts: RunCounts, of number: Int64, pipeline: String) throws {
        try db.run(
            "UPDATE runPipeline SET counts = ? WHERE run = ? AND pipeline = ?",
            [try StoredJSON.text(counts), number, pipeline])
    }

    func listing(of number: Int64, connector: String) throws -> ListingProgress {
        let row = try db.row(
            "SELECT pages, cursor, isComplete FROM runListing WHERE run = ? AND connector = ?", [number, connector])
        guard let row else { return ListingProgress(cursor: nil, pages: 0, isComplete: false) }
        return ListingProgress(cursor: row[1], pages: row[0], isComplete: row[2])
    }

    func save(_ progress: ListingProgress, of number: Int64, connector: String) throws {
        try db.run(
            """
            INSERT OR REPLACE INTO runListing (run, connector, pages, cursor, isComplete) VALUES (?, ?, ?, ?, ?)
            """, [number, connector, progress.pages, progress.cursor, progress.isComplete])
    }

    /// Remembers when the pipelines of `run` were reconciled to the end.
    func reconciled(_ run: Run, at time: Date) throws {
        for pipeline in run.pipelines {
            try db.run(
                """
                INSERT INTO reconciliation (pipeline, depth, at) VALUES (?, ?, ?)
                ON CONFLICT DO UPDATE SET at = max(at, excluded.at)
                """, [pipeline, run.depth.rawValue, Moment(time)])
        }
    }

    private func stored(_ row: Row) throws -> StoredRun {
        let number: Int64 = row[11]
        let counts = try db.rows("SELECT pipeline, counts FROM runPipeline WHERE run = ?", [number])
            .map { ($0[0] as String, try StoredJSON.value($0[1]) as RunCounts) }
        let run = Run(
            id: row[0], kind: try row.known(1), depth: try row.known(2), pipelines: counts.map(\.0),
            cause: try row.cause(kind: 3, id: 4), startedAt: (row[5] as Moment).date, phase: try row.known(6),
            reason: row[7], finishedAt: (row[8] as Moment?)?.date,
            counts: Dictionary(counts, uniquingKeysWith: { $1 }))
        let until: Moment? = row[10]
        let lease = (row[9] as String?).flatMap { owner in until.map { (owner: owner, until: $0.date) } }
        return StoredRun(number: number, run: run, lease: lease)
    }
}
