public import Domain
import Foundation
import GRDB

extension SQLiteStore {
    public func subscriptions() async throws(StoreError) -> [SubscriptionRecord] {
        try await read { db in
            try db.rows(
                """
                SELECT connector, kind, id, state, expires, notificationURL, secretDigest, lastNotification,
                       resource, renewAt
                FROM subscription ORDER BY connector, kind, id
                """
            ).map { row in
                SubscriptionRecord(
                    connector: row[0], kind: row[1], id: row[2], state: try row.known(3),
                    expires: (row[4] as Moment?)?.date, notificationURL: row[5], secretDigest: row[6],
                    lastNotification: (row[7] as Moment?)?.date, resource: row[8],
                    renewAt: (row[9] as Moment?)?.date)
            }
        }
    }

    public func save(_ record: SubscriptionRecord) async throws(StoreError) {
        try await write { db in
            try db.run(
                """
                INSERT OR REPLACE INTO subscription (
                    connector, kind, id, state, expires, notificationURL, secretDigest, lastNotification, resource,
                    renewAt
                ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    record.connector, record.kind, record.id, record.state.rawValue, Moment(record.expires),
                    record.notificationURL, record.secretDigest, Moment(record.lastNotification), record.resource,
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
}
