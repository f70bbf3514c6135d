import Domain
import Foundation
import GRDB

/// Gives out requests within one write transaction.
struct Lending {
    private struct Candidate {
        let slot: Int
        var stored: StoredRequest

        var rank: (Int, Date, Int64) {
            (stored.request.demand.priority.rawValue, stored.request.due ?? .distantFuture, stored.id)
        }
    }

    private let requests: SyncRequestTable
    private let accounts: AccountTable
    private let end: Date
    private let time: Date
    private let settle: Duration

    init(db: Database, until end: Date, time: Date, settle: Duration) {
        requests = SyncRequestTable(db: db)
        accounts = AccountTable(db: db)
        (self.end, self.time, self.settle) = (end, time, settle)
    }

    /// The best of all slots first, and with each the same user's requests of the same priority in the connector's other
    /// slots, as long as there is room: one read of the profile then serves them all.
    func lend(_ slots: [ClaimSlot]) throws -> [Claim] {
        var room = slots.map(\.limit)
        var lent: Set<Int64> = []
        var claims: [Claim] = []
        for candidate in try candidates(slots) where room[candidate.slot] > 0 && !lent.contains(candidate.stored.id) {
            var batch = [candidate]
            batch += try companions(of: candidate, in: slots.indices.filter { room[$0] > 0 }.map { ($0, slots[$0]) })
            for var next in batch {
                guard !lent.contains(next.stored.id), room[next.slot] > 0, let claim = try lend(&next.stored) else {
                    continue
                }
                lent.insert(next.stored.id)
                room[next.slot] -= 1
                claims.append(claim)
            }
        }
        return claims
    }

    func lendNow(_ mark: Mark) throws -> Claim? {
        let token = UUID().uuidString
        guard var stored = try requests.request(of: mark.key) else {
            var request = SyncRequest(mark, at: time)
            let claim = request.claim(token: token, until: end, at: time, settle: settle)
            try requests.insert(request)
            return claim
        }
        let lapsed = stored.request.hold?.token
        guard let claim = stored.request.claimNow(mark, token: token, until: end, at: time, settle: settle) else {
            return nil
        }
        try save(stored, lapsed: lapsed)
        return claim
    }

    private func candidates(_ slots: [ClaimSlot]) throws -> [Candidate] {
        var found: [Candidate] = []
        for (index, slot) in slots.enumerated() {
            var wanted = slot.limit
            for priority in Priority.allCases where wanted > 0 {
                let due = try requests.claimable(in: slot, priority, atMost: wanted, at: time)
                found += due.map { Candidate(slot: index, stored: $0) }
                wanted -= due.count
            }
        }
        return found.sorted { $0.rank < $1.rank }
    }

    private func companions(of first: Candidate, in slots: [(Int, ClaimSlot)]) throws -> [Candidate] {
        let key = first.stored.request.key
        return try slots.compactMap { index, slot in
            guard slot.connector == key.user.connector, slot.pipeline != key.pipeline,
                let other = try requests.request(of: RequestKey(key.user, pipeline: slot.pipeline)),
                other.request.isClaimable(at: time),
                other.request.demand.priority == first.stored.request.demand.priority
            else { return nil }
            return Candidate(slot: index, stored: other)
        }
    }

    private func lend(_ stored: inout StoredRequest) throws -> Claim? {
        let lapsed = stored.request.hold?.token
        let token = UUID().uuidString
        guard let claim = stored.request.claim(token: token, until: end, at: time, settle: settle) else { return nil }
        try save(stored, lapsed: lapsed)
        return claim
    }

    /// A claim whose term ran out may have written its account until then: whoever read it before reads it again.
    private func save(_ stored: StoredRequest, lapsed: String?) throws {
        try requests.save(stored)
        if let lapsed { try accounts.end(lapsed) }
    }
}
