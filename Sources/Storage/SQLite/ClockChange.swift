public import Domain
public import Foundation
import GRDB

extension SQLiteStore {
    public func clockWasSetBack(
        to time: Date, lease: Duration, longestWait: Duration
    ) async throws(StoreError) {
        let time = time.wholeMilliseconds
        let end = time.after(lease)
        let longest = time.after(max(lease, longestWait))
        try await write { db in
            try AccountTable(db: db).shorten(to: end)
            try RunTable(db: db).shortenLeases(to: longest)
            try AccountIndexTable(db: db).shortenLeases(to: end)
        }
        let batch = 500
        var last: Int64? = 0
        while let id = last {
            last = try await write { db in
                let requests = SyncRequestTable(db: db)
                let found = try requests.ahead(of: time, after: id, atMost: batch)
                for var stored in found {
                    let before = stored.request
                    stored.request.clockWasSetBack(to: time, lease: lease, longestWait: longestWait)
                    if stored.request != before { try requests.save(stored) }
                }
                return found.count < batch ? nil : found.last?.id
            }
        }
    }
}
