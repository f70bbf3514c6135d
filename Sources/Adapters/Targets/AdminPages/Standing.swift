import Domain
import Foundation
import HTML

/// What an answer of an Atlassian product says about us, before its content is looked at (contracts/jira.md, "Signing
/// in, errors, limits").
enum Standing: Sendable {
    /// Made for the account, as far as it can be told; pages come parsed.
    case answered(HTMLDocument?)
    /// `refused`: the credentials that came with the request were refused, rather than a session being over.
    case signedOut(refused: Bool)
    case captcha
    /// The account is known and may not do this.
    case forbidden
    /// Nothing was carried out: the password must be confirmed first, for `destination`.
    case webSudo(destination: String)
    /// Nothing was carried out: the form's token is missing or old.
    case tokenMissing

    /// - Throws: `.malformed` for a redirect to another host and for pages that are no text.
    init(of answer: TargetAnswer, product: (any AdminProduct)? = nil) throws(TargetError) {
        if answer.asksForCaptcha {
            self = .captcha
        } else if answer.refusesPassword {
            self = .signedOut(refused: true)
        } else if answer.loginReasons.contains("AUTHORISATION_FAILED") {
            self = .forbidden
        } else if answer.http.header("X-AUSERNAME") == "anonymous", answer.status < 500, answer.status != 429 {
            self = try Self.redirected(answer, product) ?? .signedOut(refused: false)
        } else if let standing = try Self.redirected(answer, product) {
            self = standing
        } else if answer.status == 401 || answer.status == 200 && answer.channel.product.isForNobody(answer) {
            self = .signedOut(refused: false)
        } else if answer.isUnavailable || (300..<400).contains(answer.status) {
            self = .answered(nil)
        } else {
            self = try Self.content(of: answer, product)
        }
    }

    private static func redirected(
        _ answer: TargetAnswer, _ product: (any AdminProduct)?
    ) throws(TargetError) -> Standing? {
        guard let url = try answer.redirect() else { return nil }
        if url.lastPathComponent.hasPrefix("login") { return .signedOut(refused: false) }
        return product?.confirmationDestination(ofRedirectTo: url).map(Standing.webSudo)
    }

    private static func content(
        of answer: TargetAnswer, _ product: (any AdminProduct)?
    ) throws(TargetError) -> Standing {
        let isHTML = AnswerKind(answer.http) == .html
        guard answer.request.expects == .page else {
            // A proxy's or the product's own sign-in page in place of JSON; 403 and 500 mean what they say, and so does
            // 404 where the resource may well be missing.
            let speaks = [403, 500].contains(answer.status) || answer.status == 404 && answer.request.isOptional
            return isHTML && !speaks ? .signedOut(refused: false) : .answered(nil)
        }
        guard isHTML else { return .answered(nil) }
        let document: HTMLDocument
        do {
            document = try HTMLDocument(answer.http.body)
        } catch {
            throw answer.error(.malformed, error.description)
        }
        if document.element(id: "xsrf-error") != nil || document.hasComment(containing: "SecurityTokenMissing") {
            return .tokenMissing
        }
        if document.elements.contains(where: { $0.name == "input" && $0["name"] == "os_username" }) {
            return .signedOut(refused: false)
        }
        return product?.confirmationDestination(of: document).map(Standing.webSudo) ?? .answered(document)
    }
}
