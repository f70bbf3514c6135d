import Domain
import Foundation
import Synchronization
import Testing

extension StoreContract {
    static let concurrency = [
        StoreRule("64 tasks in two processes mark and claim: nothing is lent twice, no mark is lost") { test in
            let ledger = LendingLedger()
            let stores = [test.store, try await test.another()]
            let keys = (0..<40).map { RequestKey.user("user-\($0)") }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for task in 0..<64 {
                    group.addTask {
                        var random = SeededGenerator(seed: UInt64(task))
                        let store = stores[task % 2]
                        for _ in 0..<12 {
                            let keys = (0..<3).compactMap { _ in keys.randomElement(using: &random) }
                            ledger.marks(keys)
                            try await store.mark(keys.map { Mark($0, cause: .delivery) }, at: ledger.tick())
                            try await ledger.work(store, atMost: 3)
                        }
                    }
                }
                try await group.waitForAll()
            }
            try await waitUntil(.seconds(60), "an empty queue") {
                try await ledger.work(test.store, atMost: 100)
                return try await test.store.queueStatus(at: ledger.tick()).connectors.isEmpty
            }
            #expect(ledger.lentTwice == [])
            #expect(ledger.unanswered == [])
        },
        StoreRule("a caller that is cancelled breaks no other's commit") { test in
            await withTaskGroup(of: Void.self) { group in
                for index in 0..<200 {
                    group.addTask {
                        try? await test.mark(.user("user-\(index)"), at: 0)
                    }
                    if index == 100 { group.cancelAll() }
                }
            }
            try await test.mark(.ada, at: 0)
            #expect(try await test.claim(limit: 1000, at: 0).contains { $0.key == .ada })
        },
    ]
}

/// Who has what in hand, and which marks began before the last claim of their user came back.
private final class LendingLedger: Sendable {
    private struct State {
        var ticks = 0.0
        var order = 0
        var inHand: Set<RequestKey> = []
        var lentTwice: [RequestKey] = []
        var lastMark: [RequestKey: Int] = [:]
        var lastAnswer: [RequestKey: Int] = [:]
    }

    private let state = Mutex(State())

    var lentTwice: [RequestKey] { state.withLock(\.lentTwice) }

    /// Users whose last mark no claim can have answered.
    var unanswered: [RequestKey] {
        state.withLock { state in
            state.lastMark.filter { $0.value > state.lastAnswer[$0.key] ?? -1 }.map(\.key)
        }
    }

    /// Time flies, so that nothing waits for settle; terms are longer than the test.
    func tick() -> Date {
        state.withLock { state in
            state.ticks += 1
            return ManualTime.start.addingTimeInterval(state.ticks)
        }
    }

    func marks(_ keys: [RequestKey]) {
        state.withLock { state in
            state.order += 1
            for key in keys { state.lastMark[key] = state.order }
        }
    }

    func work(_ store: any Store, atMost limit: Int) async throws {
        let slot = ClaimSlot(connector: "entra", pipeline: "jira", limit: limit)
        let claims = try await store.claim([slot], lease: .seconds(1_000_000), at: tick())
        state.withLock { state in
            state.order += 1
            for claim in claims {
                if !state.inHand.insert(claim.key).inserted { state.lentTwice.append(claim.key) }
                state.lastAnswer[claim.key] = state.order
            }
        }
        for claim in claims {
            await Task.yield()
            _ = state.withLock { $0.inHand.remove(claim.key) }
            #expect(try await store.complete(claim, as: .done(followUp: nil), record: PassRecord(), at: tick()))
        }
    }
}
