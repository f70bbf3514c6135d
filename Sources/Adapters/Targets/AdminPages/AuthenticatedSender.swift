import Domain
import HTML

/// Sends requests as the configured account; repairs once what can be repaired, and throws the rest.
protocol AuthenticatedSender: Sendable {
    var channel: TargetChannel { get }

    /// - Returns: An answer that was made for the account; its status is the caller's to judge, but for 429 and
    ///   502–504, which are thrown.
    func send(_ request: TargetRequest) async throws(TargetError) -> AuthenticatedAnswer

    /// Takes back what a refusal locked: whoever calls decided that one more attempt is due.
    func permitAttempt() async
}

/// An answer made for the account, parsed where it is a page.
struct AuthenticatedAnswer: Sendable {
    let answer: TargetAnswer
    let page: HTMLDocument?

    var status: Int { answer.status }
}
