/// Tells the pool that there may be work; any number of signals before the next look count as one.
public struct Wake: Sendable {
    let signals: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    public init() {
        (signals, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    public func signal() { continuation.yield() }

    /// Ends the stream: the pool takes no further work.
    func stop() { continuation.finish() }
}
