import Domain
import Foundation
import Testing

@testable import Sandbox

@Suite struct OktaUserTests {
    @Test("reads people by id and by login, never by mail alone")
    func read() async throws {
        try await withSandbox { sandbox in
            let okta = OktaVisit(sandbox: sandbox), person = try await okta.member(1)
            #expect(person.id.wholeMatch(of: /00u[0-9A-Za-z]{17}/) != nil)
            let byID = try await okta.get("users/\(person.id)")
            #expect(byID.json["profile"]?["login"]?.string == person.login)
            #expect(try await okta.get("users/\(person.login.uppercased())").json == byID.json)
            #expect(byID.header("X-Rate-Limit-Remaining") != nil && byID.header("Date") != nil)
            try await sandbox.edit(person.id, ["profile.email": "else@fabrikam.example"])
            let byMail = try await okta.get("users/else@fabrikam.example")
            #expect(byMail.status == 404)
            #expect(byMail.json["errorCode"]?.string == "E0000007")
            #expect(await sandbox.statistics().readsPerUser == [person.id: 2])
        }
    }

    @Test("refuses other tokens, and Bearer for SSWS", arguments: ["SSWS wrong", "Bearer sandbox-okta-token", ""])
    func token(_ authorization: String) async throws {
        try await withSandbox { sandbox in
            let okta = OktaVisit(sandbox: sandbox)
            let answer = try await okta.visitor.get(okta.url("users"), headers: ["Authorization": authorization])
            #expect(answer.status == 401)
            #expect(answer.json["errorCode"]?.string == "E0000011")
        }
    }

    @Test("lists by links that stand in lines of their own, without those who have left")
    func list() async throws {
        try await withSandbox { sandbox in
            let okta = OktaVisit(sandbox: sandbox)
            var ids: [String] = [], url: String? = okta.url("users?limit=5"), pages = 0
            while let next = url, pages < 10 {
                let answer = try await okta.visitor.get(next, headers: okta.headers)
                guard case .list(let people) = answer.json else { break }
                ids += people.compactMap { $0["id"]?.string }
                let links = answer.headers.filter { $0.name.lowercased() == "link" }.map(\.value)
                #expect(links.contains { $0.hasSuffix("rel=\"self\"") })
                url = links.first { $0.hasSuffix("; rel=\"next\"") }
                    .map { String($0.dropFirst().prefix { $0 != ">" }) }
                pages += 1
            }
            let staying = await sandbox.people(of: .okta).filter { $0.text("status") != "DEPROVISIONED" }
            #expect(ids == staying.map(\.id))
            #expect(staying.count == 11)
            #expect(pages == 3)
            #expect(try await okta.get("users?limit=201").status == 400)
        }
    }

    @Test("searches an index that lags, while reads are fresh")
    func search() async throws {
        try await withSandbox({ $0.replicationDelay = .seconds(3600) }) { sandbox in
            let okta = OktaVisit(sandbox: sandbox), person = try await okta.member(2), old = person.email ?? ""
            func found(_ search: String) async throws -> [String] {
                guard case .list(let people) = try await okta.get("users?search=\(Form.encode(search))").json else {
                    return []
                }
                return people.compactMap { $0["id"]?.string }
            }
            try await sandbox.edit(person.id, ["profile.email": "new \"quoted\"@fabrikam.example"])
            #expect(try await found("profile.email eq \"\(old)\"") == [person.id])
            #expect(try await found(#"profile.email eq "new \"quoted\"@fabrikam.example""#).isEmpty)
            await sandbox.setReplicationDelay(.zero)
            #expect(try await found(#"profile.email eq "new \"quoted\"@fabrikam.example""#) == [person.id])
            #expect(try await found("status eq \"DEPROVISIONED\" or status eq \"SUSPENDED\"").count == 2)
            #expect(try await found("lastUpdated gt \"2026-01-01T00:00:00.000Z\"") == [person.id])
            for bad in ["profile.email eq x", "profile.nothing eq \"x\"", "nonsense", "id eq \"a\" and"] {
                #expect(try await okta.get("users?search=\(Form.encode(bad))").status == 400, "\(bad)")
            }
        }
    }

    @Test("tells every attribute there is, the org's own beside Okta's")
    func schema() async throws {
        try await withSandbox { sandbox in
            let schema = try await OktaVisit(sandbox: sandbox).get("meta/schemas/user/default").json["definitions"]
            #expect(schema?["base"]?["properties"]?["department"] != nil)
            #expect(schema?["custom"]?["properties"]?["officeLocation"] != nil)
            guard case .object(let profile)? = try await OktaVisit(sandbox: sandbox).member(1).attributes["profile"]
            else { throw SandboxError(.badValue, "no profile") }
            for name in profile.keys {
                #expect(
                    schema?["base"]?["properties"]?[name] != nil || schema?["custom"]?["properties"]?[name] != nil)
            }
        }
    }

    @Test("throttles by the time of its reset, and says no Retry-After")
    func throttle() async throws {
        try await withSandbox { sandbox in
            try await sandbox.setFault(Fault(.throttle, at: .oktaUsers, requests: 1, retryAfter: 7))
            let answer = try await OktaVisit(sandbox: sandbox).get("users")
            #expect(answer.status == 429)
            #expect(answer.json["errorCode"]?.string == "E0000047")
            #expect(answer.header("Retry-After") == nil)
            let reset = Double(answer.header("X-Rate-Limit-Reset") ?? "") ?? 0
            #expect((1...8).contains(reset - Date().timeIntervalSince1970))
            #expect(try await OktaVisit(sandbox: sandbox).get("users").status == 200)
        }
    }

    @Test("takes edits by Okta's own names alone")
    func edits() async throws {
        try await withSandbox { sandbox in
            let person = try await OktaVisit(sandbox: sandbox).member(1)
            let receipt = try await sandbox.edit(
                person.login, ["profile.department": "Space <&> 🚀", "profile.city": nil, "profile.remote": "true"])
            #expect(receipt.personID == person.id)
            let after = await sandbox.person(person.id)
            #expect(after?.text("profile.department") == "Space <&> 🚀")
            #expect(after?.attributes["profile"]?["remote"] == .flag(true))
            #expect(after?.text("profile.city") == nil)
            #expect(after?.text("lastUpdated") != person.text("lastUpdated"))
            for bad in ["department", "profile", "profile.departmnet", "id", "profile[0]"] {
                await #expect(throws: SandboxError.self) { try await sandbox.edit(person.id, [bad: "x"]) }
            }
        }
    }
}
