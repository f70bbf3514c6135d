import Domain
import Foundation
import Testing

@testable import Sandbox

@Suite struct ConfluenceRESTTests {
    private func bearer(_ sandbox: RunningSandbox) -> [String: String] {
        ["Authorization": "Bearer \(sandbox.configuration.confluenceToken)"]
    }

    @Test("calls whoever it does not know anonymous, with 200")
    func anonymous() async throws {
        try await withSandbox { sandbox in
            let url = "\(sandbox.confluenceURL)/rest/api/user/current"
            let nobody = try await Visitor().get(url)
            #expect(nobody.status == 200 && nobody.json["type"]?.string == "anonymous")
            let wrong = try await Visitor().get(url, headers: ["Authorization": "Bearer wrong"])
            #expect(wrong.status == 200 && wrong.json["type"]?.string == "anonymous")
            #expect(wrong.header("X-Seraph-LoginReason") == "AUTHENTICATED_FAILED")
            let known = try await Visitor().get(url, headers: bearer(sandbox))
            #expect(known.json["username"]?.string == sandbox.configuration.confluenceUsername)
            let visit = ConfluenceVisit(sandbox: sandbox)
            try await visit.signIn()
            #expect(try await visit.visitor.get(url).json["type"]?.string == "known")
        }
    }

    @Test("finds accounts by name and key, email apart")
    func user() async throws {
        try await withSandbox { sandbox in
            let person = try await sandbox.employee(3), headers = bearer(sandbox)
            let rest = "\(sandbox.confluenceURL)/rest"
            func get(_ path: String) async throws -> Reply {
                try await Visitor().get("\(rest)/\(path)", headers: headers)
            }
            let byName = try await get("api/user?username=\(person.username.uppercased())&expand=status")
            #expect(byName.json["username"]?.string == person.username)
            #expect(byName.json["status"]?.string == "deactivated")
            let key = byName.json["userKey"]?.string ?? ""
            #expect(try await get("api/user?key=\(key)&expand=status").json == byName.json)
            #expect(!byName.text.contains("@"))
            #expect(try await get("api/user?username=nobody").status == 404)
            let mobile = try await get("mobile/1.0/profile/\(person.username)")
            #expect(mobile.json["email"]?.string == person.email)
            let nobody = try await get("mobile/1.0/profile/nobody")
            #expect(nobody.status == 200 && nobody.json["unknownUser"] == .flag(true))
        }
        try await withSandbox({ $0.confluenceHasMobile = false }) { sandbox in
            let url = "\(sandbox.confluenceURL)/rest/mobile/1.0/profile/x"
            let answer = try await Visitor().get(url, headers: bearer(sandbox))
            #expect(answer.status == 404)
            #expect(await sandbox.statistics().violations.isEmpty)
        }
    }

    @Test("lists everybody of all directories once over pages", arguments: [true, false])
    func list(_ hasListing: Bool) async throws {
        try await withSandbox({ $0.confluenceListsUsers = hasListing }) { sandbox in
            let path = hasListing ? "user/list" : "group/\(sandbox.configuration.confluenceGroup)/member"
            var names: [String] = [], start = 0
            for _ in 0..<20 {
                let url = "\(sandbox.confluenceURL)/rest/api/\(path)?start=\(start)&limit=7"
                let page = try await Visitor().get(url, headers: bearer(sandbox)).json
                guard case .list(let values)? = page["results"], !values.isEmpty else { break }
                names += values.compactMap { $0["username"]?.string }
                start += values.count
            }
            // 40 people of Entra ID, 12 of Okta, 12 of Google, the administrator, and somebody's old account.
            #expect(Set(names).count == 66 && names.count == 66)
            let okta = await sandbox.people(of: .okta), google = await sandbox.people(of: .google)
            #expect(Set(names).isSuperset(of: (okta + google).map(\.username)))
            if !hasListing {
                let url = "\(sandbox.confluenceURL)/rest/api/user/list"
                let answer = try await Visitor().get(url, headers: bearer(sandbox))
                #expect(answer.status == 404)
            }
        }
    }

    @Test("takes the companion's wishes for the six fields alone")
    func companion() async throws {
        try await withSandbox { sandbox in
            let name = try await sandbox.employee(2).username
            let url = "\(sandbox.confluenceURL)\(sandbox.configuration.companionPath)?username=\(name)"
            let headers = bearer(sandbox).merging(["X-Atlassian-Token": "no-check"]) { $1 }
            let good = try await Visitor().json(
                "PUT", url, .object(["set": .object(["position": .text("Poet 🖋")]), "remove": .list([.text("im")])]),
                headers: headers)
            #expect(good.json["changed"] == .list([.text("position")]))
            #expect(await sandbox.confluenceFields(of: name) == ["position": "Poet 🖋"])
            let bad = try await Visitor().json(
                "PUT", url, .object(["set": .object(["Department": .text("x"), "phone": .text("1")])]),
                headers: headers)
            #expect(bad.status == 400 && bad.json["errors"]?["Department"] != nil)
            #expect(await sandbox.confluenceFields(of: name) == ["position": "Poet 🖋"])
        }
    }

    @Test(
        "refuses connections and comes back at the same address, as each system can",
        arguments: [Fault.Part.okta, .google, .confluence])
    func refusesConnections(_ part: Fault.Part) async throws {
        try await withSandbox { sandbox in
            let url = sandbox.url(of: part.system).absoluteString
            _ = try await Visitor().get(url)
            try await sandbox.setFault(Fault(.refuseConnections, at: part))
            await #expect(throws: (any Error).self) { _ = try await Visitor().get(url) }
            #expect(try await Visitor().get("\(sandbox.jiraURL)/rest/api/2/serverInfo").status == 200)
            try await sandbox.clearFaults()
            _ = try await Visitor().get(url)
        }
    }
}
