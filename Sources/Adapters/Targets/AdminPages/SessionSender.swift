import Domain
import Foundation
import HTML

/// Sends over the shared session, and repairs once each what a session can lose: the sign-in, the confirmed password,
/// a form's token.
struct SessionSender: AuthenticatedSender {
    private enum Repair: Hashable { case signIn, confirmation, token }
    /// Only a repair that this request made itself counts; these rounds end it all the same.
    private static let rounds = 8

    let session: AdminSession
    /// A page of the administration that tells the form's token.
    let tokenPage: TargetRequest

    var channel: TargetChannel { session.channel }

    func permitAttempt(_ isPermitted: Bool) async { await session.permitAttempt(isPermitted) }

    func send(_ request: TargetRequest) async throws(TargetError) -> AuthenticatedAnswer {
        var repairs: Set<Repair> = []
        let isForm = if case .form = request.body { true } else { false }
        let needsToken = isForm && !request.hasOwnToken && session.product.needsToken
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
                return AuthenticatedAnswer(answer: answer, page: page, session: ticket.generation)
            }
            await session.note(answer, page: nil, sentWith: ticket)
            switch standing {
            case .signedOut(let refused):
                try await signIn(&repairs, ticket, or: answer.signedOut(refused: refused))
            case .webSudo(let destination):
                if repairs.contains(.confirmation), await session.isCurrent(ticket) {
                    throw answer.error(.malformed, "the password must be confirmed again right after it was confirmed")
                }
                switch try await session.confirm(destination, after: ticket) {
                case .made: repairs.insert(.confirmation)
                case .signedOut: try await signIn(&repairs, ticket, or: answer.signedOut(refused: false))
                case .superseded: break
                }
            case .tokenMissing where request.hasOwnToken:
                return AuthenticatedAnswer(answer: answer, page: nil, isTokenRefused: true)
            case .tokenMissing:
                if await session.isCurrent(ticket) {
                    guard repairs.insert(.token).inserted else {
                        throw answer.error(.malformed, "the form's token is refused, the fresh one too")
                    }
                    await session.refuseToken(of: ticket)
                }
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
        if !request.hasOwnToken, let token = ticket.token {
            request = request.adding((session.product.tokenField, token))
        }
        let headers = ticket.cookies.headers(for: try channel.url(of: request), at: channel.time.now)
        return try await channel.send(request, headers: headers)
    }

    private func signIn(
        _ repairs: inout Set<Repair>, _ ticket: AdminSession.Ticket, or failure: TargetError
    ) async throws(TargetError) {
        if repairs.contains(.signIn), await session.isCurrent(ticket) { throw failure }
        if case .made = try await session.renew(after: ticket.generation) { repairs.insert(.signIn) }
        // A new session has nothing confirmed yet.
        repairs.remove(.confirmation)
    }
}
