import Domain
import Synchronization
import Testing

@Suite("Work side by side") struct ConcurrentlyTests {
    private struct Failure: Error, Equatable { let item: Int }

    @Test("gives its results in the order of the items, whichever ends first", arguments: [1, 3, 100])
    func order(limit: Int) async throws {
        let names = await concurrently(Array(0..<50), atMost: limit) { item in
            for _ in 0..<(50 - item) { await Task.yield() }
            return "item \(item)"
        }
        #expect(names == (0..<50).map { "item \($0)" })
    }

    @Test("never has more under way than allowed, and one at least", arguments: [(0, 1), (1, 1), (4, 4)])
    func limit(limit: Int, most: Int) async throws {
        let state = Mutex((now: 0, most: 0))
        _ = await concurrently(Array(0..<40), atMost: limit) { _ in
            state.withLock { ($0.now, $0.most) = ($0.now + 1, max($0.most, $0.now + 1)) }
            for _ in 0..<5 { await Task.yield() }
            state.withLock { $0.now -= 1 }
        }
        #expect((1...most).contains(state.withLock(\.most)))
        #expect(state.withLock(\.now) == 0)
    }

    @Test("ends with the first failure: what is under way is cancelled, what follows is not begun")
    func failure() async throws {
        let begun = Mutex<[Int]>([])
        let cancelled = Mutex<[Int]>([])
        await #expect(throws: Failure(item: 2)) {
            try await concurrently(Array(0..<100), atMost: 3) { item throws(Failure) in
                begun.withLock { $0.append(item) }
                guard item != 2 else { throw Failure(item: item) }
                while !Task.isCancelled { await Task.yield() }
                cancelled.withLock { $0.append(item) }
            }
        }
        #expect(begun.withLock { $0.sorted() } == [0, 1, 2])
        #expect(cancelled.withLock { $0.sorted() } == [0, 1])
    }
}
