/// Transforms `items` with so many at a time under way; the results are in the order of the items.
func concurrently<Item: Sendable, Value: Sendable>(
    _ items: [Item], atMost limit: Int, _ transform: @escaping @Sendable (Item) async throws -> Value
) async throws -> [Value] {
    try await withThrowingTaskGroup(of: (Int, Value).self) { group in
        var results: [Value?] = Array(repeating: nil, count: items.count)
        var next = 0
        while next < min(max(1, limit), items.count) {
            let index = next
            group.addTask { (index, try await transform(items[index])) }
            next += 1
        }
        while let (index, value) = try await group.next() {
            results[index] = value
            guard next < items.count else { continue }
            let following = next
            group.addTask { (following, try await transform(items[following])) }
            next += 1
        }
        return results.compactMap { $0 }
    }
}
