import Domain
import Settings

/// Sends with a personal access token. A refused one is not sent again until an attempt is permitted.
actor TokenSender: AuthenticatedSender {
    nonisolated let channel: TargetChannel
    private let token: Secret
    private let isSignInAllowed: @Sendable () async -> Bool
    private var lock: TargetError?
    private var isAttemptPermitted = false
    private var isProved = false

    init(channel: TargetChannel, token: Secret, isSignInAllowed: @escaping @Sendable () async -> Bool) {
        self.channel = channel
        self.token = token
        self.isSignInAllowed = isSignInAllowed
    }

    func permitAttempt(_ isPermitted: Bool) {
        if isPermitted { lock = nil }
        isAttemptPermitted = isPermitted
    }

    func send(_ request: TargetRequest) async throws(TargetError) -> AuthenticatedAnswer {
        if let lock { throw lock }
        if !isProved, !isAttemptPermitted, !(await isSignInAllowed()) {
            throw channel.error(
                .credentials, request, "the token is not to be sent now: it was refused before",
                remedy: "correct the token in the configuration, or ask for one more attempt")
        }
        let authorization = (name: "Authorization", value: "Bearer \(token.reveal())")
        let answer = try await channel.send(request, headers: [authorization])
        switch try Standing(of: answer) {
        case .answered:
            if answer.isUnavailable { throw answer.failure() }
            isProved = true
            return AuthenticatedAnswer(answer: answer, page: nil)
        case .signedOut(let refused):
            let isForNobody =
                answer.http.header("X-AUSERNAME") == "anonymous" || channel.product.isForNobody(answer)
            let error = answer.signedOut(refused: refused || isForNobody)
            if error.code == .credentials { refuse(error) }
            throw error
        case .captcha:
            refuse(answer.captcha)
            throw answer.captcha
        case .forbidden: throw answer.forbidden
        case .webSudo, .tokenMissing:
            throw answer.error(.malformed, "a page of the administration in place of JSON")
        }
    }

    private func refuse(_ error: TargetError) {
        lock = error
        isProved = false
    }
}
