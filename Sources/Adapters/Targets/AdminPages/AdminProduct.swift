import Domain
import Foundation
import HTML

/// What differs between the products whose administration pages are used: how to sign in, to confirm the password, and
/// where a form's token stands.
protocol AdminProduct: Sendable {
    /// The cookie whose value forms must repeat; nil: only pages tell it.
    var tokenCookie: String? { get }
    /// Whether forms are refused without it, whatever their headers say.
    var needsToken: Bool { get }
    /// The form field that repeats it.
    var tokenField: String { get }
    /// What signing in is called in errors.
    var signInRequest: TargetRequest { get }

    /// Signs in and proves the account.
    /// - Throws: `.credentials`, `.captcha`; `.unreachable` when signing in itself fails.
    func openSession(over channel: TargetChannel) async throws(TargetError) -> CookieJar

    /// The form's token as a page tells it.
    func token(in page: HTMLDocument) -> String?

    /// The destination for which the password must be confirmed; nil when the redirect leads elsewhere.
    func confirmationDestination(ofRedirectTo url: URL) -> String?
    /// The same for a page that is the confirmation's form itself.
    func confirmationDestination(of page: HTMLDocument) -> String?
    /// The page with the confirmation's form.
    func confirmationForm(for destination: String) -> TargetRequest
    /// The request that confirms the password, still without the token.
    func confirmation(for destination: String) -> TargetRequest
    /// Whether `answer` says that the password was right.
    func isConfirmed(_ answer: TargetAnswer, for destination: String) throws(TargetError) -> Bool
}
