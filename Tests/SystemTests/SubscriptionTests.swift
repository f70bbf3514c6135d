import Domain
import Foundation
import Sandbox
import TestSupport
import Testing

@Suite("The subscription at Graph")
struct SubscriptionTests {
    @Test("is made at start, kept over restarts, and made anew when Graph lost it")
    func life() async throws {
        try await RollcallSystem.with { system in
            let person = try #require(await system.staff().first)
            let serving = try await system.serve()
            try await system.subscribed()
            #expect(await Self.made(system) == 1)
            try await system.sandbox.edit(person.id, ["department": "One"])
            try await system.shows("One", of: person)
            // The next check finds it in its place.
            let checks = try await Self.checks(serving)
            try await waitUntil(.seconds(30), "another check") { try await Self.checks(serving) > checks }
            #expect(await Self.made(system) == 1)
            #expect(try await serving.terminate().description == "exit 0")

            let again = try await system.serve()
            try await again.logged("the first check") { $0["message"]?.text?.contains("in place") == true }
            #expect(await Self.made(system) == 1)
            try await system.sandbox.edit(person.id, ["department": "Two"])
            try await system.shows("Two", of: person)

            try await system.sandbox.setFault(Fault(.dropSubscriptions, at: .subscriptions))
            try await waitUntil(.seconds(30), "a new subscription") { await Self.made(system) == 2 }
            try await waitUntil(.seconds(30), "it to be on record") {
                try await system.sandbox.edit(person.id, ["department": "Three \(UUID())"])
                let value = await system.sandbox.person(person.id)?.text("department")
                try await Task.sleep(for: .milliseconds(300))
                return await system.sandbox.jiraProperties(of: person.jiraUsername)["Department"] == value
            }
            #expect(await system.sandbox.events().contains { $0.kind == .unsubscribed } == false)
        }
    }

    @Test("that cannot be made is tried again, and nothing else waits for it")
    func failing() async throws {
        var plan = SystemPlan.pushed
        plan.entra["subscriptions"] = "{ manage: true, checkEvery: 1s }"
        try await RollcallSystem.with(plan) { system in
            try await system.sandbox.setFault(Fault(.status, at: .subscriptions, requests: 3, status: 403))
            let serving = try await system.serve()
            let person = try #require(await system.staff().first)
            #expect(await system.push([person.id]) == 200)
            try await system.shows(person.text("department"), of: person)
            try await serving.logged("why") {
                $0["message"]?.text?.contains("not in place") == true && $0["error"]?.text?.contains("403") == true
            }
            try await system.subscribed()
        }
    }

    @Test("of somebody else, with another tenant or a wrong client state is not believed")
    func forged() async throws {
        try await RollcallSystem.with { system in
            let serving = try await system.serve()
            try await system.subscribed()
            let person = try #require(await system.staff().first)
            let id = try #require(await system.sandbox.events().first { $0.kind == .subscribed }?.subject)
            let state = try #require(system.plan.allSecrets["client-state"])
            try await serving.logged("it to be on record") { $0["message"]?.text?.contains("in place") == true }
            func item(_ subscription: String, _ state: String, _ tenant: String) -> String {
                """
                {"subscriptionId":"\(subscription)","clientState":"\(state)","changeType":"updated",\
                "resource":"Users/\(person.id)","tenantId":"\(tenant)","resourceData":{"id":"\(person.id)"}}
                """
            }
            let tenant = system.plan.sandbox.tenantID, other = UUID().uuidString.lowercased()
            for forged in [item(other, state, tenant), item(id, "guess", tenant), item(id, state, other)] {
                let answer = try await Web.post("\(system.hooks)/entra", "{\"value\":[\(forged)]}")
                #expect(answer.status == 401 && answer.body.isEmpty)
            }
            #expect(try await Web.post("\(system.hooks)/entra", "{\"value\":[]}").status == 202)
            let mixed = "{\"value\":[\(item(other, state, tenant)),\(item(id, state, tenant))]}"
            #expect(await system.sandbox.statistics().readsPerUser[person.id] == nil)
            #expect(try await Web.post("\(system.hooks)/entra", mixed).status == 202)
            try await system.shows(person.text("department"), of: person)
        }
    }

    private static func made(_ system: RollcallSystem) async -> Int {
        await system.sandbox.events().count { $0.kind == .subscribed }
    }

    private static func checks(_ serving: Serving) async throws -> Int {
        serving.log.count { $0["message"]?.text?.contains("in place") == true }
    }
}
