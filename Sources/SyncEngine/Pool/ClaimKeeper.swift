import Domain

/// Prolongs one claim while its pass runs, for a process that has no pool.
struct ClaimKeeper: Sendable {
    let store: any Store
    let time: any TimeSource

    func keeping<Value: Sendable>(
        _ claim: Claim, _ pass: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await pass() }
            group.addTask {
                while true {
                    try? await time.sleep(for: WorkerPool.lease / 3)
                    guard !Task.isCancelled else { return nil }
                    _ = try? await store.extend([claim], lease: WorkerPool.lease, at: time.now)
                }
            }
            defer { group.cancelAll() }
            while let value = try await group.next() {
                if let value { return value }
            }
            throw CancellationError()
        }
    }
}
