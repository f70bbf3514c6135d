import Domain
import Foundation
import Testing

@testable import Sandbox

@Suite struct GraphUserTests {
    @Test(
        "gives a token only to who proves to be the app",
        arguments: [
            ("client_secret", "wrong", 401, "AADSTS7000215"), ("client_id", "other", 400, "AADSTS700016"),
            ("grant_type", "password", 400, "AADSTS70003"),
            ("scope", "https://elsewhere.example/.default", 400, "AADSTS1002012"),
        ])
    func tokenRefused(_ field: String, _ value: String, _ status: Int, _ code: String) async throws {
        try await withSandbox { sandbox in
            let configuration = sandbox.configuration
            var form = [
                "grant_type": "client_credentials", "client_id": configuration.clientID,
                "client_secret": configuration.clientSecret, "scope": "\(sandbox.authorityURL)/.default",
            ]
            form[field] = value
            let url = "\(sandbox.authorityURL)/\(configuration.tenantID)/oauth2/v2.0/token"
            let answer = try await Visitor().post(url, form: form)
            #expect(answer.status == status)
            #expect(answer.json["error_description"]?.string?.hasPrefix(code) == true)
        }
    }

    @Test("answers nothing without a token that it gave out")
    func unauthorized() async throws {
        try await withSandbox { sandbox in
            let person = try await sandbox.employee(1)
            for headers in [[:], ["Authorization": "Bearer made-up"]] {
                let answer = try await Visitor().get("\(sandbox.graphURL)/users/\(person.id)", headers: headers)
                #expect(answer.status == 401)
                #expect(answer.code == "InvalidAuthenticationToken")
            }
        }
    }

    @Test("returns what was selected and nothing else, empty as null")
    func strictSelection() async throws {
        try await withSandbox { sandbox in
            let head = try await sandbox.employee(0), headers = try await sandbox.authorization()
            let url = "\(sandbox.graphURL)/users/\(head.id)?$select=department,faxNumber,otherMails&$expand=manager"
            let answer = try await Visitor().get(url, headers: headers)
            #expect(answer.status == 200)
            guard case .object(var members) = answer.json else { throw SandboxError(.badValue, answer.text) }
            members["@odata.context"] = nil
            // The head of the company has no manager: the member is absent.
            #expect(members == ["department": .text("Management"), "faxNumber": .null, "otherMails": .list([])])
        }
    }

