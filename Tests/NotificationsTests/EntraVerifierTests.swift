import Domain
import Foundation
import Notifications
import Testing

@Suite("Notifications of Graph")
struct EntraVerifierTests {
    typealias Item = EntraItemFixture

    @Test("name the user whose profile changed")
    func one() throws {
        let delivery = try Item.verify([Item()])
        #expect(delivery.users == [.entra("4f2c")])
        #expect(delivery.kind == .notification)
        #expect(delivery.subscriptions == ["sub-1"])
        #expect(delivery.rejected == 0)
        #expect(delivery.replayIDs.isEmpty)
        #expect(delivery.lifecycleEvents.isEmpty)
    }

    @Test("name each user once, in the order they came, of all subscriptions")
    func several() throws {
        let items = ["b", "a", "b"].map { id in Item().changed { $0.resourceData = #"{"id":"\#(id)"}"# } }
        let delivery = try Item.verify(items + [Item().changed { $0.subscriptionId = #""sub-2""# }])
        #expect(delivery.users == [.entra("b"), .entra("a"), .entra("4f2c")])
        #expect(delivery.subscriptions == ["sub-1", "sub-2"])
    }

    @Test(
        "are refused with a clientState that is not ours",
        arguments: [
            #""tell nobody""#, #""TELL NOBODY 🗝️""#, #""tell nobody 🗝️ ""#, #""""#, "null", nil,
            #""\#(String(repeating: "x", count: 10_000))""#,
        ])
    func clientState(_ value: String?) {
        let refusal = #expect(throws: Refusal.self) { try Item.verify([Item().changed { $0.clientState = value }]) }
        #expect(refusal?.code == .unverified)
        #expect(refusal?.rejected == 1)
        #expect(refusal?.description.contains("nobody") == false)
    }

    @Test("are taken with any clientState while they are rotated", arguments: ["old", "new"])
    func rotation(_ value: String) throws {
        let request = Item.request([Item().changed { $0.clientState = #""\#(value)""# }])
        let delivery = try Item.verifier(["new", "old"]).verify(request, known: Item.known, at: signedAt)
        #expect(delivery.users == [.entra("4f2c")])
    }

    @Test("are never taken for an empty secret, or without any", arguments: [[], [""]])
    func noSecret(_ clientStates: [String]) {
        for value in [#""""#, nil, "null"] {
            let request = Item.request([Item().changed { $0.clientState = value }])
            #expect(Item.verifier(clientStates).refusal(of: request) == .unverified)
        }
    }

    @Test("are refused from an unknown subscription, unless one is being created or none is pinned")
    func subscriptions() throws {
        let items = [Item().changed { $0.subscriptionId = #""sub-9""# }]
        let refusal = #expect(throws: Refusal.self) { try Item.verify(items) }
        #expect(refusal?.code == .unverified)
        #expect(try Item.verify(items, known: .any).subscriptions == ["sub-9"])
        #expect(try Item.verify(items, known: .only(["sub-1"], alsoUnlisted: true)).subscriptions == ["sub-9"])
        for known in [KnownSubscriptions.any, .only([], alsoUnlisted: true)] {
            let wrong = items.map { $0.changed { $0.clientState = #""x""# } }
            #expect(throws: Refusal.self) { try Item.verify(wrong, known: known) }
            let nameless = items.map { $0.changed { $0.subscriptionId = nil } }
            #expect(throws: Refusal.self) { try Item.verify(nameless, known: known) }
        }
    }

    @Test(
        "are judged by tenantId, else organizationId, else by their subscription",
        arguments: [
            (#""\#(EntraItemFixture.tenant)""#, nil, true), (nil, #""\#(EntraItemFixture.tenant)""#, true),
            (nil, nil, true), ("null", "null", true), ("null", #""\#(EntraItemFixture.tenant)""#, true),
            (#""22222222-2222-2222-2222-222222222222""#, nil, false),
            (nil, #""22222222-2222-2222-2222-222222222222""#, false),
            (#""22222222-2222-2222-2222-222222222222""#, #""\#(EntraItemFixture.tenant)""#, false),
        ] as [(String?, String?, Bool)])
    func tenants(_ tenantId: String?, _ organizationId: String?, _ taken: Bool) {
        let item = Item().changed {
            $0.tenantId = tenantId
            $0.organizationId = organizationId
        }
        #expect(Item.verifier().refusal(of: Item.request([item])) == (taken ? nil : .unverified))
    }

    @Test("write a tenant in either case")
    func tenantCase() throws {
        let tenant = "ABCDEF00-0000-0000-0000-00000000000A"
        let verifier = EntraVerifier(name: "entra", tenantID: tenant.lowercased(), clientStates: [Data("s".utf8)])
        let item = Item().changed {
            $0.tenantId = #""\#(tenant)""#
            $0.clientState = #""s""#
        }
        #expect(verifier.refusal(of: Item.request([item])) == nil)
    }

    @Test("are taken in part when a batch is mixed, and the rest is counted")
    func mixed() throws {
        let delivery = try Item.verify([
            Item().changed { $0.clientState = #""wrong""# }, Item(),
            Item().changed { $0.subscriptionId = #""sub-9""# },
            Item().changed { $0.tenantId = #""someone else's""# },
            Item().changed { $0.resourceData = #"{"id":"second"}"# },
        ])
        #expect(delivery.users == [.entra("4f2c"), .entra("second")])
        #expect(delivery.rejected == 3)
        #expect(delivery.subscriptions == ["sub-1"])
    }

    @Test("are counted when none of a batch verifies")
    func noneVerifies() {
        let wrong = Item().changed { $0.clientState = nil }
        let refusal = #expect(throws: Refusal.self) { try Item.verify([wrong, wrong, wrong]) }
        #expect(refusal?.code == .unverified)
        #expect(refusal?.rejected == 3)
    }

    @Test("may be an empty batch, at either address")
    func empty() throws {
        let request = Item.request([])
        #expect(try Item.verifier().verify(request, known: Item.known, at: signedAt).users.isEmpty)
        #expect(try Item.verifier().verify(request).kind == .notification)
        #expect(try Item.verifier(endpoint: .lifecycle).verify(request).kind == .lifecycle)
    }

    @Test("are twenty thousand in one body")
    func large() throws {
        let items = (0..<20_000).map { id in
            #"{"subscriptionId":"s","clientState":"c","resource":"Users/\#(id)"}"#
        }
        let verifier = EntraVerifier(name: "entra", tenantID: "t", clientStates: [Data("c".utf8)])
        let delivery = try verifier.verify(.json(#"{"value":[\#(items.joined(separator: ","))]}"#))
        #expect(delivery.users.count == 20_000)
    }
}
