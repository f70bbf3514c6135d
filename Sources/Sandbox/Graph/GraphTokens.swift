import Domain
import Foundation
import Hummingbird

/// The token endpoint of the identity platform, and which tokens it gave out.
actor GraphTokens {
    private let configuration: SandboxConfiguration
    private var expiries: [String: Date] = [:]
    private static let life = 3599
    private static let kept = 1_000

    init(_ configuration: SandboxConfiguration) { self.configuration = configuration }

    func isLive(_ token: String, at now: Date = Date()) -> Bool { expiries[token].map { $0 > now } ?? false }

    /// Answers `POST /{tenant}/oauth2/v2.0/token`.
    ///
    /// - Parameter origin: of Graph, `http://127.0.0.1:8081`: what the scope must name.
    func answer(tenant: String, form: Form, origin: String) -> Response {
        guard tenant == configuration.tenantID else {
            return refuse(400, "invalid_request", 90002, "Tenant '\(tenant)' not found.")
        }
        guard let grant = form["grant_type"] else {
            return refuse(
                400, "invalid_request", 900144,
                "The request body must contain the following parameter: 'grant_type'.")
        }
        guard grant == "client_credentials" else {
            return refuse(
                400, "unsupported_grant_type", 70003, "The app requested an unsupported grant type '\(grant)'.")
        }
        guard form["client_id"] == configuration.clientID else {
            return refuse(
                400, "unauthorized_client", 700016,
                "Application with identifier '\(form["client_id"] ?? "")' was not found in the directory.")
        }
        guard [origin, "https://graph.microsoft.com"].contains(where: { form["scope"] == $0 + "/.default" }) else {
            return refuse(
                400, "invalid_scope", 1_002_012, "The provided value for scope is not valid: it ends in /.default.")
        }
        guard form["client_secret"] == configuration.clientSecret else {
            return refuse(401, "invalid_client", 7_000_215, "Invalid client secret provided.")
        }
        return issue()
    }

    private func issue() -> Response {
        let now = Date()
        if expiries.count >= Self.kept {
            let oldest = expiries.sorted { $0.value < $1.value }.prefix(Self.kept / 2)
            for (token, _) in oldest { expiries[token] = nil }
        }
        let token = "sandbox." + UUID().uuidString + "." + UUID().uuidString
        expiries[token] = now.addingTimeInterval(Double(Self.life))
        let body: AttributeValue = .object([
            "token_type": .text("Bearer"), "expires_in": .number(String(Self.life)),
            "ext_expires_in": .number(String(Self.life)), "access_token": .text(token),
        ])
        return Answer.json(200, body, headers: [("Cache-Control", "no-store, no-cache")])
    }

    private func refuse(_ status: Int, _ error: String, _ code: Int, _ message: String) -> Response {
        let body: AttributeValue = .object([
            "error": .text(error), "error_description": .text("AADSTS\(code): \(message)"),
            "error_codes": .list([.number(String(code))]), "timestamp": .text(Timestamp.seconds(Date())),
            "trace_id": .text(UUID().uuidString.lowercased()),
            "correlation_id": .text(UUID().uuidString.lowercased()),
        ])
        return Answer.json(status, body)
    }
}
