import Foundation
import Notifications
import Testing

@Suite("Keys of Standard Webhooks")
struct StandardWebhooksKeyTests {
    @Test(
        "are read with and without prefix and padding",
        arguments: [
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n",
            "whsec_" + Data(count: 25).base64EncodedString(),
            "whsec_" + Data(count: 25).base64EncodedString().replacing("=", with: ""),
            "whsec_" + Data(count: 64).base64EncodedString(),
            "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=",
        ])
    func readable(_ text: String) throws {
        _ = try StandardWebhooksVerifier.key(from: text)
    }

    @Test(
        "are refused when they are none, without a word of them in the error",
        arguments: [
            "", "whsec_", "whpk_", "whsec_secretsecret!", "plainly-not-base64-at-all",
            "whsec_" + Data("secret".utf8).base64EncodedString(),
            "whsec_" + Data(count: 23).base64EncodedString(),
            "whsec_" + Data(count: 65).base64EncodedString(),
            "whpk_" + Data(count: 31).base64EncodedString(),
            "whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        ])
    func unreadable(_ text: String) {
        let error = #expect(throws: VerifierConfigurationError.self) {
            try StandardWebhooksVerifier.key(from: text)
        }
        #expect(error?.key == "secrets")
        let value = text.split(separator: "_").last ?? ""
        #expect(value.count < 8 || error?.description.contains(value) == false)
    }

    @Test("are needed")
    func none() {
        #expect(throws: VerifierConfigurationError.self) { try StandardWebhooksVerifier.Configuration(keys: []) }
    }
}
