import Domain
import Foundation
import GRDB

/// Stores one page within a write transaction.
struct PageSaving {
    /// The connectors of a pipeline are one, unless the configuration was changed: each is looked at in its own range.
    static let unseen = """
        SELECT connector, '', user FROM pass
        WHERE pipeline = ? AND connector = ? AND user > ? AND link IS NOT NULL AND attribute = ''
            AND NOT EXISTS (
                SELECT 1 FROM runSeen WHERE run = ? AND runSeen.connector = pass.connector AND runSeen.user = pass.user)
        ORDER BY user LIMIT ?
        """

    let db: Database
    let run: StoredRun
    let time: Date

    func save(_ prepared: PreparedPage) throws {
        let page = prepared.page
        let runs = RunTable(db: db)
        for user in page.users {
            try db.run(
                "INSERT OR IGNORE INTO runSeen (run, connector, user) VALUES (?, ?, ?)",
                [run.number, page.connector, user])
        }
        for plan in prepared.plans { try PlanTable(db: db).insert(plan, run: run.number) }
        for (key, finding, pass) in prepared.findings { try save(finding, pass, of: key) }
        for (user, manager) in prepared.managers {
            try EdgeTable(db: db).save(manager, of: user, connector: page.connector)
        }
        for (pipeline, counts) in page.counts {
            let sum = try runs.counts(of: run.number, pipeline: pipeline) + counts
            try runs.save(sum, of: run.number, pipeline: pipeline)
        }
        try runs.save(
            ListingProgress(cursor: page.next, pages: page.number + 1, isComplete: page.next == nil), of: run.number,
            connector: page.connector)
    }

    private func save(_ finding: Finding, _ pass: StoredPass, of key: RequestKey) throws {
        let requests = SyncRequestTable(db: db)
        if var stored = try requests.request(of: key) {
            let before = stored.request
            guard stored.request.observe(fingerprint: finding.fingerprint, readAt: finding.readAt, at: time) else {
                return
            }
            if stored.request != before { try requests.save(stored) }
        } else {
            try requests.insert(
                SyncRequest(unmarked: key, fingerprint: finding.fingerprint, cause: run.run.cause, at: time))
        }
        try LedgerTables(db: db).save(pass, for: key)
    }

    static func unseen(
        _ db: Database, run: Int64, pipeline: String, after user: String, limit: Int
    ) throws -> [UserReference] {
        let connectors = try db.rows(
            "SELECT connector FROM runListing WHERE run = ? AND isComplete ORDER BY connector", [run])
        let users = try connectors.flatMap { connector in
            try db.rows(unseen, [pipeline, connector[0] as String, user, run, limit]).map(\.userReference)
        }
        return Array(users.sorted { $0.value < $1.value }.prefix(limit))
    }
}