    @Test("expands the manager with just what was selected of them")
    func manager() async throws {
        try await withSandbox { sandbox in
            let person = try await sandbox.employee(20), headers = try await sandbox.authorization()
            let above = await sandbox.person(person.managerID ?? "")
            let url =
                "\(sandbox.graphURL)/users/\(person.userPrincipalName)?$select=id&$expand=manager($select=displayName)"
            let answer = try await Visitor().get(url, headers: headers)
            #expect(answer.json["id"] == .text(person.id))
            #expect(
                answer.json["manager"]
                    == .object([
                        "@odata.type": .text("#microsoft.graph.user"), "displayName": .text(above?.displayName ?? ""),
                    ]))
        }
    }

    @Test(
        "refuses unknown properties in the documented words",
        arguments: [
            "$select=departmant", "$select=id&$expand=boss", "$select=id&$expand=manager($select=nmae)",
            "$filter=nmae eq 'x'",
        ])
    func unknownProperty(_ query: String) async throws {
        try await withSandbox { sandbox in
            let headers = try await sandbox.authorization()
            let url = "\(sandbox.graphURL)/users?\(query.replacing(" ", with: "%20").replacing("'", with: "%27"))"
            let answer = try await Visitor().get(url, headers: headers)
            #expect(answer.status == 400)
            #expect(answer.json["error"]?["message"]?.string?.contains("Could not find a property named '") == true)
        }
    }

    @Test(
        "lists everybody once over pages of the asked size, 100 at most with managers",
        arguments: [
            (7, "", 7), (999, "&$expand=manager($select=id)", 100),
        ])
    func pages(_ top: Int, _ expand: String, _ longest: Int) async throws {
        try await withSandbox({ $0.companySize = 230 }) { sandbox in
            let headers = try await sandbox.authorization()
            var url: String? = "\(sandbox.graphURL)/users?$select=id&$top=\(top)\(expand)"
            var ids: [String] = [], sizes: [Int] = []
            while let next = url, sizes.count < 100 {
                let answer = try await Visitor().get(next, headers: headers)
                guard case .list(let values)? = answer.json["value"] else { throw SandboxError(.badValue, answer.text) }
                sizes.append(values.count)
                ids += values.compactMap { $0["id"]?.string }
                url = answer.json["@odata.nextLink"]?.string
            }
            #expect(sizes.max() == longest)
            #expect(ids == (await sandbox.people()).map(\.id))
        }
    }

    @Test("refuses page sizes that Graph refuses", arguments: ["0", "1000", "-1", "many"])
    func pageSize(_ top: String) async throws {
        try await withSandbox { sandbox in
            let headers = try await sandbox.authorization()
            #expect(try await Visitor().get("\(sandbox.graphURL)/users?$top=\(top)", headers: headers).status == 400)
        }
    }

    @Test("finds people by an attribute, also after an edit and with a quote in it")
    func filter() async throws {
        try await withSandbox { sandbox in
            let headers = try await sandbox.authorization(), person = try await sandbox.employee(5)
            try await sandbox.edit(person.id, ["mail": "o'brien@elsewhere.example"])
            func ids(_ filter: String) async throws -> [String?] {
                let url = "\(sandbox.graphURL)/users?$select=id&$filter=\(Form.encode(filter))"
                let answer = try await Visitor().get(url, headers: headers)
                guard case .list(let values)? = answer.json["value"] else { throw SandboxError(.badValue, answer.text) }
                return values.map { $0["id"]?.string }
            }
            #expect(try await ids("mail eq 'O''Brien@elsewhere.example'") == [person.id])
            #expect(try await ids("mail eq '\(person.text("mail") ?? "")'").isEmpty)
            #expect(try await ids("employeeId eq '\(person.text("employeeId") ?? "")'") == [person.id])
            #expect(try await ids("userPrincipalName eq '\(person.userPrincipalName)'") == [person.id])
        }
    }

    @Test("answers the old values until an edit is replicated")
    func replication() async throws {
        try await withSandbox({ $0.replicationDelay = .seconds(3_600) }) { sandbox in
            let person = try await sandbox.employee(2), headers = try await sandbox.authorization()
            func department() async throws -> String? {
                let url = "\(sandbox.graphURL)/users/\(person.id)?$select=department"
                return try await Visitor().get(url, headers: headers).json["department"]?.string
            }
            let before = person.text("department")
            try await sandbox.edit(person.id, ["department": "Space"])
            try await sandbox.edit(person.id, ["department": "Space travel"])
            #expect(try await department() == before)
            await sandbox.setReplicationDelay(.zero)
            #expect(try await department() == "Space travel")
            #expect((await sandbox.statistics()).readsPerUser[person.id] == 2)
        }
    }

    @Test("answers 404 for who was deleted or never was")
    func gone() async throws {
        try await withSandbox { sandbox in
            let person = try await sandbox.employee(2), headers = try await sandbox.authorization()
            try await sandbox.delete(person.id)
            for name in [person.id, person.userPrincipalName, "nobody@contoso.example", UUID().uuidString] {
                let answer = try await Visitor().get("\(sandbox.graphURL)/users/\(name)", headers: headers)
                #expect(answer.status == 404)
                #expect(answer.code == "Request_ResourceNotFound")
            }
        }
    }

    @Test("edits list elements, extension attributes and managers, and refuses what no directory takes")
    func edits() async throws {
        try await withSandbox { sandbox in
            let person = try await sandbox.employee(9), head = try await sandbox.employee(0)
            let receipt = try await sandbox.edit(
                person.id,
                [
                    "businessPhones[0]": "+1 555", "onPremisesExtensionAttributes.extensionAttribute1": nil,
                    "manager": head.userPrincipalName, "accountEnabled": "false",
                ])
            #expect(
                receipt.changed == ["accountEnabled", "businessPhones", "manager", "onPremisesExtensionAttributes"])
            let edited = await sandbox.person(person.id)
            #expect(edited?.managerID == head.id)
            #expect(edited?.attributes["businessPhones"] == .list([.text("+1 555")]))
            #expect(edited?.attributes["onPremisesExtensionAttributes"]?["extensionAttribute1"] == .null)
            #expect(try await sandbox.edit(person.id, ["accountEnabled": "false"]).changed.isEmpty)
            for bad in ["departmant", "id", "businessPhones[5]", "department.x", "onPremisesExtensionAttributes.x"] {
                await #expect(throws: SandboxError.self) { try await sandbox.edit(person.id, [bad: "x"]) }
            }
            await #expect(throws: SandboxError.self) { try await sandbox.edit(person.id, ["manager": person.id]) }
        }
    }
}
