import Adapters

/// What `transport` fails with, nil when an answer came.
func failureCode(_ transport: any HTTPTransport, _ request: OutboundRequest) async -> TransportFailure.Code? {
    do {
        _ = try await transport.send(request)
        return nil
    } catch {
        return error.code
    }
}
