import Domain
import Foundation
import Notifications
import Testing

@Suite("Envelopes of Graph")
struct EntraEnvelopeTests {
    typealias Item = EntraItemFixture

    @Test(
        "are malformed when they are none",
        arguments: [
            "", "{}", "[]", "null", #"{"value":null}"#, #"{"value":{}}"#, #"{"value":"x"}"#, #"{"value":[1]}"#,
            #"{"value":["x",null,[]]}"#, #"{"value":[{"clientState":5}]}"#, #"{"values":[]}"#, #"{"value":["#,
            #"{"value":[\#(String(repeating: "[", count: 100_000))"#,
            #"{"value":[\#(String(repeating: "1,", count: 100_000))1]}"#,
        ])
    func malformed(_ body: String) {
        #expect(Item.verifier().refusal(of: .json(body)) == .malformed)
    }

    @Test("are refused by their content type before they are read")
    func contentType() {
        let request = HookRequest(headers: [("Content-Type", "text/plain")], body: Data("{".utf8))
        #expect(Item.verifier().refusal(of: request) == .unsupportedMediaType)
    }

    @Test("hold good items beside unreadable ones, which are counted")
    func partlyUnreadable() throws {
        let request = HookRequest.json(#"{"value":[7,\#(Item().json),{"clientState":[]},null]}"#)
        let delivery = try Item.verifier().verify(request)
        #expect(delivery.users == [.entra("4f2c")])
        #expect(delivery.rejected == 3)
    }

    @Test("are malformed when they are mostly junk, whatever stands among it", arguments: [(100, true), (101, false)])
    func junk(_ count: Int, _ taken: Bool) {
        let body = #"{"value":[\#(String(repeating: "1,", count: count))\#(Item().json)]}"#
        #expect(Item.verifier().refusal(of: .json(body)) == (taken ? nil : .malformed))
    }

    @Test("may hold any other members, and null for those that are not sure to be there")
    func otherMembers() throws {
        let body = """
            {"@odata.context":"x","validationTokens":null,"value":[{"id":null,"subscriptionId":"sub-1",
            "clientState":"\(Item.clientState)","tenantId":null,"organizationId":null,"resource":"Users/ada",
            "resourceData":null,"lifecycleEvent":null,"changeType":null,"encryptedContent":{"data":"…"},
            "subscriptionExpirationDateTime":7,"new":[[{}]]}]}
            """
        #expect(try Item.verifier().verify(.json(body)).users == [.entra("ada")])
    }

    @Test(
        "name a user by resourceData.id, else by the last segment of resource",
        arguments: [
            (#"{"id":"a"}"#, #""Users/b""#, "a"), (#"{"id":null}"#, #""Users/b""#, "b"), ("{}", #""Users/b""#, "b"),
            (nil, #""Users/b""#, "b"), ("null", #""/users/b""#, "b"), (#""odd""#, #""users/b/""#, "b"),
            (#"{"id":7}"#, #""Users/b""#, "b"), (#"{"id":""}"#, #""Users/b""#, "b"),
            (#"{"id":"a\u0000"}"#, #""Users/b""#, "b"), (nil, #""b""#, "b"),
            (nil, #""Users/%F0%9F%9A%80%2Fx%20y""#, "🚀/x y"), (#"{"id":"👩‍🚀"}"#, nil, "👩‍🚀"),
            (#"{"id":"a"}"#, "null", "a"), (nil, #""https://graph.microsoft.com/v1.0/users/b""#, "b"),
        ] as [(String?, String?, String)])
    func user(_ resourceData: String?, _ resource: String?, _ id: String) throws {
        let item = Item().changed {
            $0.resourceData = resourceData
            $0.resource = resource
        }
        #expect(try Item.verify([item]).users == [.entra(id)])
    }

    @Test(
        "name nobody where no usable id is",
        arguments: [
            #""""#, nil, "null", #""/""#, #""Users""#, #""/users/""#, #""Users/%00""#, #""Users/%ZZ""#, #""Users/..""#,
            #""Users/%2E%2E""#, #""Users/\#(String(repeating: "x", count: 257))""#, #""Users/%0d%0aX""#,
        ])
    func nobody(_ resource: String?) throws {
        let item = Item().changed {
            $0.resourceData = nil
            $0.resource = resource
        }
        let refusal = #expect(throws: Refusal.self) { try Item.verify([item]) }
        #expect(refusal?.code == .namesNobody)
        let delivery = try Item.verify([item, Item()])
        #expect(delivery.users == [.entra("4f2c")])
        #expect(delivery.rejected == 1)
    }
}
