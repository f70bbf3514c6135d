import Domain
import HTML

/// Sends requests as the configured account; repairs once what can be repaired, and throws the rest.
protocol AuthenticatedSender: Sendable {
    var channel: TargetChannel { get }

    /// - Returns: An answer that was made for the account; its status is the caller's to judge, but for 429 and
    ///   502–504, which are thrown.
    func send(_ request: TargetRequest) async throws(TargetError) -> AuthenticatedAnswer

    /// True takes back what a refusal locked, for one attempt that whoever calls decided to make; false ends that.
    func permitAttempt(_ isPermitted: Bool) async
}

extension AuthenticatedSender {
    /// Runs `body` with one attempt permitted, whatever was refused before.
    func attempting<Result: Sendable>(
        _ body: () async throws(TargetError) -> Result
    ) async throws(TargetError) -> Result {
        await permitAttempt(true)
        do throws(TargetError) {
            let result = try await body()
            await permitAttempt(false)
            return result
        } catch {
            await permitAttempt(false)
            throw error
        }
    }
}

/// An answer made for the account, parsed where it is a page.
struct AuthenticatedAnswer: Sendable {
    let answer: TargetAnswer
    let page: HTMLDocument?
    /// Which session it was sent with: a later one has a greater number.
    var session = 0
    /// Nothing was carried out: the token in the request's own address is missing or old.
    var isTokenRefused = false

    var status: Int { answer.status }
}
