public import Foundation

/// Okta's question before it uses an event hook (contracts/okta.md, Verification and delivery).
public struct OktaChallenge: VerificationChallenge {
    /// Characters of a challenge that is answered; Okta's are about 40.
    public static let longest = 1024

    public let header = "X-Okta-Verification-Challenge"
    private let authorization: OktaAuthorization

    /// - Parameter secrets: all that are accepted at present; an empty one never is.
    public init(secrets: [Data]) { authorization = OktaAuthorization(secrets) }

    public func answer(to request: HookRequest) throws(Refusal) -> ChallengeAnswer {
        try authorization.check(request, "the verification challenge")
        guard let challenge = request.onlyValue(of: header), !challenge.isEmpty,
            challenge.unicodeScalars.count <= Self.longest
        else { throw Refusal(.malformed, "the verification challenge is empty, repeated or too long") }
        guard let body = try? JSONEncoder().encode(["verification": challenge]) else {
            throw Refusal(.malformed, "the verification challenge is no text")
        }
        return ChallengeAnswer(contentType: "application/json", body: String(decoding: body, as: UTF8.self))
    }
}
