public import Domain
public import Foundation
import GRDB

extension SQLiteStore {
    /// `isMarked`: the conditions of `SyncRequest.isWaiting` and `isRunning`.
    private static let known = """
        SELECT link, record, fingerprint, outcome,
            ifnull(claimedUntil > ? OR phase IN (1, 3) AND step = 0 OR phase IN (1, 2, 3) AND againAt IS NOT NULL, 0),
            ifnull(phase IN (1, 2, 3) AND step > 0, 0), ifnull(phase = 4, 0),
            syncRequest.id IS NOT NULL OR pass.pipeline IS NOT NULL
        FROM (SELECT ? AS connector, ? AS attribute, ? AS user, ? AS pipeline) AS wanted
        LEFT JOIN syncRequest USING (connector, attribute, user, pipeline)
        LEFT JOIN pass ON pass.connector = wanted.connector AND pass.attribute = wanted.attribute
            AND pass.user = wanted.user AND pass.pipeline = wanted.pipeline
        """

    public func known(_ keys: [RequestKey], at time: Date) async throws(StoreError) -> [RequestKey: KnownUser] {
        let now = Moment(time)
        return try await read { db in
            var known: [RequestKey: KnownUser] = [:]
            for key in keys {
                guard let row = try db.row(Self.known, StatementArguments([now] + key.columns)), row[7] else {
                    continue
                }
                let pass = StoredPass(link: row[0], record: row[1])
                known[key] = KnownUser(
                    link: try pass.targetUser(), values: try pass.values(), fingerprint: row[2],
                    outcome: try row.knownIfAny(3), isMarked: row[4], isFollowedUp: row[5] && !row[4], isDead: row[6])
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
        let whole = try StoreError.during { try PreparedPage(page) }
        let prepared = try await read { db in try whole.withoutStored(db) }
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
            try PageSaving(db: db, run: stored, time: time).save(prepared)
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
