import Domain
import Foundation

/// Where an identity provider gives tokens away: asks there, and reads a grant or a refusal out of the answer (RFC 6749,
/// section 5).
///
/// Whatever goes wrong here concerns the connector, never one user.
struct TokenEndpoint: Sendable {
    let connector: String
    /// What errors call asking there: `POST {token_uri}`.
    let request: String
    /// The setting that holds the address, for remedies.
    let setting: String
    /// All settings that make up the address, where they are several.
    var settings: String?
    let transport: any HTTPTransport

    func ask(
        _ url: URL, _ form: [(name: String, value: String)], proof: String? = nil
    ) async throws(DirectoryError) -> HTTPAnswer {
        var headers = [
            (name: "Content-Type", value: "application/x-www-form-urlencoded"), ("Accept", "application/json"),
        ]
        if let proof { headers.append(("DPoP", proof)) }
        do {
            return try await transport.send(
                OutboundRequest("POST", url, headers: headers, body: PercentEncoding.form(form)))
        } catch {
            throw fault(.unreachable, error.description)
        }
    }

    /// - Parameters:
    ///   - wait: How long the answer asks to wait, where it is one to wait after.
    ///   - refusal: What the IdP's error object means; nil where the body is none.
    func grant(
        in answer: HTTPAnswer, wait: Duration?, refusal: (AttributeValue?) -> (any TokenRefusal)?
    ) throws(DirectoryError) -> AccessGrant {
        if AnswerKind(answer) == .html {
            throw fault(
                .unreachable, "\(answer.status) with HTML in place of JSON", AnswerKind.remedyOfHTML(at: setting))
        }
        let body = try? AttributeValue(json: answer.body)
        guard answer.status == 200 else { throw fault(answer, wait: wait, refusal(body)) }
        guard case .text(let token)? = body?["access_token"], !token.isEmpty,
            token.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw fault(.unreachable, "the answer holds no access_token", "check \(setting)") }
        let lifetime = body?["expires_in"]?.text.flatMap(Double.init) ?? 300
        return AccessGrant(
            token: token, type: body?["token_type"]?.text?.lowercased(), lifetime: min(max(lifetime, 0), 86_400))
    }

    private func fault(_ answer: HTTPAnswer, wait: Duration?, _ refusal: (any TokenRefusal)?) -> DirectoryError {
        let words = "\(answer.status)"
        switch answer.status {
        case 429: return fault(.throttled(retryAfter: wait), words)
        case 503 where wait != nil: return fault(.throttled(retryAfter: wait), words)
        case 500...: return fault(.unreachable, words)
        case 300..<400: return fault(.unreachable, "answered with a redirect, never followed", "check \(setting)")
        default:
            guard let refusal else {
                return fault(.unreachable, "\(words) without an OAuth error", "check \(settings ?? setting)")
            }
            if refusal.isTemporary { return fault(.unreachable, "\(words) \(refusal.name)") }
            return fault(.credentials, "\(words) \(refusal.name)", refusal.remedy)
        }
    }

    func fault(_ code: DirectoryError.Code, _ cause: String, _ remedy: String? = nil) -> DirectoryError {
        DirectoryError(code, connector: connector, request: request, cause: cause, remedy: remedy)
    }
}

/// Why a token endpoint refused: `{"error":"invalid_client","error_description":"…"}`. The description is left out of
/// errors: it may repeat what was sent.
protocol TokenRefusal {
    /// What errors may say of it.
    var name: String { get }
    /// A fault on the IdP's side that passes by itself.
    var isTemporary: Bool { get }
    /// What to do about it; every one that is not temporary is final until somebody changes something.
    var remedy: String { get }
}

extension TokenRefusal {
    /// Of harmless characters alone; nil when `body` is no OAuth error.
    static func error(in body: AttributeValue?) -> String? {
        guard case .text(let error)? = body?["error"], !error.isEmpty else { return nil }
        return String(error.filter { $0.isASCII && ($0.isLetter || $0 == "_") }.prefix(64))
    }
}
