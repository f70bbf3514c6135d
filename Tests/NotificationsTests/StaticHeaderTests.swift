import Domain
import Foundation
import Notifications
import Testing

@Suite("Static headers")
struct StaticHeaderTests {
    static func verifier(_ secrets: [String] = ["Bearer 🗝️-1", "second"], path: String = "[].user.id") throws
        -> StaticHeaderVerifier
    {
        StaticHeaderVerifier(
            source: try .hr(path), configuration: try .init(secrets: secrets.map { Data($0.utf8) }))
    }

    static let body = #"[{"user":{"id":"ada"}},{"user":{"id":"grace"}},{"user":{"id":"ada"}}]"#

    @Test("take the whole value of any secret", arguments: ["Bearer 🗝️-1", "second"])
    func whole(_ value: String) throws {
        let delivery = try Self.verifier().verify(.json(Self.body, [("authorization", value)]))
        #expect(delivery.users == [.entra("ada"), .entra("grace")])
        #expect(delivery.replayIDs.isEmpty)
    }

    @Test(
        "refuse everything else",
        arguments: ["", "Bearer", "bearer 🗝️-1", "secon", "second ", "secondd", "second,second", "Basic second"])
    func others(_ value: String) throws {
        #expect(try Self.verifier().refusal(of: .json(Self.body, [("Authorization", value)])) == .unverified)
    }

    @Test("refuse a header that is missing or comes twice")
    func count() throws {
        let header = ("Authorization", "second")
        #expect(try Self.verifier().refusal(of: .json(Self.body)) == .unverified)
        #expect(try Self.verifier().refusal(of: .json(Self.body, [header, header])) == .unverified)
        #expect(try Self.verifier().refusal(of: .json(Self.body, [("X-Authorization", "second")])) == .unverified)
    }

    @Test("judge the secret before the body")
    func order() throws {
        #expect(try Self.verifier().refusal(of: .json("{", [("Authorization", "wrong")])) == .unverified)
        #expect(try Self.verifier().refusal(of: .json("{", [("Authorization", "second")])) == .malformed)
    }

    @Test("say nothing of the secret or the body in a refusal")
    func silence() throws {
        for request in [
            HookRequest.json(Self.body, [("Authorization", "hunter2")]),
            .json("hunter2", [("Authorization", "second")]),
            .json(#"{"x":"hunter2"}"#, [("Authorization", "second")]),
        ] {
            let refusal = #expect(throws: Refusal.self) { try Self.verifier().verify(request) }
            #expect(refusal?.description.contains("hunter2") == false)
            #expect(refusal?.description.contains("second") == false)
        }
    }
}
