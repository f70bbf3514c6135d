import Domain
import Foundation
import Notifications
import OpenSSL
import Testing

@Suite("HMACs with timestamps")
struct HMACTimestampTests {
    static let body = #"{"user":{"login":"ada"}}"#

    static func slack(_ secret: String = "s") throws -> HMACVerifier {
        HMACVerifier(
            source: try .hr("user.login"),
            configuration: try HMACConfiguration(
                secrets: [Data(secret.utf8)], header: "X-Slack-Signature", prefix: "v0=",
                timestampHeader: "X-Slack-Request-Timestamp", signedContent: "v0:{timestamp}:{body}"))
    }

    @Test("take Slack's published example, which is no JSON")
    func published() throws {
        let body = [
            "token=xyzz0WbapA4vBCDEFasx0q6G", "team_id=T1DC2JH3J", "team_domain=testteamnow", "channel_id=G8PSS9T3V",
            "channel_name=foobar", "user_id=U2CERLKJA", "user_name=roadrunner", "command=%2Fwebhook-collect", "text=",
            "response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F"
                + "96rGlfmibIGlgcZRskXaIFfN",
            "trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c",
        ].joined(separator: "&")
        let signature = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
        let verifier = try Self.slack("8f742231b10e8888abcd99yyyzzz85a5")
        let time = Date(timeIntervalSince1970: 1_531_420_618)
        func request(_ timestamp: String) -> HookRequest {
            .json(body, [("X-Slack-Signature", signature), ("X-Slack-Request-Timestamp", timestamp)])
        }
        #expect(verifier.refusal(of: request("1531420618"), at: time) == .malformed)
        #expect(verifier.refusal(of: request("1531420619"), at: time) == .unverified)
        #expect(verifier.refusal(of: request("1531420618"), at: time + 301) == .unverified)
    }

    @Test(
        "refuse timestamps that are old, new, odd or missing, though they are signed",
        arguments: [
            ("1614265330", true), ("1614265030", true), ("1614265630", true), ("1614265029", false),
            ("1614265631", false), ("", false), ("1614265330.5", false), ("-1", false), ("0", false),
            ("1614265330000", false), ("٣", false), ("9223372036854775808", false),
        ])
    func timestamps(_ timestamp: String, _ taken: Bool) throws {
        let signature = "v0=" + (try Signing.hex("v0:\(timestamp):\(Self.body)", "s"))
        let request = HookRequest.json(
            Self.body, [("X-Slack-Signature", signature), ("X-Slack-Request-Timestamp", timestamp)])
        #expect(try Self.slack().refusal(of: request) == (taken ? nil : .unverified))
    }

    @Test("refuse a timestamp header that is missing or comes twice")
    func header() throws {
        let signature = ("X-Slack-Signature", "v0=" + (try Signing.hex("v0::\(Self.body)", "s")))
        #expect(try Self.slack().refusal(of: .json(Self.body, [signature])) == .unverified)
        let good = ("X-Slack-Signature", "v0=" + (try Signing.hex("v0:1614265330:\(Self.body)", "s")))
        let timestamp = ("X-Slack-Request-Timestamp", "1614265330")
        #expect(try Self.slack().refusal(of: .json(Self.body, [good, timestamp])) == nil)
        #expect(try Self.slack().refusal(of: .json(Self.body, [good, timestamp, timestamp])) == .unverified)
    }

    @Test("sign the id where the template names it")
    func template() throws {
        let verifier = HMACVerifier(
            source: try .hr("user.login"),
            configuration: try HMACConfiguration(
                secrets: [Data("s".utf8)], header: "S", timestampHeader: "T", timestampUnit: .milliseconds,
                signedContent: "{id}/{timestamp}/{body}/end", idHeader: "I"))
        let time = "1614265330250"
        let signature = try Signing.hex("m1/\(time)/\(Self.body)/end", "s")
        let delivery = try verifier.verify(.json(Self.body, [("S", signature), ("T", time), ("I", "m1")]))
        #expect(delivery.replayIDs == ["hr/m1"])
        #expect(
            verifier.refusal(of: .json(Self.body, [("S", signature), ("T", time), ("I", "m2")])) == .unverified)
    }

    @Test(
        "are not built from a configuration that contradicts itself",
        arguments: [
            ("{timestamp}{body}", nil, nil), ("{id}{body}", nil, nil), ("no body", nil, nil),
            ("{body}{body}", nil, nil),
            ("{body", nil, nil), ("{nonce}{body}", nil, nil), ("", nil, nil), (nil, nil, "t={timestamp}"),
            (nil, nil, ""), (nil, nil, "t={timestamp},v1={signature},v2={signature}"),
            (nil, nil, "t={timestamp},v1={signature},x=1"), (nil, nil, "{timestamp},v1={signature}"),
            (nil, "T", "t={timestamp},v1={signature}"),
        ] as [(String?, String?, String?)])
    func contradictions(_ content: String?, _ timestampHeader: String?, _ composite: String?) {
        let error = #expect(throws: VerifierConfigurationError.self) {
            try HMACConfiguration(
                secrets: [Data("s".utf8)], header: "S", timestampHeader: timestampHeader, signedContent: content,
                composite: composite)
        }
        #expect(error?.key.hasPrefix("hmac.") == true)
    }

    @Test("are not built without secrets or with an empty one", arguments: [[], [Data()], [Data("s".utf8), Data()]])
    func secrets(_ secrets: [Data]) {
        #expect(throws: VerifierConfigurationError.self) { try HMACConfiguration(secrets: secrets, header: "S") }
        #expect(throws: VerifierConfigurationError.self) { try StaticHeaderVerifier.Configuration(secrets: secrets) }
    }
}
