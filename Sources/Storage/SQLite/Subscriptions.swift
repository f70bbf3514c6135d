public import Domain
public import Foundation
import GRDB

extension SQLiteStore {
    public func subscriptions() async throws(StoreError) -> [SubscriptionRecord] {
        try await read { db in
            try db.rows(
                """
                SELECT connector, kind, id, state, expires, notificationURL, secretDigest,
                       resource, renewAt
                FROM subscription ORDER BY connector, kind, id
                """
            ).map { row in
                SubscriptionRecord(
                    connector: row[0], kind: row[1], id: row[2], state: try row.known(3),
                    expires: (row[4] as Moment?)?.date, notificationURL: row[5], secretDigest: row[6],
                    resource: row[7], renewAt: (row[8] as Moment?)?.date)
            }
        }
    }

    public func save(_ record: SubscriptionRecord) async throws(StoreError) {
        try await write { db in
            try db.run(
                """
                INSERT OR REPLACE INTO subscription (
                    connector, kind, id, state, expires, notificationURL, secretDigest, resource,
                    renewAt
                ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    record.connector, record.kind, record.id, record.state.rawValue, Moment(record.expires),
                    record.notificationURL, record.secretDigest, record.resource,
                    Moment(record.renewAt),
                ])
        }
    }

    public func removeSubscription(connector: String, kind: String, id: String) async throws(StoreError) {
        try await write { db in
            try db.run(
                "DELETE FROM subscription WHERE connector = ? AND kind = ? AND id = ?", [connector, kind, id])
        }
    }

    public func lastNotifications() async throws(StoreError) -> [String: Date] {
        try await read { db in
            let rows = try db.rows(
                "SELECT connector, max(receivedAt) FROM delivery WHERE kind = 'notification' GROUP BY connector")
            return Dictionary(uniqueKeysWithValues: rows.map { ($0[0] as String, ($0[1] as Moment).date) })
        }
    }
}
