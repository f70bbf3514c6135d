import Domain
import Foundation
import HTML

/// The one signed-in session that all workers share at a target whose administration pages we use.
///
/// Signing in and confirming the password happen once while the others wait, and what they end with holds for those
/// who waited. A refusal locks the session: no further attempt is made until `permitAttempt(_:)`.
actor AdminSession {
    /// What a request is sent with.
    struct Ticket: Sendable {
        let generation: Int
        let cookies: CookieJar
        let token: String?
    }

    nonisolated let channel: TargetChannel
    nonisolated let product: any AdminProduct
    private let isSignInAllowed: @Sendable () async -> Bool

    private var jar = CookieJar()
    /// Grows with every new session and every confirmed password; 0: not signed in yet.
    private var generation = 0
    private var pageToken: String?
    private var refusedToken: String?
    private var lock: TargetError?
    private var isAttemptPermitted = false
    /// How many attempts have ended in `failure`, so that who waited for one shares it.
    private var failures = 0
    private var failure: TargetError?
    private var isBusy = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(
        channel: TargetChannel, product: any AdminProduct, isSignInAllowed: @escaping @Sendable () async -> Bool
    ) {
        self.channel = channel
        self.product = product
        self.isSignInAllowed = isSignInAllowed
    }

    /// True takes back the lock of a refusal for one more attempt, false ends that.
    func permitAttempt(_ isPermitted: Bool) {
        if isPermitted { lock = nil }
        isAttemptPermitted = isPermitted
    }

    /// Waits for a sign-in under way, signs in where nobody did, and lends the session.
    func ticket() async throws(TargetError) -> Ticket {
        if isBusy { try await afterAttempt() }
        if let lock { throw lock }
        if generation == 0 { try await renew(after: 0) }
        return Ticket(generation: generation, cookies: jar, token: token)
    }

    /// Takes over what an answer brings, unless the session that it belongs to has been replaced meanwhile.
    func note(_ answer: TargetAnswer, page: HTMLDocument?, sentWith ticket: Ticket) {
        guard ticket.generation == generation else { return }
        jar.take(answer.http.values(of: "Set-Cookie"), from: answer.url, at: channel.time.now)
        if let token = page.flatMap(product.token) { pageToken = token }
    }

    /// The token of this ticket was refused: another one is to be preferred.
    func refuseToken(of ticket: Ticket) {
        guard ticket.generation == generation else { return }
        refusedToken = ticket.token
    }

    /// Whether nothing replaced the session since; an attempt under way is waited for, as the product may have
    /// ended the session that it replaces already.
    func isCurrent(_ ticket: Ticket) async -> Bool {
        if isBusy {
            await enter()
            leave()
        }
        return ticket.generation == generation
    }

    /// A CAPTCHA is due, whatever the request was.
    func locked(by error: TargetError) { lock = error }

    /// What became of a repair.
    enum RepairResult: Sendable {
        case made
        /// Somebody else replaced the session meanwhile, in whatever way.
        case superseded
        /// The password could not be confirmed, as the session was over.
        case signedOut
    }

    /// Signs in anew, unless somebody did since `generation`.
    @discardableResult
    func renew(after generation: Int) async throws(TargetError) -> RepairResult {
        try await alone(after: generation) { () async throws(TargetError) in
            jar = try await product.openSession(over: channel)
            pageToken = nil
            return .made
        }
    }

    /// Confirms the password for `destination`, unless somebody did since `ticket`.
    func confirm(_ destination: String, after ticket: Ticket) async throws(TargetError) -> RepairResult {
        try await alone(after: ticket.generation) { () async throws(TargetError) in
            var confirmation = PasswordConfirmation(
                product: product, destination: destination, channel: channel, session: jar)
            guard case .confirmed(let confirmed) = try await confirmation.confirm(token: token) else {
                return .signedOut
            }
            jar = confirmed
            return .made
        }
    }

    /// The cookie counts, the page's word where there is none; a refused one only where there is nothing else.
    private var token: String? {
        let known = [product.tokenCookie.flatMap(jar.value), pageToken].compactMap { $0 }
        return known.first { $0 != refusedToken } ?? known.first
    }

    private func alone(
        after seen: Int, _ attempt: () async throws(TargetError) -> RepairResult
    ) async throws(TargetError) -> RepairResult {
        let failuresBefore = failures
        await enter()
        defer { leave() }
        guard generation == seen else { return .superseded }
        if let lock { throw lock }
        if failures > failuresBefore, let failure { throw failure }
        if !isAttemptPermitted, !(await isSignInAllowed()) {
            throw channel.error(
                .credentials, product.signInRequest, "no further sign-in is allowed: one was refused before",
                remedy: "correct the credentials in the configuration, or ask for one more attempt")
        }
        do throws(TargetError) {
            guard case .made = try await attempt() else { return .signedOut }
        } catch {
            if error.code == .credentials || error.code == .captcha { lock = error }
            // A cancelled attempt says nothing about the target: the next in the queue makes its own.
            if !Task.isCancelled {
                failures += 1
                failure = error
            }
            throw error
        }
        generation += 1
        refusedToken = nil
        return .made
    }

    private func afterAttempt() async throws(TargetError) {
        let failuresBefore = failures
        await enter()
        leave()
        if failures > failuresBefore, let failure { throw failure }
    }

    private func enter() async {
        guard isBusy else {
            isBusy = true
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    /// Hands the turn to whoever waits longest.
    private func leave() {
        if waiting.isEmpty { isBusy = false } else { waiting.removeFirst().resume() }
    }
}
