/// A transport that tells what came of each request, for metrics.
public struct ObservedTransport: HTTPTransport {
    private let inner: any HTTPTransport
    private let onAnswer: @Sendable (Int?) -> Void

    /// - Parameter onAnswer: Is called once for each request with the answer's status, nil when no whole answer came;
    ///   not for requests that we cancelled ourselves.
    public init(_ inner: any HTTPTransport, onAnswer: @escaping @Sendable (_ status: Int?) -> Void) {
        self.inner = inner
        self.onAnswer = onAnswer
    }

    public func send(_ request: OutboundRequest) async throws(TransportFailure) -> HTTPAnswer {
        do {
            let answer = try await inner.send(request)
            onAnswer(answer.status)
            return answer
        } catch {
            if error.code != .cancelled { onAnswer(nil) }
            throw error
        }
    }
}
