import Domain
import Foundation
import Hummingbird

/// Google's token endpoint for service accounts, and which tokens it gave out (contracts/google.md, Tokens).
actor GoogleTokens {
    private let configuration: SandboxConfiguration
    private let journal: Journal
    private var tokens: [String: (subject: String?, expires: Date)] = [:]
    private static let life = 3599
    private static let kept = 1_000

    init(_ configuration: SandboxConfiguration, journal: Journal) {
        self.configuration = configuration
        self.journal = journal
    }

    /// - Throws: 401 for a token that is none, 403 where nobody with the right stands behind it.
    func check(_ token: String?, at now: Date = Date()) throws(GoogleError) {
        guard let token, let entry = tokens[token], entry.expires > now else { throw .unauthenticated }
        guard entry.subject?.lowercased() == configuration.googleDelegatedAdmin.lowercased() else { throw .forbidden }
    }

    /// Answers `POST /token`.
    func answer(_ request: Incoming, tokenURL: String) async -> Response {
        let form = request.form
        guard request.header("Content-Type")?.lowercased().hasPrefix("application/x-www-form-urlencoded") == true,
            form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer", let assertion = form["assertion"]
        else { return Self.refuse(400, "unsupported_grant_type", "Invalid grant_type, or no form") }
        do {
            let accepted = try GoogleAssertion(
                assertion, account: configuration.googleServiceAccount, key: GoogleKey.shared.get(),
                tokenURL: tokenURL, at: Date())
            return await issue(to: accepted.subject)
        } catch let refusal as GoogleAssertion.Refusal {
            return Self.refuse(refusal.status, refusal.error, refusal.description)
        } catch {
            return Self.refuse(500, "internal_failure", "\(error)")
        }
    }

    private func issue(to subject: String?) async -> Response {
        if tokens.count >= Self.kept { tokens = [:] }
        let token = "ya29.sandbox-" + UUID().uuidString
        tokens[token] = (subject, Date().addingTimeInterval(Double(Self.life)))
        await journal.change(\.tokens)
        let body: AttributeValue = .object([
            "access_token": .text(token), "expires_in": .number(String(Self.life)), "token_type": .text("Bearer"),
        ])
        return Answer.json(200, body)
    }

    private static func refuse(_ status: Int, _ error: String, _ description: String) -> Response {
        Answer.json(status, .object(["error": .text(error), "error_description": .text(description)]))
    }
}
