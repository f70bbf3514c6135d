import Domain
import Logging

/// Prolongs the terms of claims while their passes run: a pass may wait for a rate limit longer than a term.
actor ClaimTerms {
    private let store: any SyncRequestStore
    private let time: any TimeSource
    private let logger: Logger
    private var held: [String: Claim] = [:]

    init(store: any SyncRequestStore, time: any TimeSource, logger: Logger) {
        self.store = store
        self.time = time
        self.logger = logger
    }

    func hold(_ claim: Claim) { held[claim.token] = claim }
    func release(_ claim: Claim) { held[claim.token] = nil }

    /// Prolongs whatever is held, until the task is cancelled.
    func prolong() async {
        while !Task.isCancelled {
            do { try await time.sleep(for: WorkerPool.lease / 3) } catch { return }
            let claims = Array(held.values)
            guard !claims.isEmpty else { continue }
            do {
                let kept = try await store.extend(claims, lease: WorkerPool.lease, at: time.now)
                // Passes may have ended meanwhile.
                let lost = claims.filter { claim in
                    held[claim.token] != nil && !kept.contains { $0.token == claim.token }
                }
                if !lost.isEmpty { logger.warning("claims were lost", metadata: ["count": "\(lost.count)"]) }
            } catch { logger.warning("claims could not be prolonged: \(error)") }
        }
    }
}
