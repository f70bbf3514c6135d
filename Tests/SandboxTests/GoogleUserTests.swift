import Domain
import Foundation
import Testing

@testable import Sandbox

@Suite struct GoogleUserTests {
    @Test("reads people by id and address, custom schemas only on request")
    func read() async throws {
        try await withSandbox { sandbox in
            let google = GoogleVisit(sandbox: sandbox), person = try await google.member(1)
            let headers = try await google.authorization()
            func read(_ path: String) async throws -> Reply {
                try await google.visitor.get(google.url("users/\(path)"), headers: headers)
            }
            #expect(person.id.wholeMatch(of: /[0-9]{21}/) != nil)
            let basic = try await read(person.id)
            #expect(basic.json["primaryEmail"]?.string == person.login)
            #expect(basic.json["id"] == .text(person.id))
            #expect(basic.json["customSchemas"] == nil)
            let full = try await read("\(person.login)?projection=full")
            #expect(full.json["customSchemas"]?["HR"]?["costCentre"] != nil)
            #expect(try await read("\(person.id)?projection=custom&customFieldMask=HR").json == full.json)
            #expect(try await read("\(person.id)?projection=custom&customFieldMask=X").json["customSchemas"] == nil)
            let nobody = try await read("100000000000000000000")
            #expect(nobody.status == 404)
            #expect(nobody.json["error"]?["errors"]?[0]?["reason"]?.string == "notFound")
            #expect(try await google.visitor.get(google.url("users/\(person.id)")).status == 401)
        }
    }

    @Test("lists everybody once over pages, and an empty page has no users")
    func list() async throws {
        try await withSandbox { sandbox in
            let google = GoogleVisit(sandbox: sandbox), headers = try await google.authorization()
            func page(_ query: String) async throws -> Reply {
                try await google.visitor.get(google.url("users?\(query)"), headers: headers)
            }
            var ids: [String] = [], token = "", pages = 0
            repeat {
                let page = try await page("customer=my_customer&maxResults=5&orderBy=email\(token)").json
                guard case .list(let users)? = page["users"] else { break }
                ids += users.compactMap { $0["id"]?.string }
                token = page["nextPageToken"]?.string.map { "&pageToken=\(Form.encode($0))" } ?? ""
                pages += 1
            } while !token.isEmpty && pages < 10
            #expect(pages == 3)
            let people = await sandbox.people(of: .google)
            #expect(Set(ids) == Set(people.map(\.id)) && ids.count == 12)
            let deleted = try await page("customer=my_customer&showDeleted=true")
            #expect(deleted.status == 200 && deleted.json["users"] == nil)
            #expect(try await page("customer=my_customer&pageToken=old").status == 400)
            #expect(try await page("maxResults=5").status == 400)
            try await sandbox.delete(people[1].id)
            #expect(try await page("customer=my_customer&showDeleted=true").json["users"]?[0]?["id"] != nil)
        }
    }

    @Test("changes by Google's own paths, in lists and schemas, and gives a new tag")
    func edits() async throws {
        try await withSandbox { sandbox in
            let person = try await GoogleVisit(sandbox: sandbox).member(2)
            let receipt = try await sandbox.edit(
                person.login,
                [
                    "organizations[0].department": "Space 🚀", "phones[type=home].value": "+1 555", "suspended": "true",
                    "customSchemas.HR.costCentre": nil, "relations[type=manager].value": nil,
                ])
            #expect(receipt.changed.count == 5)
            let after = await sandbox.person(person.id)
            #expect(after?.text("organizations[0].department") == "Space 🚀")
            #expect(after?.text("organizations[0].title") == person.text("organizations[0].title"))
            #expect(after?.text("phones[type=home].value") == "+1 555")
            #expect(after?.attributes["suspended"] == .flag(true))
            #expect(after?.attributes["relations"] == nil)
            #expect(after?.text("etag") != person.text("etag"))
            for bad in ["department", "id", "etag", "organizations[5].title", "phones"] {
                await #expect(throws: SandboxError.self, "\(bad)") {
                    try await sandbox.edit(person.id, [bad: bad == "phones" ? nil : "x", "nothing": "x"])
                }
            }
            try await sandbox.edit(person.id, ["primaryEmail": "renamed@northwind.example"])
            #expect(await sandbox.person("renamed@northwind.example")?.id == person.id)
            #expect(await sandbox.person(person.login) == nil)
        }
    }

    @Test("says by 403 that it is asked too often")
    func throttle() async throws {
        try await withSandbox { sandbox in
            let google = GoogleVisit(sandbox: sandbox), headers = try await google.authorization()
            try await sandbox.setFault(Fault(.throttle, at: .googleUsers, requests: 1))
            let answer = try await google.visitor.get(google.url("users?customer=my_customer"), headers: headers)
            #expect(answer.status == 403)
            #expect(answer.json["error"]?["errors"]?[0]?["reason"]?.string == "userRateLimitExceeded")
            #expect(answer.header("Retry-After") == nil)
        }
    }
}
