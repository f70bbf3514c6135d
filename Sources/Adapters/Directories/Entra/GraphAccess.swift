import Domain

/// Asks Microsoft Graph with a token and sorts what comes back; the one way to it for reads and subscriptions.
struct GraphAccess: DirectoryAccess {
    let client: DirectoryClient
    let tokens: AccessTokens

    /// A way to Graph with sign-ins of its own.
    init(connector: String, settings: EntraSettings, transport: any HTTPTransport, time: any TimeSource) {
        client = DirectoryClient(
            connector: connector, product: "Graph", setting: "graphURL", base: settings.graphURL, transport: transport,
            time: time)
        let signIn = EntraSignIn(connector: connector, settings: settings, transport: transport, time: time)
        tokens = AccessTokens(signIn: signIn, time: time)
    }

    func send(_ request: DirectoryRequest) async throws(DirectoryError) -> HTTPAnswer {
        let answer = try await client.send(request, with: tokens)
        if answer.refusesToken {
            throw fault(
                .credentials, request, "Graph refused the token (401\(GraphFault(answer).suffix))",
                remedy: "check that authorityURL and graphURL belong to the same cloud")
        }
        try client.refuseRedirect(answer, request)
        return answer
    }

    /// What an answer that is no success means (contracts/microsoft-graph.md, Reading).
    func fault(_ answer: HTTPAnswer, _ request: DirectoryRequest) -> DirectoryError {
        let graph = GraphFault(answer)
        if answer.status == 403, AnswerKind(answer) != .html {
            return fault(
                .forbidden, request, "the application lacks User.Read.All (403\(graph.suffix))",
                remedy: "grant the application permission User.Read.All and admin consent in Entra")
        }
        return client.fault(answer, request, suffix: graph.suffix, isOwn: graph.isGraphs)
    }

    /// Where a page's `@odata.nextLink` leads, nil on the last page.
    func nextLink(in page: [String: AttributeValue], _ request: DirectoryRequest) throws(DirectoryError) -> String? {
        guard let link = page["@odata.nextLink"], link != .null else { return nil }
        return try client.nextLink(link.text, request)
    }
}
