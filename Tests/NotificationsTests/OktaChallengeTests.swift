import Foundation
import Notifications
import Testing

@Suite("Okta's verification challenge")
struct OktaChallengeTests {
    private static let challenge = OktaChallenge(secrets: [Data("hook-s3cret".utf8), Data("older".utf8)])

    private static func request(_ values: [String], authorization: [String] = ["hook-s3cret"]) -> HookRequest {
        HookRequest(
            headers: values.map { ("x-okta-verification-challenge", $0) }
                + authorization.map { (name: "Authorization", value: $0) },
            body: Data())
    }

    @Test(
        "comes back as JSON, whatever is in it",
        arguments: ["k9-XyZ_42", #"a"b\c</script>"#, "ä 👩🏽‍💻", "{\"x\":1}", String(repeating: "x", count: 1024)])
    func echoes(text: String) throws {
        let answer = try Self.challenge.answer(to: Self.request([text]))
        #expect(answer.contentType == "application/json")
        #expect(try JSONDecoder().decode([String: String].self, from: Data(answer.body.utf8)) == ["verification": text])
    }

    @Test(
        "is refused without the right Authorization header, and the log hears which it was",
        arguments: [
            ([], "without an Authorization header"), (["wrong"], "another Authorization header"),
            ([""], "another Authorization header"), (["hook-s3cret", "hook-s3cret"], "several"),
        ])
    func unverified(authorization: [String], words: String) {
        let refusal = #expect(throws: Refusal.self) {
            try Self.challenge.answer(to: Self.request(["c"], authorization: authorization))
        }
        #expect(refusal?.code == .unverified)
        #expect(refusal?.reason.contains("challenge came") == true && refusal?.reason.contains(words) == true)
        #expect(refusal?.reason.contains("wrong") == false)
    }

    @Test(
        "is not answered empty, twice or too long",
        arguments: [
            [""], ["a", "b"], [String(repeating: "x", count: 1025)],
        ])
    func malformed(values: [String]) {
        let refusal = #expect(throws: Refusal.self) { try Self.challenge.answer(to: Self.request(values)) }
        #expect(refusal?.code == .malformed)
    }
}
