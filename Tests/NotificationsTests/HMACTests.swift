import Domain
import Foundation
import Notifications
import OpenSSL
import Testing

@Suite("Plain HMACs")
struct HMACTests {
    static let body = #"{"user":{"login":"ada"}}"#

    static func github(_ secrets: [String] = ["s3cret"], idHeader: String? = nil) throws -> HMACVerifier {
        HMACVerifier(
            source: try .hr("user.login"),
            configuration: try HMACConfiguration(
                secrets: secrets.map { Data($0.utf8) }, header: "X-Hub-Signature-256", prefix: "sha256=",
                idHeader: idHeader))
    }

    static func signed(_ value: String, body: String = body) -> HookRequest {
        .json(body, [("x-hub-signature-256", value)])
    }

    @Test("take GitHub's published example, which is no JSON")
    func github() throws {
        let verifier = try Self.github(["It's a Secret to Everybody"])
        let signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
        #expect(verifier.refusal(of: Self.signed(signature, body: "Hello, World!")) == .malformed)
        #expect(verifier.refusal(of: Self.signed(signature, body: "Hello, World?")) == .unverified)
    }

    @Test("read hex in either case, but the prefix as it is configured")
    func hexCase() throws {
        let code = try Signing.hex(Self.body, "s3cret"), verifier = try Self.github()
        #expect(try verifier.verify(Self.signed("sha256=" + code)).users == [.entra("ada")])
        #expect(verifier.refusal(of: Self.signed("sha256=" + code.uppercased())) == nil)
        for wrong in ["SHA256=" + code, code, "sha1=" + code, "sha256=\(code)0", "sha256=\(code.dropLast())", ""] {
            #expect(verifier.refusal(of: Self.signed(wrong)) == .unverified, "\(wrong)")
        }
    }

    @Test("take any configured secret")
    func rotation() throws {
        let verifier = try Self.github(["new", "old"])
        for secret in ["new", "old"] {
            #expect(verifier.refusal(of: Self.signed("sha256=" + (try Signing.hex(Self.body, secret)))) == nil)
        }
        #expect(verifier.refusal(of: Self.signed("sha256=" + (try Signing.hex(Self.body, "older")))) == .unverified)
    }

    @Test("never fall back to a weaker signature sent beside")
    func weaker() throws {
        let weak = ("X-Hub-Signature", "sha1=" + (try Signing.hex(Self.body, "s3cret", .sha1)))
        #expect(try Self.github().refusal(of: .json(Self.body, [weak])) == .unverified)
        let wrong = ("X-Hub-Signature-256", weak.1)
        #expect(try Self.github().refusal(of: .json(Self.body, [weak, wrong])) == .unverified)
    }

    @Test("refuse two signature headers, even equal ones")
    func repeated() throws {
        let header = ("X-Hub-Signature-256", "sha256=" + (try Signing.hex(Self.body, "s3cret")))
        #expect(try Self.github().refusal(of: .json(Self.body, [header])) == nil)
        #expect(try Self.github().refusal(of: .json(Self.body, [header, header])) == .unverified)
    }

    @Test("give the delivery's id, and demand it where it is configured")
    func ids() throws {
        let signature = ("X-Hub-Signature-256", "sha256=" + (try Signing.hex(Self.body, "s3cret")))
        let verifier = try Self.github(idHeader: "X-GitHub-Delivery")
        let delivery = try verifier.verify(.json(Self.body, [signature, ("x-github-delivery", "72d3162e")]))
        #expect(delivery.replayIDs == ["hr/72d3162e"])
        #expect(verifier.refusal(of: .json(Self.body, [signature])) == .unverified)
        #expect(verifier.refusal(of: .json(Self.body, [signature, ("X-GitHub-Delivery", "")])) == .unverified)
        #expect(try Self.github().verify(.json(Self.body, [signature])).replayIDs.isEmpty)
    }

    @Test("work with every algorithm", arguments: DigestAlgorithm.allCases)
    func algorithms(_ algorithm: DigestAlgorithm) throws {
        let verifier = HMACVerifier(
            source: try .hr("user.login"),
            configuration: try HMACConfiguration(
                secrets: [Data("s".utf8)], header: "Signature", algorithm: algorithm))
        for other in DigestAlgorithm.allCases {
            let request = HookRequest.json(Self.body, [("signature", try Signing.hex(Self.body, "s", other))])
            #expect(verifier.refusal(of: request) == (other == algorithm ? nil : .unverified))
        }
    }

    @Test(
        "read base64 as padded, and the alphabet for URLs with or without padding",
        arguments: HMACConfiguration.Encoding.allCases)
    func encodings(_ encoding: HMACConfiguration.Encoding) throws {
        let body = #"{"user":{"login":"ada"},"n":3}"#
        let verifier = HMACVerifier(
            source: try .hr("user.login"),
            configuration: try HMACConfiguration(secrets: [Data("s".utf8)], header: "S", encoding: encoding))
        let base64 = try Signing.base64(body, Data("s".utf8))
        let url = base64.replacing("+", with: "-").replacing("/", with: "_")
        try #require(base64 != url)
        let accepted: [HMACConfiguration.Encoding: Set<String>] = [
            .hex: [try Signing.hex(body, "s")], .base64: [base64],
            .base64url: [url, url.replacing("=", with: "")],
        ]
        for text in accepted.values.reduce([], +) + [base64.replacing("=", with: ""), url + "="] {
            let taken = accepted[encoding]?.contains(text) == true
            #expect(verifier.refusal(of: .json(body, [("s", text)])) == (taken ? nil : .unverified), "\(text)")
        }
    }

    @Test("judge content type, signature and body in this order")
    func order() throws {
        let verifier = try Self.github()
        let form = HookRequest(headers: [("Content-Type", "text/plain")], body: Data("x".utf8))
        #expect(verifier.refusal(of: form) == .unsupportedMediaType)
        #expect(verifier.refusal(of: Self.signed("sha256=00", body: "not JSON")) == .unverified)
        let empty = HookRequest(
            headers: [("X-Hub-Signature-256", "sha256=" + (try Signing.hex("", "s3cret")))], body: Data())
        #expect(verifier.refusal(of: empty) == .malformed)
        let nobody = "sha256=" + (try Signing.hex("{}", "s3cret"))
        #expect(verifier.refusal(of: Self.signed(nobody, body: "{}")) == .namesNobody)
    }
}
