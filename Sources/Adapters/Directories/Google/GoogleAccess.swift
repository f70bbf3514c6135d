import Domain

/// Asks Google's Directory API with a token and sorts what comes back; the one way to it for reads and channels.
struct GoogleAccess: DirectoryAccess {
    /// Google's quotas are counted by the minute and by the day; whoever has to wait for the day asks once an hour.
    private static let spentWait: Duration = .seconds(3600)

    let client: DirectoryClient
    let tokens: AccessTokens

    /// A way to Google with sign-ins of its own, for one scope.
    init(
        connector: String, settings: GoogleSettings, scope: String, transport: any HTTPTransport, time: any TimeSource
    ) {
        client = DirectoryClient(
            connector: connector, product: "Google", setting: "apiURL", base: settings.apiURL, transport: transport,
            time: time)
        let signIn = GoogleSignIn(
            connector: connector, settings: settings, scope: scope, transport: transport, time: time)
        tokens = AccessTokens(signIn: signIn, time: time)
    }

    func send(_ request: DirectoryRequest) async throws(DirectoryError) -> HTTPAnswer {
        let answer = try await client.send(request, with: tokens)
        if answer.refusesToken {
            throw fault(
                .credentials, request, "Google refused the token (401\(GoogleFault(answer).suffix))",
                remedy: "check that apiURL and the key's token_uri belong together")
        }
        try client.refuseRedirect(answer, request)
        return answer
    }

    /// What an answer that is no success means (contracts/google.md, Users).
    func fault(_ answer: HTTPAnswer, _ request: DirectoryRequest) -> DirectoryError {
        let google = GoogleFault(answer)
        let words = "\(answer.status)\(google.suffix)"
        let wait = RetryAfter.of(answer, now: client.time.now)
        switch answer.status {
        case 403 where google.isThrottling: return fault(.throttled(retryAfter: wait), request, words)
        case 403 where google.isSpent:
            return fault(
                .throttled(retryAfter: wait ?? Self.spentWait), request, words,
                remedy: "the project's quota for the day is used up: ask for a larger one in Google Cloud")
        case 403 where AnswerKind(answer) != .html:
            return fault(.forbidden, request, "Google does not allow it (\(words))", remedy: google.remedy)
        default: return client.fault(answer, request, suffix: google.suffix, isOwn: google.isGoogles)
        }
    }
}
