import Domain
import Foundation
import Notifications
import OpenSSL
import Testing

@Suite("Standard Webhooks")
struct StandardWebhooksTests {
    static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    static let other = "whsec_" + Data(repeating: 7, count: 32).base64EncodedString()
    static let id = "msg_p5jXN8AQM9LWM0D4loKWxJek"
    static let body = #"{"data":{"user":{"id":"ada"}}}"#

    static func verifier(_ secrets: [String] = [secret], path: String = "data.user.id") throws
        -> StandardWebhooksVerifier
    {
        StandardWebhooksVerifier(
            source: try .hr(path),
            configuration: try .init(keys: try secrets.map { try StandardWebhooksVerifier.key(from: $0) }))
    }

    static func signature(
        _ body: String = body, id: String = id, timestamp: String = "1614265330", secret: String = secret
    ) throws -> String {
        let key = try #require(Data(base64Encoded: String(secret.dropFirst(6))))
        return "v1," + (try Signing.base64("\(id).\(timestamp).\(body)", key))
    }

    static func request(
        _ signature: String?, body: String = body, id: String? = id, timestamp: String? = "1614265330",
        prefix: String = "webhook-"
    ) -> HookRequest {
        let headers = [("id", id), ("timestamp", timestamp), ("signature", signature)].compactMap { name, value in
            value.map { (name: prefix + name, value: $0) }
        }
        return .json(body, headers)
    }

    @Test(
        "take the specification's example, by secret and by public key",
        arguments: [
            (secret, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
            (
                "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=",
                "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg=="
            ),
        ], ["webhook-", "svix-", "Webhook-"])
    func published(_ example: (secret: String, signature: String), _ prefix: String) throws {
        let body = #"{"test": 2432232314}"#
        let delivery = try Self.verifier([example.secret], path: "test").verify(
            Self.request(example.signature, body: body, prefix: prefix))
        #expect(delivery.users == [.entra("2432232314")])
        #expect(delivery.replayIDs == ["hr/\(Self.id)"])
        #expect(delivery.rejected == 0)
        #expect(delivery.kind == .notification)
    }

    @Test("take either secret while secrets are rotated, on both sides")
    func rotation() throws {
        let verifier = try Self.verifier([Self.other, Self.secret])
        for secret in [Self.secret, Self.other] {
            #expect(verifier.refusal(of: Self.request(try Self.signature(secret: secret))) == nil)
        }
        let unknown = try Self.signature(secret: "whsec_" + Data(repeating: 9, count: 24).base64EncodedString())
        #expect(verifier.refusal(of: Self.request(unknown)) == .unverified)
        #expect(verifier.refusal(of: Self.request("\(unknown) \(try Self.signature())")) == nil)
    }

    @Test("skip what is junk or of another version in the list of signatures")
    func junk() throws {
        let good = try Self.signature()
        let list = "v1 , v1, v2,\(good.dropFirst(3)) v1,###  v1a,AAAA v1,a,b \(good)"
        #expect(try Self.verifier().refusal(of: Self.request(list)) == nil)
        let onlyJunk = "v2,\(good.dropFirst(3)) \(good.dropFirst(3)) V1,\(good.dropFirst(3)) v1,\(good.dropFirst(3)),x"
        #expect(try Self.verifier().refusal(of: Self.request(onlyJunk)) == .unverified)
    }

    @Test("want the signature's base64 padded and of the standard alphabet")
    func alphabet() throws {
        // This body's code holds both characters in which the alphabets differ.
        let body = #"{"data":{"user":{"id":"ada"}},"n":13}"#
        let good = try Self.signature(body)
        try #require(good.contains("+") || good.contains("/"))
        let variants = [
            good.replacing("=", with: ""), good.replacing("+", with: "-").replacing("/", with: "_"), good + "=",
        ]
        #expect(try Self.verifier().refusal(of: Self.request(good, body: body)) == nil)
        for variant in variants {
            #expect(try Self.verifier().refusal(of: Self.request(variant, body: body)) == .unverified)
        }
    }

    @Test("take timestamps five minutes off, both ways, and none beyond", arguments: [1.0, -1.0])
    func tolerance(_ direction: Double) throws {
        let request = Self.request(try Self.signature())
        let verifier = try Self.verifier()
        #expect(verifier.refusal(of: request, at: signedAt + 300 * direction) == nil)
        #expect(verifier.refusal(of: request, at: signedAt + 301 * direction) == .unverified)
    }

    @Test(
        "refuse a timestamp that is not digits alone, though it is signed",
        arguments: [
            "", "1614265330.0", "+1614265330", "-1614265330", " 1614265330", "1614265330 ", "0x60379a32", "1.6e9",
            "١٦١٤٢٦٥٣٣٠", "99999999999999999999", "00000000000001614265330", "now",
        ])
    func oddTimestamps(_ timestamp: String) throws {
        let signature = try Self.signature(timestamp: timestamp)
        #expect(
            try Self.verifier().refusal(of: Self.request(signature, timestamp: timestamp)) == .unverified)
    }

    @Test("refuse an id that is empty or holds a dot, though it is signed", arguments: ["", "a.b", ".", "a."])
    func oddIDs(_ id: String) throws {
        let signature = try Self.signature(id: id)
        #expect(try Self.verifier().refusal(of: Self.request(signature, id: id)) == .unverified)
    }

    @Test("want all three headers, each once, all of one set")
    func headers() throws {
        let verifier = try Self.verifier(), signature = try Self.signature()
        #expect(verifier.refusal(of: Self.request(nil)) == .unverified)
        #expect(verifier.refusal(of: Self.request(signature, id: nil)) == .unverified)
        #expect(verifier.refusal(of: Self.request(signature, timestamp: nil)) == .unverified)
        #expect(verifier.refusal(of: .json(Self.body)) == .unverified)
        let good = Self.request(signature)
        for (name, value) in good.headers where name != "Content-Type" {
            let repeated = HookRequest(headers: good.headers + [(name.uppercased(), value)], body: good.body)
            #expect(verifier.refusal(of: repeated) == .unverified)
        }
        let mixed: [(name: String, value: String)] = [
            ("webhook-id", Self.id), ("svix-timestamp", "1614265330"), ("svix-signature", signature),
        ]
        #expect(verifier.refusal(of: .json(Self.body, mixed)) == .unverified)
        let both = good.headers + Self.request(signature, prefix: "svix-").headers.dropFirst()
        #expect(verifier.refusal(of: HookRequest(headers: both, body: good.body)) == nil)
    }

    @Test("judge the signature before the body")
    func order() throws {
        let verifier = try Self.verifier()
        for body in ["not JSON", "", "{", String(repeating: "[", count: 100_000)] {
            let signature = try Self.signature(body)
            #expect(verifier.refusal(of: Self.request(signature, body: body)) == .malformed)
            #expect(verifier.refusal(of: Self.request("v1,AAAA", body: body)) == .unverified)
        }
    }

    @Test("keep ids of any length short enough to remember, and different ones different")
    func longIDs() throws {
        let ids = ["a", "b"].map { String(repeating: "x", count: 5000) + $0 }
        let remembered = try ids.map { id in
            try Self.verifier().verify(Self.request(try Self.signature(id: id), id: id)).replayIDs
        }
        #expect(Set(remembered).count == 2)
        #expect(remembered.flatMap { $0 }.allSatisfy { $0.utf8.count < 100 })
    }
}
