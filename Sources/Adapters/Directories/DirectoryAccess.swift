import Domain

/// The one way to an identity provider: how a request is admitted, and what a refusal means, is each IdP's own.
protocol DirectoryAccess: Sendable {
    var client: DirectoryClient { get }

    /// Sends with what proves who asks.
    ///
    /// - Throws: `DirectoryError` when no whole answer came, for redirects, and when the credentials are refused.
    func send(_ request: DirectoryRequest) async throws(DirectoryError) -> HTTPAnswer

    /// What an answer that is no success means.
    func fault(_ answer: HTTPAnswer, _ request: DirectoryRequest) -> DirectoryError
}

extension DirectoryAccess {
    /// The object in a 2xx answer.
    ///
    /// - Throws: as `send`, and for every other status what it means.
    func object(_ request: DirectoryRequest) async throws(DirectoryError) -> [String: AttributeValue] {
        try object(in: try await send(request), request)
    }

    /// - Throws: what an answer without success means, or that it is no object.
    func object(in answer: HTTPAnswer, _ request: DirectoryRequest) throws(DirectoryError) -> [String: AttributeValue] {
        guard case .object(let members) = try value(in: answer, request) else {
            throw fault(.malformed, request, "the answer is no JSON object")
        }
        return members
    }

    /// - Throws: what an answer without success means, or that it is no JSON.
    func value(in answer: HTTPAnswer, _ request: DirectoryRequest) throws(DirectoryError) -> AttributeValue {
        guard (200..<300).contains(answer.status) else { throw fault(answer, request) }
        return try client.value(in: answer, request)
    }

    func fault(
        _ code: DirectoryError.Code, _ request: DirectoryRequest, _ cause: String, remedy: String? = nil
    ) -> DirectoryError {
        client.fault(code, request, cause, remedy: remedy)
    }
}
