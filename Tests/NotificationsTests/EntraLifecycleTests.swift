import Domain
import Foundation
import Notifications
import Testing

@Suite("Lifecycle notifications of Graph")
struct EntraLifecycleTests {
    typealias Item = EntraItemFixture

    static func event(_ name: String) -> Item {
        Item().changed {
            $0.lifecycleEvent = #""\#(name)""#
            $0.organizationId = $0.tenantId
            $0.tenantId = nil
            $0.resource = #""""#
            $0.changeType = nil
        }
    }

    @Test(
        "tell what happened to which subscription, at either address",
        arguments: ["reauthorizationRequired", "subscriptionRemoved", "removed", "missed", "somethingNew"],
        [EntraVerifier.Endpoint.notifications, .lifecycle])
    func events(_ name: String, _ endpoint: EntraVerifier.Endpoint) throws {
        let delivery = try Item.verifier(endpoint: endpoint)
            .verify(Item.request([Self.event(name)]), known: Item.known, at: signedAt)
        #expect(delivery.kind == .lifecycle)
        #expect(delivery.lifecycleEvents.map(\.name) == [name])
        #expect(delivery.lifecycleEvents.map(\.subscription) == ["sub-1"])
        #expect(delivery.users.isEmpty)
        #expect(delivery.subscriptions == ["sub-1"])
        #expect(delivery.rejected == 0)
    }

    @Test("name nobody, whatever resourceData says")
    func irrelevantData() throws {
        let item = Self.event("missed").changed { $0.resourceData = #"{"id":"somebody"}"# }
        #expect(try Item.verify([item]).users.isEmpty)
    }

    @Test("are refused with a wrong clientState, subscription or tenant")
    func unverified() {
        for change: (inout Item) -> Void in [
            { $0.clientState = #""x""# }, { $0.subscriptionId = #""sub-9""# }, { $0.organizationId = #""x""# },
        ] {
            let refusal = #expect(throws: Refusal.self) { try Item.verify([Self.event("missed").changed(change)]) }
            #expect(refusal?.code == .unverified)
        }
    }

    @Test("may stand beside ordinary ones")
    func mixed() throws {
        let delivery = try Item.verify([Self.event("missed"), Item()])
        #expect(delivery.kind == .notification)
        #expect(delivery.users == [.entra("4f2c")])
        #expect(delivery.lifecycleEvents.map(\.name) == ["missed"])
    }

    @Test(
        "of a name that cannot be logged are unknown ones",
        arguments: [#""#, #"a\nb"#, String(repeating: "x", count: 999)])
    func oddNames(_ name: String) throws {
        #expect(try Item.verify([Self.event(name)]).lifecycleEvents.map(\.name) == ["unknown"])
    }
}
