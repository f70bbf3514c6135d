public import Domain
public import Foundation
import GRDB

extension SQLiteStore {
    public func start(
        _ run: Run, owner: String, lease: Duration, at time: Date
    ) async throws(StoreError) -> RunStart {
        let end = time.after(lease)
        return try await write { db in
            let runs = RunTable(db: db)
            let rival = try runs.openRuns().first { !Set($0.run.pipelines).isDisjoint(with: run.pipelines) }
            if let rival { return .running(rival.run) }
            try runs.insert(run, owner: owner, until: end)
            return .started
        }
    }

    public func lease(
        _ id: String, owner: String, for lease: Duration, at time: Date
    ) async throws(StoreError) -> Bool {
        let (time, end) = (time.wholeMilliseconds, time.after(lease))
        return try await change(id) { stored in
            guard stored.run.phase.isWorkedOn, stored.isHeld(by: owner) || !stored.isLeased(at: time) else {
                return false
            }
            stored.lease = (owner, end)
            return true
        }
    }

    public func abandonedRuns(at time: Date) async throws(StoreError) -> [Run] {
        let time = time.wholeMilliseconds
        return try await read { db in
            try RunTable(db: db).openRuns().filter { $0.run.phase.isWorkedOn && !$0.isLeased(at: time) }.map(\.run)
        }
    }

    public func run(_ id: String) async throws(StoreError) -> Run? {
        try await read { db in try RunTable(db: db).run(id)?.run }
    }

    public func runs(limit: Int, before id: String?) async throws(StoreError) -> [Run] {
        try await read { db in
            let runs = RunTable(db: db)
            guard let id else { return try runs.runs(limit: limit, before: .max).map(\.run) }
            guard let number = try runs.run(id)?.number else { return [] }
            return try runs.runs(limit: limit, before: number).map(\.run)
        }
    }

    public func move(
        _ id: String, to phase: Run.Phase, reason: String?, owner: String, at time: Date
    ) async throws(StoreError) -> Bool {
        let time = time.wholeMilliseconds
        return try await write { db in
            let runs = RunTable(db: db)
            guard var stored = try runs.run(id), stored.isHeld(by: owner), stored.run.phase.leads(to: phase) else {
                return false
            }
            stored.run.phase = phase
            stored.run.reason = reason
            if phase.isOver { stored.run.finishedAt = time }
            if phase != .applying { stored.lease = nil }
            try runs.save(stored)
            if phase == .done, stored.run.kind == .reconcile { try runs.reconciled(stored.run, at: time) }
            return true
        }
    }

    public func approve(
        _ id: String, owner: String, lease: Duration, at time: Date
    ) async throws(StoreError) -> Bool {
        let end = time.after(lease)
        return try await change(id) { stored in
            guard stored.run.phase == .held else { return false }
            stored.run.phase = .applying
            stored.run.reason = nil
            stored.lease = (owner, end)
            return true
        }
    }

    public func cancel(_ id: String, reason: String, at time: Date) async throws(StoreError) -> Bool {
        let time = time.wholeMilliseconds
        return try await change(id) { stored in
            guard !stored.run.phase.isOver else { return false }
            stored.run.phase = .cancelled
            stored.run.reason = reason
            stored.run.finishedAt = time
            stored.lease = nil
            return true
        }
    }

    public func lastReconciliation(
        of pipeline: String, depth: Run.Depth
    ) async throws(StoreError) -> Date? {
        let depths: [Run.Depth] = depth == .light ? [.light, .deep] : [.deep]
        return try await read { db in
            try depths.compactMap { depth in
                let row = try db.row(
                    "SELECT at FROM reconciliation WHERE pipeline = ? AND depth = ?", [pipeline, depth.rawValue])
                return row.map { ($0[0] as Moment).date }
            }.max()
        }
    }

    /// False: there is no such run, or `work` refused.
    private func change(
        _ id: String, _ work: @escaping @Sendable (inout StoredRun) -> Bool
    ) async throws(StoreError) -> Bool {
        try await write { db in
            let runs = RunTable(db: db)
            guard var stored = try runs.run(id), work(&stored) else { return false }
            try runs.save(stored)
            return true
        }
    }
}

extension StoredRun {
    fileprivate func isLeased(at time: Date) -> Bool {
        guard let lease else { return false }
        return lease.until > time
    }
}

extension Run.Phase {
    /// By a process that holds the run's lease.
    fileprivate var isWorkedOn: Bool { self == .planning || self == .applying }
}
