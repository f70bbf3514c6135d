import Domain
import Foundation
import Logging
import ServiceLifecycle
import TestSupport
import Testing

@testable import Sandbox

@Suite struct ControlTests {
    @Test("edits people over HTTP as the handle does")
    func patch() async throws {
        try await withSandbox { sandbox in
            let visitor = Visitor(), person = try await sandbox.employee(1)
            let url = "\(sandbox.controlURL)/people/\(person.userPrincipalName)"
            let answer = try await visitor.json("PATCH", url, .object(["department": .text("Space"), "city": .null]))
            #expect(answer.status == 200)
            #expect(answer.json["changed"] == .list([.text("city"), .text("department")]))
            let read = try await visitor.get("\(sandbox.controlURL)/people/\(person.id)").json
            #expect(read["department"]?.string == "Space")
            #expect(read["city"] == .null)
            #expect(try await visitor.json("PATCH", url, .object(["x": .null])).status == 400)
            #expect(try await visitor.json("PATCH", "\(url)x", .object(["city": .null])).status == 404)
            #expect(try await visitor.send("PATCH", url, body: "{").status == 400)
            #expect(try await visitor.get("\(sandbox.controlURL)/nothing").status == 404)
        }
    }

    @Test("takes faults and webhooks, and shows properties, statistics and events")
    func rest() async throws {
        try await withSandbox { sandbox in
            let visitor = Visitor(), control = sandbox.controlURL, headers = try await sandbox.authorization()
            let fault = AttributeValue.object([
                "part": .text("graph"), "kind": .text("status"), "status": .number("503"),
            ])
            #expect(try await visitor.json("POST", "\(control)/faults", fault).status == 204)
            #expect(try await visitor.get("\(sandbox.graphURL)/users", headers: headers).status == 503)
            #expect(try await visitor.send("DELETE", "\(control)/faults").status == 204)
            #expect(try await visitor.get("\(sandbox.graphURL)/users", headers: headers).status == 200)
            let name = try await sandbox.employee(1).jiraUsername
            let properties = try await visitor.get("\(control)/jira/\(name)/properties").json
            #expect(properties["Parking space"] != nil)
            #expect(try await visitor.get("\(control)/jira/nobody/properties").status == 404)
            let receiver = AttributeValue.object([
                "url": .text("http://127.0.0.1:9/"), "scheme": .text("hmac"), "secret": .text("x"),
            ])
            #expect(try await visitor.json("POST", "\(control)/webhooks", receiver).status == 204)
            #expect(
                try await visitor.json("POST", "\(control)/notify", .object(["people": .list([.text("nobody")])]))
                    .status == 404)
            #expect(try await visitor.get("\(control)/statistics").json["requests"]?["graph.users"] == .number("2"))
            #expect(try await visitor.get("\(control)/events?after=0").json == .list([]))
        }
    }

    @Test("offers a page with a form, escapes what it shows, and takes no form of another site")
    func pages() async throws {
        try await withSandbox { sandbox in
            let visitor = Visitor(), person = try await sandbox.employee(1)
            try await sandbox.edit(person.id, ["department": "<script>alert(1)</script>"])
            let list = try await visitor.get("\(sandbox.controlURL)/").text
            #expect(list.contains("&lt;script&gt;") && !list.contains("<script>"))
            let url = "\(sandbox.controlURL)/edit/\(person.id)"
            #expect(try await visitor.get(url).text.contains("name=\"department\""))
            let foreign = try await visitor.post(
                url, form: ["department": "x"], headers: ["Origin": "http://evil.example"])
            #expect(foreign.status == 403)
            #expect(try await visitor.post(url, form: ["department": "Space"]).status == 303)
            #expect(await sandbox.person(person.id)?.text("department") == "Space")
            let profile = "\(sandbox.jiraURL)/secure/ViewProfile.jspa?name=\(person.jiraUsername)"
            #expect(try await visitor.get(profile).text.contains("&amp; &quot;visitors&quot; &lt;level 2&gt;"))
        }
    }

    @Test("serves 200,000 people from the first moment")
    func large() async throws {
        try await withSandbox({ $0.companySize = 200_000 }) { sandbox in
            let page = try await Visitor().get("\(sandbox.controlURL)/people?from=199000&limit=10").json
            guard case .list(let people)? = page["people"] else { throw SandboxError(.badValue, "no people") }
            #expect(people.count == 10)
            let login = people.first?["userPrincipalName"]?.string ?? ""
            #expect(await sandbox.person(login)?.id == people.first?["id"]?.string)
        }
    }

    @Test("throws what keeps it from listening")
    func portTaken() async throws {
        try await withSandbox { sandbox in
            let port = sandbox.controlURL.port ?? 0
            await #expect(throws: (any Error).self) { try await withSandbox({ $0.graphPort = port }) { _ in } }
        }
    }

    @Test("ends by itself on a graceful shutdown, also while a request hangs", .timeLimit(.minutes(1)))
    func shutdown() async throws {
        var logger = Logger(label: "sandbox")
        logger.logLevel = .critical
        let service = SandboxService(logger: logger)
        let group = ServiceGroup(configuration: .init(services: [service], logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let sandbox = try await service.running()
            try await sandbox.setFault(Fault(.hang, at: .graph))
            let headers = try await sandbox.authorization()
            tasks.addTask { _ = try? await Visitor().get("\(sandbox.graphURL)/users", headers: headers) }
            try await waitUntil { await sandbox.statistics().requests["graph.users"] == 1 }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }
}
