/// Transforms `items` with so many at a time under way; the results are in the order of the items.
///
/// - Parameter limit: How many run at once, at least 1.
/// - Throws: The first failure to come; what is still under way is cancelled then and waited for.
public func concurrently<Item: Sendable, Value: Sendable, Failure: Error>(
    _ items: [Item], atMost limit: Int, _ transform: @escaping @Sendable (Item) async throws(Failure) -> Value
) async throws(Failure) -> [Value] {
    let outcome = await withTaskGroup(of: Transformed<Value, Failure>.self) { group -> Result<[Value], Failure> in
        var values: [Value?] = Array(repeating: nil, count: items.count)
        var next = 0
        func addNext() {
            guard next < items.count else { return }
            let index = next
            next += 1
            group.addTask {
                do throws(Failure) {
                    return Transformed(index: index, result: .success(try await transform(items[index])))
                } catch {
                    return Transformed(index: index, result: .failure(error))
                }
            }
        }
        for _ in 0..<max(1, limit) { addNext() }
        while let transformed = await group.next() {
            switch transformed.result {
            case .success(let value): values[transformed.index] = value
            case .failure(let failure):
                group.cancelAll()
                return .failure(failure)
            }
            addNext()
        }
        return .success(values.compactMap { $0 })
    }
    return try outcome.get()
}

private struct Transformed<Value: Sendable, Failure: Error>: Sendable {
    let index: Int
    let result: Result<Value, Failure>
}
