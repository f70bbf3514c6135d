import Domain
import Foundation
import Testing

@testable import Sandbox

@Suite struct JiraRESTTests {
    private func bearer(_ sandbox: RunningSandbox) -> [String: String] {
        ["Authorization": "Bearer \(sandbox.configuration.jiraToken)"]
    }

    @Test("finds accounts by name and key, and tells who asks")
    func user() async throws {
        try await withSandbox { sandbox in
            let visitor = Visitor(), headers = bearer(sandbox), api = "\(sandbox.jiraURL)/rest/api/2"
            let name = try await sandbox.employee(1).jiraUsername
            let byName = try await visitor.get("\(api)/user?username=\(name.uppercased())", headers: headers)
            #expect(byName.json["name"]?.string == name)
            #expect(byName.header("X-AUSERNAME") == sandbox.configuration.jiraUsername)
            let key = byName.json["key"]?.string ?? ""
            #expect(try await visitor.get("\(api)/user?key=\(key)", headers: headers).json == byName.json)
            #expect(try await visitor.get("\(api)/user?key=\(key)&username=x", headers: headers).status == 400)
            let nobody = try await visitor.get("\(api)/user?username=nobody", headers: headers)
            #expect(nobody.status == 404)
            #expect(nobody.json["errorMessages"] == .list([.text("The user named 'nobody' does not exist")]))
            let myself = try await visitor.get("\(api)/myself", headers: headers)
            #expect(myself.json["name"]?.string == sandbox.configuration.jiraUsername)
            // A token's session is thrown away.
            #expect(await visitor.cookies.isEmpty)
        }
    }

    @Test("matches the beginning of names and addresses, and knows the address that two accounts have")
    func search() async throws {
        try await withSandbox { sandbox in
            let headers = bearer(sandbox), twin = try await sandbox.employee(2), loner = try await sandbox.employee(4)
            func names(_ text: String) async throws -> [String] {
                let url = "\(sandbox.jiraURL)/rest/api/2/user/search?username=\(Form.encode(text))&includeInactive=true"
                guard case .list(let values) = try await Visitor().get(url, headers: headers).json else { return [] }
                return values.compactMap { $0["name"]?.string }
            }
            #expect(
                try await names(twin.text("mail") ?? "").sorted() == [twin.jiraUsername, twin.jiraUsername + ".old"])
            #expect(try await names(loner.text("mail") ?? "").isEmpty)
            let prefix = String(try await sandbox.employee(6).jiraUsername.prefix(4))
            #expect(try await names(prefix).contains(try await sandbox.employee(6).jiraUsername))
        }
    }

    @Test("refuses whom it does not know", arguments: ["myself", "user?username=x", "user/search?username=x"])
    func unauthorized(_ resource: String) async throws {
        try await withSandbox { sandbox in
            let url = "\(sandbox.jiraURL)/rest/api/2/\(resource)"
            for headers in [
                [:], ["Authorization": "Bearer wrong"],
                ["Authorization": "Basic \(Data("a:b".utf8).base64EncodedString())"],
            ] {
                let answer = try await Visitor().get(url, headers: headers)
                #expect(answer.status == 401)
                #expect(answer.header("X-Seraph-LoginReason") == "AUTHENTICATED_FAILED")
            }
        }
    }

    @Test("lists everybody once over pages")
    func list() async throws {
        try await withSandbox { sandbox in
            var names: [String] = [], cursor = ""
            for _ in 0..<20 {
                let url = "\(sandbox.jiraURL)/rest/api/2/user/list?cursor=\(cursor)&maxResults=7"
                let page = try await Visitor().get(url, headers: bearer(sandbox)).json
                guard case .list(let values)? = page["values"] else { break }
                names += values.compactMap { $0["name"]?.string }
                if page["isLast"] == .flag(true) { break }
                cursor = page["nextCursor"]?.string ?? ""
            }
            // All of Entra ID's 40 people but one, Okta's and Google's, the administrator, and somebody's old account.
            #expect(Set(names).count == 65)
            #expect(names.count == 65)
        }
    }

    @Test("takes the companion's wishes whole, and says what differs")
    func companion() async throws {
        try await withSandbox { sandbox in
            let visitor = Visitor(), name = try await sandbox.employee(1).jiraUsername
            let url = "\(sandbox.jiraURL)\(sandbox.configuration.companionPath)?username=\(name)"
            let headers = bearer(sandbox).merging(["X-Atlassian-Token": "no-check"]) { $1 }
            let before = await sandbox.jiraProperties(of: name)
            #expect(before.count == 1)
            let answer = try await visitor.json(
                "PUT", url,
                .object([
                    "set": .object(["Department": .text("R&D"), "Größe 😀": .text("x")]),
                    "remove": .list([.text("Parking space"), .text("Never there")]),
                ]), headers: headers)
            #expect(answer.status == 200)
            #expect(answer.json["changed"] == .list([.text("Department"), .text("Größe 😀")]))
            #expect(answer.json["removed"] == .list([.text("Parking space")]))
            let after = ["Department": "R&D", "Größe 😀": "x"]
            #expect(answer.json["values"] == .object(after.mapValues(AttributeValue.text)))
            #expect(await sandbox.jiraProperties(of: name) == after)
            #expect(try await visitor.get(url, headers: bearer(sandbox)).json["username"]?.string == name)

            let bad = try await visitor.json(
                "PUT", url,
                .object(["set": .object(["Department": .text("y"), "Long": .text(String(repeating: "v", count: 251))])]
                ),
                headers: headers)
            #expect(bad.status == 400)
            #expect(bad.json["errors"]?["Long"] != nil)
            #expect(await sandbox.jiraProperties(of: name) == after)
        }
    }

    @Test("has no companion without token, script or header")
    func companionRefuses() async throws {
        try await withSandbox { sandbox in
            let name = try await sandbox.employee(1).jiraUsername
            let url = "\(sandbox.jiraURL)\(sandbox.configuration.companionPath)?username=\(name)"
            #expect(try await Visitor().get(url).status == 401)
            let put = try await Visitor().json("PUT", url, .object([:]), headers: bearer(sandbox))
            #expect(put.status == 403)
            #expect(await sandbox.statistics().violations.count == 1)
        }
        try await withSandbox({ $0.companionInstalled = false }) { sandbox in
            let url = "\(sandbox.jiraURL)\(sandbox.configuration.companionPath)?username=x"
            let answer = try await Visitor().get(url, headers: bearer(sandbox))
            #expect(answer.status == 404)
        }
    }
}
