public import Domain
public import Foundation
import GRDB

extension SQLiteStore {
    public func claim(_ slots: [ClaimSlot], lease: Duration, at time: Date) async throws(StoreError) -> [Claim] {
        let (time, settle) = (time.wholeMilliseconds, settle)
        let slots = slots.filter { $0.limit > 0 }
        // A pool that finds nothing to do, twice a second, must not write.
        let anyDue = try await read { db in
            try slots.contains { try SyncRequestTable(db: db).anyClaimable(in: $0, at: time) }
        }
        guard anyDue else { return [] }
        return try await write { db in
            let lending = Lending(db: db, until: time.after(lease), time: time, settle: settle)
            return try lending.lend(slots)
        }
    }

    public func claimNow(_ marks: [Mark], lease: Duration, at time: Date) async throws(StoreError) -> [Claim] {
        let (time, settle) = (time.wholeMilliseconds, settle)
        return try await write { db in
            let lending = Lending(db: db, until: time.after(lease), time: time, settle: settle)
            return try marks.compactMap { try lending.lendNow($0) }
        }
    }

    public func extend(_ claims: [Claim], lease: Duration, at time: Date) async throws(StoreError) -> [Claim] {
        guard !claims.isEmpty else { return [] }
        let time = time.wholeMilliseconds
        let end = time.after(lease)
        return try await write { db in
            let requests = SyncRequestTable(db: db)
            return try claims.compactMap { claim in
                guard var stored = try requests.request(of: claim.key),
                    stored.request.extend(token: claim.token, until: end, at: time)
                else { return nil }
                try requests.save(stored)
                try AccountTable(db: db).extend(claim.token, until: end)
                return claim.prolonged(until: end)
            }
        }
    }
}

extension Claim {
    fileprivate func prolonged(until end: Date) -> Claim {
        Claim(
            key: key, token: token, generation: generation, cause: cause, priority: priority, markedAt: markedAt,
            attempts: attempts, step: step, fingerprint: fingerprint, until: end)
    }
}
