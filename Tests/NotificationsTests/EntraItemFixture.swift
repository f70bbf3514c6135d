import Foundation
import Notifications

/// One item of a Graph notification, member by member; nil leaves a member out.
struct EntraItemFixture {
    static let tenant = "11111111-1111-1111-1111-111111111111"
    static let clientState = "tell nobody 🗝️"

    var subscriptionId: String? = #""sub-1""#
    var clientState: String? = #""\#(EntraItemFixture.clientState)""#
    var tenantId: String? = #""\#(EntraItemFixture.tenant)""#
    var organizationId: String?
    var resource: String? = #""Users/4f2c""#
    var resourceData: String? = #"{"@odata.type":"\u0023Microsoft.Graph.User","id":"4f2c","sequenceNumber":6360000000}"#
    var lifecycleEvent: String?
    var changeType: String? = #""updated""#

    var json: String {
        let members = [
            ("subscriptionId", subscriptionId), ("clientState", clientState), ("tenantId", tenantId),
            ("organizationId", organizationId), ("resource", resource), ("resourceData", resourceData),
            ("lifecycleEvent", lifecycleEvent), ("changeType", changeType),
        ].compactMap { name, value in value.map { #""\#(name)":\#($0)"# } }
        return "{\(members.joined(separator: ","))}"
    }

    func changed(_ change: (inout EntraItemFixture) -> Void) -> EntraItemFixture {
        var item = self
        change(&item)
        return item
    }

    static func request(_ items: [EntraItemFixture]) -> HookRequest {
        .json(#"{"value":[\#(items.map(\.json).joined(separator: ","))],"validationTokens":["x.y.z"]}"#)
    }

    static func verifier(
        _ clientStates: [String] = [clientState], endpoint: EntraVerifier.Endpoint = .notifications
    ) -> EntraVerifier {
        EntraVerifier(
            name: "entra", tenantID: tenant, clientStates: clientStates.map { Data($0.utf8) }, endpoint: endpoint)
    }

    static let known = KnownSubscriptions.only(["sub-1", "sub-2"], alsoUnlisted: false)

    static func verify(
        _ items: [EntraItemFixture], known: KnownSubscriptions = known
    ) throws(Refusal) -> VerifiedDelivery {
        try verifier().verify(request(items), known: known, at: signedAt)
    }
}
