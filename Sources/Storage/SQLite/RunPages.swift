public import Domain
public import Foundation
import GRDB

extension SQLiteStore {
    public func known(_ keys: [RequestKey], at time: Date) async throws(StoreError) -> [RequestKey: KnownUser] {
        let time = time.wholeMilliseconds
        return try await read { db in
            let (requests, ledger) = (SyncRequestTable(db: db), LedgerTables(db: db))
            var known: [RequestKey: KnownUser] = [:]
            for key in keys {
                let (request, pass) = (try requests.request(of: key)?.request, try ledger.pass(of: key))
                guard request != nil || pass != nil else { continue }
                known[key] = KnownUser(
                    link: pass?.link, values: pass?.record, fingerprint: request?.fingerprint,
                    outcome: request?.outcome,
                    isMarked: request.map { $0.isWaiting(at: time) || $0.isRunning(at: time) } ?? false)
            }
            return known
        }
    }

    public func listed(
        _ users: [String], of id: String, connector: String
    ) async throws(StoreError) -> Set<String> {
        try await read { db in
            guard let run = try RunTable(db: db).run(id)?.number else { return [] }
            return Set(
                try users.filter { user in
                    try db.row(
                        "SELECT 1 FROM runSeen WHERE run = ? AND connector = ? AND user = ?", [run, connector, user])
                        != nil
                })
        }
    }

    public func progress(of id: String, connector: String) async throws(StoreError) -> ListingProgress {
        try await read { db in
            let runs = RunTable(db: db)
            guard let run = try runs.run(id)?.number else {
                return ListingProgress(cursor: nil, pages: 0, isComplete: false)
            }
            return try runs.listing(of: run, connector: connector)
        }
    }

    public func save(
        _ page: PlannedPage, of id: String, owner: String, at time: Date
    ) async throws(StoreError) -> Bool {
        let time = time.wholeMilliseconds
        return try await write { db in
            let runs = RunTable(db: db)
            guard let stored = try runs.run(id), stored.isHeld(by: owner), stored.run.phase == .planning else {
                return false
            }
            let pages = try runs.listing(of: stored.number, connector: page.connector).pages
            if page.number == pages - 1 { return true }
            guard page.number == pages else {
                throw StoreError(.refused, cause: "page \(page.number) of a run where \(pages) belongs")
            }
            try PageSaving(db: db, run: stored, time: time).save(page)
            return true
        }
    }

    public func unseenUsers(
        of id: String, pipeline: String, after user: String?, limit: Int
    ) async throws(StoreError) -> [UserReference] {
        try await read { db in
            guard let run = try RunTable(db: db).run(id)?.number else { return [] }
            return try PageSaving.unseen(db, run: run, pipeline: pipeline, after: user ?? "", limit: max(0, limit))
        }
    }
}

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

    func save(_ page: PlannedPage) throws {
        let runs = RunTable(db: db)
        for user in page.users {
            try db.run(
                "INSERT OR IGNORE INTO runSeen (run, connector, user) VALUES (?, ?, ?)",
                [run.number, page.connector, user])
        }
        for plan in page.plans { try PlanTable(db: db).insert(plan, run: run.number) }
        for (key, finding) in page.findings { try save(finding, of: key) }
        for (user, manager) in page.managers {
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

    private func save(_ finding: Finding, of key: RequestKey) throws {
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
        try LedgerTables(db: db).save(link: finding.link, values: finding.values, for: key)
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
