import Domain
import Foundation
import TestSupport
import Testing

@testable import SyncEngine

@Suite("Lanes of several processes on one store")
struct SharedLaneTests {
    @Test("pause for all of them, and resume for all of them")
    func obeyed() async throws {
        try await withScene { scene in
            let (first, second) = (scene.board(), scene.board())
            _ = await first.report(.jira(.captcha))
            #expect(await second.isOpen(.jira))
            try await second.refresh()
            #expect(await !second.isOpen(.jira))
            #expect(await second.report(.jira(.unreachable)) == .paused)
            #expect(await scene.jira.probes == 0)
            await first.proved(.jira)
            try await second.refresh()
            #expect(await second.isOpen(.jira))
        }
    }

    @Test("are not opened by a look at the store that began before the pause")
    func overlappingRefresh() async throws {
        try await withScene { scene in
            let store = FaultyStore(scene.store)
            let board = scene.board(over: store)
            store.faults.pausesRead.close()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await board.refresh() }
                try await waitUntil { store.faults.pausesRead.waiting == 1 }
                _ = await board.report(.jira(.captcha))
                store.faults.pausesRead.open()
                try await group.waitForAll()
            }
            #expect(await !board.isOpen(.jira))
            try await board.refresh()
            #expect(await !board.isOpen(.jira))
        }
    }

    @Test("stay paused here when the store could not take the pause, and tell the others later")
    func unsavedPause() async throws {
        try await withScene { scene in
            let store = FaultyStore(scene.store)
            let board = scene.board(over: store)
            store.faults.fail(.pause)
            _ = await board.report(.jira(.captcha))
            try await board.refresh()
            #expect(await !board.isOpen(.jira))
            #expect(try await scene.store.pauses().isEmpty)
            store.faults.mend(.pause)
            try await board.refresh()
            #expect(try await scene.store.pauses().map(\.lane) == [.jira])
            #expect(await !board.isOpen(.jira))
        }
    }

    @Test("keep what is known while the store cannot be read")
    func unreadable() async throws {
        try await withScene { scene in
            let store = FaultyStore(scene.store)
            let board = scene.board(over: store)
            _ = await board.report(.jira(.captcha))
            store.faults.fail(.pauses)
            await #expect(throws: StoreError.self) { try await board.refresh() }
            #expect(await !board.isOpen(.jira))
        }
    }
}
