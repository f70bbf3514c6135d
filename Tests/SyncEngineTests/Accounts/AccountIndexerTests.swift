import Domain
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import SyncEngine

@Suite struct AccountIndexerTests {
    @Test("lists everybody in small commits, asking one by one for addresses that pages do not bring")
    func listsAll() async throws {
        try await withScene { scene in
            let lister = ScriptedLister(accounts: 45, pageSize: 20)
            let steps = Mutex<[Int]>([])
            let result = try await scene.list(lister) { count in steps.withLock { $0.append(count) } }
            #expect(result == .complete(accounts: 45))
            #expect(steps.withLock { $0 } == [16, 20, 36, 40, 45])
            expectSame(try await scene.find("USER-44@example.com", lister), ["KEY44"])
            lister.state.withLock { state in
                #expect(state.pages == [nil, "20", "40"])
                #expect(state.reads.count == 45)
                // Whoever waits for a profile goes first.
                #expect(state.priorities == [.bulk])
            }
        }
    }

    @Test("asks for no address that a page brought")
    func told() async throws {
        try await withScene { scene in
            let lister = ScriptedLister(accounts: 45, pageSize: 20)
            lister.state.withLock { $0.tellsMail = true }
            expectSame(try await scene.list(lister), .complete(accounts: 45))
            #expect(lister.requests == 3)
            expectSame(try await scene.find("user-7@example.com", lister), ["KEY7"])
        }
    }

    @Test("goes on after a failure at any request, and asks for nobody twice", arguments: Array(1...28))
    func resumes(_ request: Int) async throws {
        try await withScene { scene in
            let lister = ScriptedLister(accounts: 25, pageSize: 10)
            lister.state.withLock { $0.faults[request] = .unreachable }
            await #expect(throws: IndexFailure.self) { try await scene.list(lister) }
            expectSame(try await scene.find("user-1@example.com", lister), nil)
            let stored = try #require(try await scene.store.status(of: lister.index)).listed
            lister.state.withLock { $0.reads = [] }
            // At once: the lease was given back.
            expectSame(try await scene.list(lister), .complete(accounts: 25))
            lister.state.withLock { state in
                #expect(state.reads.count == 25 - stored)
                #expect(Set(state.reads).count == state.reads.count)
            }
            for number in 0..<25 {
                expectSame(try await scene.find("user-\(number)@example.com", lister), ["KEY\(number)"])
            }
        }
    }

    @Test("goes on where a process died, once its lease ran out")
    func takesOver() async throws {
        try await withScene { scene in
            let lister = ScriptedLister(accounts: 25, pageSize: 10)
            let index = lister.index
            _ = try await scene.store.beginListing(
                of: index, owner: "dead", lease: AccountIndexer.lease, at: scene.time.now)
            let listed = (0..<12).map { ListedAccount(key: "KEY\($0)", mail: .address("user-\($0)@example.com")) }
            let kept = try await scene.store.save(
                listed, cursor: "10", of: index, owner: "dead", lease: AccountIndexer.lease, at: scene.time.now)
            #expect(kept)
            expectSame(try await scene.list(lister), .busy)
            #expect(lister.requests == 0)
            scene.time.advance(by: AccountIndexer.lease)
            expectSame(try await scene.list(lister), .complete(accounts: 25))
            lister.state.withLock { state in
                #expect(state.pages == ["10", "20"])
                #expect(Set(state.reads) == Set((12..<25).map { "KEY\($0)" }))
            }
        }
    }

    @Test("stops as soon as another process took over")
    func loses() async throws {
        try await withScene { scene in
            let lister = ScriptedLister(accounts: 25, pageSize: 10)
            lister.gate.close()
            async let result = scene.list(lister)
            try await waitUntil { lister.gate.waiting == 1 }
            scene.time.advance(by: AccountIndexer.lease)
            let other = try await scene.store.beginListing(
                of: lister.index, owner: "other", lease: .seconds(30), at: scene.time.now)
            #expect(other != nil)
            lister.gate.open()
            #expect(try await result == .lost)
            let status = try await scene.store.status(of: lister.index)
            #expect(status?.isListing == true)
        }
    }

    @Test("hands the listing back when it is cancelled")
    func cancelled() async throws {
        try await withScene { scene in
            let lister = ScriptedLister(accounts: 25, pageSize: 10)
            lister.gate.close()
            let task = Task { try await scene.list(lister) }
            try await waitUntil { lister.gate.waiting == 1 }
            task.cancel()
            #expect(try await task.value == .stopped)
            lister.gate.open()
            expectSame(try await scene.list(lister), .complete(accounts: 25))
        }
    }

    @Test("passes over an account whose address cannot be read, and keeps what it had")
    func unreadable() async throws {
        try await withScene { scene in
            let lister = ScriptedLister(accounts: 12)
            expectSame(try await scene.list(lister), .complete(accounts: 12))
            lister.state.withLock { state in
                state.unreadable = ["KEY3"]
                state.accounts[4] = TargetUser(key: "KEY4", name: "user-4", email: "moved@example.com")
                state.accounts[5] = TargetUser(key: "KEY5", name: "user-5", email: nil)
            }
            expectSame(try await scene.list(lister), .complete(accounts: 12))
            expectSame(try await scene.find("user-3@example.com", lister), ["KEY3"])
            expectSame(try await scene.find("user-4@example.com", lister), [])
            expectSame(try await scene.find("moved@example.com", lister), ["KEY4"])
            expectSame(try await scene.find("user-5@example.com", lister), [])
        }
    }

    @Test("does not call complete what could read no address, or found nobody")
    func nothing() async throws {
        try await withScene { scene in
            let lister = ScriptedLister(accounts: 12, pageSize: 20)
            lister.state.withLock { $0.unreadable = Set((0..<12).map { "KEY\($0)" }) }
            await #expect(throws: IndexFailure.self) { try await scene.list(lister) }
            let empty = ScriptedLister("other")
            await #expect(throws: IndexFailure.self) { try await scene.list(empty) }
            expectSame(try await scene.find("user-1@example.com", lister), nil)
            expectSame(try await scene.find("user-1@example.com", empty), nil)
        }
    }
}

extension Scene {
    /// Throws whatever it is: `#expect` takes no typed errors.
    func list(
        _ lister: ScriptedLister, progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws -> AccountIndexer.Result {
        try await AccountIndexer(lister: lister, store: store, time: time, logger: Self.logger).run(progress: progress)
    }

    func find(_ email: String, _ lister: ScriptedLister) async throws -> [String]? {
        try await store.accounts(of: lister.index, email: email, limit: 9)
    }
}
