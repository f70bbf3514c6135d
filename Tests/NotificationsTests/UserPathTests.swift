import Domain
import Foundation
import Notifications
import Testing

@Suite("Paths to users")
struct UserPathTests {
    static func delivery(_ body: String, _ path: String, attribute: String? = nil) throws -> VerifiedDelivery {
        let verifier = StaticHeaderVerifier(
            source: try .hr(path, attribute: attribute), configuration: try .init(secrets: [Data("s".utf8)]))
        return try verifier.verify(.json(body, [("Authorization", "s")]))
    }

    @Test(
        "lead to one user or several, each once, in their order",
        arguments: [
            (#"{"id":"ada"}"#, "id", ["ada"]),
            (#"{"data":{"user":{"id":"ada","x":[1,{"y":null}]}},"type":"t"}"#, "data.user.id", ["ada"]),
            (
                #"{"events":[{"user":{"id":"b"}},{"user":{"id":"a"}},{"user":{"id":"b"}}]}"#, "events[].user.id",
                ["b", "a"]
            ),
            (#"[{"user":{"id":"a"}}]"#, "[].user.id", ["a"]),
            (#"["a","b"]"#, "[]", ["a", "b"]),
            (#"{"ids":["a","b"]}"#, "ids[]", ["a", "b"]),
            (#"{"a":[{"b":["x","y"]},{"b":[]},{"b":["z"]}]}"#, "a[].b[]", ["x", "y", "z"]),
            (#"[["a"],["b"]]"#, "[][]", ["a", "b"]),
            (#"{"a":[{"id":"x"},{"id":"y"}]}"#, "a[1].id", ["y"]),
            (#"{"a":[{"id":"x"},{"id":"y"}]}"#, "a[0].id", ["x"]),
            (#"{"id":42}"#, "id", ["42"]),
            (#"{"id":-7}"#, "id", ["-7"]),
            (#"{"id":18446744073709551615}"#, "id", ["18446744073709551615"]),
            (#"{"id":12345678901234567890123}"#, "id", ["12345678901234567890123"]),
            (#"{"id":"👩‍🚀 <b>&'\"é"}"#, "id", ["👩‍🚀 <b>&'\"é"]),
            (#"{"id":"\ud83d\ude80"}"#, "id", ["🚀"]),
            (#"{"🙂":{"id":"x"}}"#, "🙂.id", ["x"]),
            (#"{"id":"\#(String(repeating: "é", count: 256))"}"#, "id", [String(repeating: "é", count: 256)]),
        ])
    func found(_ body: String, _ path: String, _ users: [String]) throws {
        let delivery = try Self.delivery(body, path)
        #expect(delivery.users == users.map { .entra($0) })
        #expect(delivery.rejected == 0)
    }

    @Test("may lead to another attribute than the id")
    func attribute() throws {
        let delivery = try Self.delivery(#"{"mail":"a@b.example"}"#, "mail", attribute: "userPrincipalName")
        #expect(
            delivery.users
                == [UserReference(connector: "entra", attribute: "userPrincipalName", value: "a@b.example")])
    }

    @Test(
        "find nobody where the body has another shape",
        arguments: [
            ("{}", "id"), (#"{"id":null}"#, "id"), (#"{"id":true}"#, "id"), (#"{"id":{}}"#, "id"),
            (#"{"id":["a"]}"#, "id"),
            (#"{"id":""}"#, "id"), (#"{"id":"   "}"#, "id"), (#"{"id":".."}"#, "id"), (#"{"id":"a\nb"}"#, "id"),
            (#"{"id":"a\u0000b"}"#, "id"), (#"{"id":"\ud800"}"#, "id"), (#"{"id":"a\u2028b"}"#, "id"),
            (#"{"id":"\u007f"}"#, "id"),
            (#"{"id":"\#(String(repeating: "x", count: 257))"}"#, "id"),
            (#""ada""#, "id"), ("5", "id"), ("null", "id"), ("[]", "id"), (#"{"id":"a"}"#, "[].id"),
            (#"{"events":{"id":"a"}}"#, "events[].id"), (#"[{"x":1}]"#, "[].id"), (#"[{"id":"a"}]"#, "[1].id"),
            (#"{"data":{"id":"a"}}"#, "id"), (#"{"ID":"a"}"#, "id"),
        ])
    func nobody(_ body: String, _ path: String) {
        let refusal = #expect(throws: Refusal.self) { try Self.delivery(body, path) }
        #expect(refusal?.code == .namesNobody)
        #expect(refusal?.status == 400)
    }

    @Test("take what a batch names, though some elements name nobody or in no usable way")
    func partly() throws {
        let body = #"{"events":[{"id":"a"},{},{"id":null},7,{"id":"a\tb"},{"id":{}},{"id":"b"}]}"#
        let delivery = try Self.delivery(body, "events[].id")
        #expect(delivery.users == [.entra("a"), .entra("b")])
        #expect(delivery.rejected == 2)
    }

    @Test("find an empty batch empty", arguments: [("[]", "[].id"), (#"{"events":[]}"#, "events[].id")])
    func emptyBatch(_ body: String, _ path: String) throws {
        #expect(try Self.delivery(body, path).users.isEmpty)
    }

    @Test(
        "are read as configured, or refused",
        arguments: [
            "", ".", "a.", ".a", "a..b", "a[", "a]", "a[]]", "a[x]", "a[-1]", "a[1", "a.[].b", "a[][", "[]a",
            "a[9999999]",
        ])
    func unreadable(_ path: String) {
        let error = #expect(throws: VerifierConfigurationError.self) { try UserPath(path) }
        #expect(error?.key == "userID")
    }

    @Test("do not belong to an attribute without a name")
    func emptyAttribute() {
        #expect(throws: VerifierConfigurationError.self) { try UserPath("a", attribute: "") }
    }
}
