import Domain
import Foundation
import HTML

/// Sends over the shared session, and repairs once each what a session can lose: the sign-in, the confirmed password,
/// a form's token.
struct SessionSender: AuthenticatedSender {
    private enum Repair: Hashable { case signIn, confirmation, token }
    /// Repairs that others made meanwhile don't count as ours; these rounds end it all the same.
    private static let rounds = 8

    let session: AdminSession
    /// A page of the administration that tells the form's token.
    let tokenPage: TargetRequest

    var channel: TargetChannel { session.channel }

    func permitAttempt() async { await session.permitAttempt() }

    func send(_ request: TargetRequest) async throws(TargetError) -> AuthenticatedAnswer {
        var repairs: Set<Repair> = []
        let needsToken = if case .form = request.body { true } else { false }
        for _ in 0..<Self.rounds {
            var ticket = try await session.ticket()
            if needsToken, ticket.token == nil {
                _ = try await send(tokenPage)
                ticket = try await session.ticket()
            }
            let answer = try await exchange(request, with: ticket)
            let standing = try Standing(of: answer, product: session.product)
            if case .answered(let page) = standing {
                await session.note(answer, page: page, sentWith: ticket)
                if answer.isUnavailable { throw answer.failure() }
                return AuthenticatedAnswer(answer: answer, page: page)
            }
            await session.note(answer, page: nil, sentWith: ticket)
            switch standing {
            case .signedOut(let refused):
                try await once(.signIn, &repairs, ticket, or: answer.signedOut(refused: refused))
                try await session.renew(after: ticket.generation)
                // A new session has nothing confirmed yet.
                repairs.remove(.confirmation)
            case .webSudo(let destination):
                try await once(
                    .confirmation, &repairs, ticket,
                    or: answer.error(.malformed, "the password must be confirmed again right after it was confirmed"))
                if !(try await session.confirm(destination, after: ticket)) {
                    repairs.remove(.confirmation)
                    try await once(.signIn, &repairs, ticket, or: answer.signedOut(refused: false))
                    try await session.renew(after: ticket.generation)
                }
            case .tokenMissing:
                try await once(
                    .token, &repairs, ticket,
                    or: answer.error(.malformed, "the form's token is refused, the fresh one too"))
                await session.refuseToken(of: ticket)
                _ = try await send(tokenPage)
            case .captcha:
                await session.locked(by: answer.captcha)
                throw answer.captcha
            case .forbidden: throw answer.forbidden
            case .answered: break
            }
        }
        throw channel.error(.unreachable, request, "the session was lost again and again")
    }

    private func exchange(
        _ request: TargetRequest, with ticket: AdminSession.Ticket
    ) async throws(TargetError) -> TargetAnswer {
        var request = request
        if let token = ticket.token { request = request.adding((session.product.tokenField, token)) }
        let headers = ticket.cookies.headers(for: try channel.url(of: request), at: channel.time.now)
        return try await channel.send(request, headers: headers)
    }

    /// Counts a repair as ours where nobody made it since the request was sent.
    private func once(
        _ repair: Repair, _ repairs: inout Set<Repair>, _ ticket: AdminSession.Ticket, or failure: TargetError
    ) async throws(TargetError) {
        guard await session.isCurrent(ticket) else { return }
        guard repairs.insert(repair).inserted else { throw failure }
    }
}
