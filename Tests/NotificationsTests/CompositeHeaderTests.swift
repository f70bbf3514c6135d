import Domain
import Foundation
import Notifications
import OpenSSL
import Testing

@Suite("Headers that carry timestamp and signatures together")
struct CompositeHeaderTests {
    static let body = #"{"user":{"login":"ada"}}"#

    static func verifier(
        _ composite: String = "t={timestamp},v1={signature}", unit: SignedTimestamp.Unit = .seconds
    ) throws -> HMACVerifier {
        HMACVerifier(
            source: try .hr("user.login"),
            configuration: try HMACConfiguration(
                secrets: [Data("s".utf8)], header: "Stripe-Signature", timestampUnit: unit, composite: composite))
    }

    static func request(_ value: String) -> HookRequest { .json(body, [("stripe-signature", value)]) }
    static func code(_ timestamp: String = "1614265330") throws -> String {
        try Signing.hex("\(timestamp).\(body)", "s")
    }

    @Test("sign timestamp and body with a dot between, as Stripe does")
    func stripe() throws {
        let code = try Self.code()
        #expect(try Self.verifier().verify(Self.request("t=1614265330,v1=\(code)")).users == [.entra("ada")])
    }

    @Test("hold several signatures while secrets are rotated, and others that do not count")
    func several() throws {
        let code = try Self.code(), zeros = String(repeating: "0", count: 64)
        let verifier = try Self.verifier()
        for value in [
            "t=1614265330,v1=\(zeros),v1=\(code),v0=\(zeros)", "v1=\(code),t=1614265330", "t=1614265330, v1=\(code)",
            ",,t=1614265330,x,v1=\(code),=",
        ] {
            #expect(verifier.refusal(of: Self.request(value)) == nil, "\(value)")
        }
        for value in [
            "", "t=1614265330", "v1=\(code)", "t=1614265330,v0=\(code)", "t=1614265330;v1=\(code)", "t=,v1=\(code)",
            "t=1614265330,t=1614265330,v1=\(code)", "t=1614265331,v1=\(code)", "T=1614265330,V1=\(code)",
        ] {
            #expect(verifier.refusal(of: Self.request(value)) == .unverified, "\(value)")
        }
    }

    @Test("count milliseconds where the sender does, as WorkOS does")
    func milliseconds() throws {
        let verifier = try Self.verifier("t={timestamp}, v1={signature}", unit: .milliseconds)
        let time = "1614265330999"
        #expect(verifier.refusal(of: Self.request("t=\(time), v1=\(try Self.code(time))")) == nil)
        #expect(
            verifier.refusal(of: Self.request("t=1614265330, v1=\(try Self.code("1614265330"))")) == .unverified)
    }

    @Test("may be separated by a semicolon, as Paddle's are")
    func semicolon() throws {
        let verifier = try Self.verifier("ts={timestamp};h1={signature}")
        #expect(verifier.refusal(of: Self.request("ts=1614265330;h1=\(try Self.code())")) == nil)
        #expect(verifier.refusal(of: Self.request("ts=1614265330,h1=\(try Self.code())")) == .unverified)
    }

    @Test("are refused when the timestamp is too far off", arguments: [-301.0, 301.0])
    func tolerance(_ offset: Double) throws {
        let request = Self.request("t=1614265330,v1=\(try Self.code())")
        #expect(try Self.verifier().refusal(of: request, at: signedAt + offset) == .unverified)
    }
}
