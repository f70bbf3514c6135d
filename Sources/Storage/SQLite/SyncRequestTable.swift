import Domain
import Foundation
import GRDB

/// A row of `syncRequest`.
struct StoredRequest {
    let id: Int64
    var request: SyncRequest
}

/// Loads and saves sync requests; what happens to them in between is Domain's to say.
struct SyncRequestTable {
    private static let columns = """
        connector, attribute, user, pipeline, generation, phase, due, deadSince, priority, causeKind, causeID, markedAt, \
        step, attempts, error, token, claimedUntil, againPriority, againKind, againID, againAt, fingerprint, outcome, \
        finishedAt, id
        """
    private static let byKey =
        "SELECT \(columns) FROM syncRequest WHERE connector = ? AND attribute = ? AND user = ? AND pipeline = ?"
    private static let byUser =
        "SELECT \(columns) FROM syncRequest WHERE connector = ? AND attribute = ? AND user = ?"
    private static let deadByID = "SELECT \(columns) FROM syncRequest WHERE id = ? AND deadSince IS NOT NULL"
    private static let dead = "SELECT \(columns) FROM syncRequest WHERE deadSince IS NOT NULL ORDER BY deadSince, id"
    static let deferred =
        "SELECT \(columns) FROM syncRequest WHERE connector = ? AND pipeline = ? AND phase = 3 AND due IS NOT NULL"
    /// A few at a time, whatever the clock did to thousands.
    private static let ahead = """
        SELECT \(columns) FROM syncRequest
        WHERE due IS NOT NULL AND (due > ? OR claimedUntil > ?) AND id > ? ORDER BY id LIMIT ?
        """
    /// One range of the index `syncRequestDue`.
    static let claimable = """
        SELECT \(columns) FROM syncRequest
        WHERE connector = ? AND pipeline = ? AND priority = ? AND due <= ? AND (token IS NULL OR claimedUntil <= ?)
        ORDER BY due, id LIMIT ?
        """
    static let anyClaimable = """
        SELECT 1 FROM syncRequest
        WHERE connector = ? AND pipeline = ? AND priority = ? AND due <= ? AND (token IS NULL OR claimedUntil <= ?)
        LIMIT 1
        """
    private static let insert = """
        INSERT INTO syncRequest (\(columns))
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    private static let update = """
        UPDATE syncRequest SET (
            generation, phase, due, deadSince, priority, causeKind, causeID, markedAt, step, attempts, error, token,
            claimedUntil, againPriority, againKind, againID, againAt, fingerprint, outcome, finishedAt
        ) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE id = ?
        """

    let db: Database

    func request(of key: RequestKey) throws -> StoredRequest? {
        try db.row(Self.byKey, StatementArguments(key.columns)).map(stored)
    }

    func requests(of user: UserReference) throws -> [StoredRequest] {
        try db.rows(Self.byUser, StatementArguments(user.columns)).map(stored)
    }

    func deadLetter(_ id: Int64) throws -> StoredRequest? {
        try db.row(Self.deadByID, [id]).map(stored)
    }

    func deadLetters() throws -> [StoredRequest] {
        try db.rows(Self.dead).map(stored)
    }

    func deferred(in slot: ClaimSlot) throws -> [StoredRequest] {
        try db.rows(Self.deferred, [slot.connector, slot.pipeline]).map(stored)
    }

    /// Those that wait or are held beyond `time`, by id.
    func ahead(of time: Date, after id: Int64, atMost limit: Int) throws -> [StoredRequest] {
        let now = Moment(time)
        return try db.rows(Self.ahead, [now, now, id, limit]).map(stored)
    }

    func claimable(in slot: ClaimSlot, _ priority: Priority, atMost limit: Int, at time: Date) throws -> [StoredRequest]
    {
        let now = Moment(time)
        return try db.rows(
            Self.claimable, [slot.connector, slot.pipeline, priority.rawValue, now, now, limit]
        ).map(stored)
    }

    func anyClaimable(in slot: ClaimSlot, at time: Date) throws -> Bool {
        let now = Moment(time)
        return try Priority.allCases.contains { priority in
            try db.row(Self.anyClaimable, [slot.connector, slot.pipeline, priority.rawValue, now, now]) != nil
        }
    }

    func insert(_ request: SyncRequest) throws {
        try db.run(Self.insert, StatementArguments(request.key.columns + state(of: request) + [nil]))
    }

    func save(_ stored: StoredRequest) throws {
        try db.run(Self.update, StatementArguments(state(of: stored.request) + [stored.id]))
    }

    func delete(_ stored: StoredRequest) throws {
        try db.run("DELETE FROM syncRequest WHERE id = ?", [stored.id])
    }

    private func state(of request: SyncRequest) -> [(any DatabaseValueConvertible)?] {
        let (phase, deadSince): (Int, Date?) =
            switch request.phase {
            case .idle: (0, nil)
            case .waiting: (1, nil)
            case .followUp: (2, nil)
            case .deferred: (3, nil)
            case .dead(let since): (4, since)
            }
        let again = request.hold?.again
        return [
            request.generation, phase, Moment(request.due), Moment(deadSince), request.demand.priority.rawValue,
            request.demand.cause.kind.rawValue, request.demand.cause.id, Moment(request.demand.markedAt), request.step,
            request.attempts, request.error, request.hold?.token, Moment(request.hold?.until), again?.priority.rawValue,
            again?.cause.kind.rawValue, again?.cause.id, Moment(again?.markedAt), request.fingerprint,
            request.outcome?.rawValue, Moment(request.finishedAt),
        ]
    }

    private func stored(_ row: Row) throws -> StoredRequest {
        let error: String? = row[14]
        let due: Moment? = row[6]
        let deadSince: Moment? = row[7]
        let phase: SyncRequest.Phase =
            switch (row[5] as Int, due, deadSince) {
            case (0, _, _): .idle
            case (1, let due?, _): .waiting(due: due.date)
            case (2, let due?, _): .followUp(at: due.date)
            case (3, let due?, _): .deferred(until: due.date)
            case (4, _, let since?): .dead(since: since.date)
            case (let other, _, _): throw StoreError(.corrupt, cause: "a sync request is in phase \(other)")
            }
        let request = SyncRequest(
            key: row.requestKey, generation: row[4], phase: phase,
            demand: Demand(
                cause: try row.cause(kind: 9, id: 10), priority: try row.known(8), markedAt: (row[11] as Moment).date),
            step: row[12], attempts: row[13], error: error, hold: try hold(row), fingerprint: row[21],
            outcome: try row.knownIfAny(22), finishedAt: (row[23] as Moment?)?.date)
        return StoredRequest(id: row[24], request: request)
    }

    private func hold(_ row: Row) throws -> SyncRequest.Hold? {
        guard let token = row[15] as String?, let until = row[16] as Moment? else { return nil }
        let again: Demand? = try (row[20] as Moment?).map { markedAt in
            Demand(cause: try row.cause(kind: 18, id: 19), priority: try row.known(17), markedAt: markedAt.date)
        }
        return SyncRequest.Hold(token: token, until: until.date, again: again)
    }
}
