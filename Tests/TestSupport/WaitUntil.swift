/// That a condition did not come true in time.
public struct WaitedTooLong: Error, CustomStringConvertible {
    public let description: String
}

/// Awaits `condition`, looking again after each `pause` of real time.
/// - Throws: `WaitedTooLong` when it does not hold within `limit`; whatever `condition` throws.
public func waitUntil(
    _ limit: Duration = .seconds(20), every pause: Duration = .milliseconds(2), _ what: String = "a condition",
    file: StaticString = #fileID, line: UInt = #line,
    _ condition: () async throws -> Bool
) async throws {
    let clock = ContinuousClock()
    let end = clock.now + limit
    while try await !condition() {
        guard clock.now < end else {
            throw WaitedTooLong(description: "\(file):\(line): waited \(limit) for \(what)")
        }
        try await Task.sleep(for: pause)
    }
}
