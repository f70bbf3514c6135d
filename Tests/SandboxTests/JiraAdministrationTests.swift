import Domain
import Foundation
import Testing

@testable import Sandbox

@Suite struct JiraAdministrationTests {
    @Test(
        "sends who is not signed in to the sign-in page, and who has not confirmed the password to WebSudo",
        arguments: ["", "/jira"])
    func gates(_ context: String) async throws {
        try await withSandbox({ $0.jiraContextPath = context }) { sandbox in
            let visit = JiraVisit(sandbox: sandbox), name = try await sandbox.employee(1).jiraUsername
            let outside = try await visit.list(name)
            #expect(outside.status == 302)
            #expect(outside.header("Location")?.hasPrefix("\(visit.base)/login.jsp?") == true)
            #expect(try await visit.visitor.get(outside.header("Location") ?? "").text.contains("os_username"))

            #expect(try await visit.signIn().status == 200)
            let session = await visit.visitor.cookies["JSESSIONID"]
            let asked = try await visit.list(name)
            #expect(asked.status == 302)
            let location = asked.header("Location") ?? ""
            #expect(location.hasPrefix("\(context)/secure/admin/WebSudoAuthenticate!default.jspa?webSudoDestination="))
            let destination = Form(String(location.drop { $0 != "?" }.dropFirst()))["webSudoDestination"] ?? ""
            #expect(destination == "/secure/admin/user/EditUserProperties.jspa?name=\(name)")

            let confirmed = try await visit.confirm(destination: destination)
            #expect(confirmed.status == 302)
            #expect(confirmed.header("X-Atlassian-WebSudo") == "Has-Authentication")
            #expect(confirmed.header("Location") == context + destination)
            #expect(await visit.visitor.cookies["JSESSIONID"] != session)
            #expect(try await visit.list(name).status == 200)
            #expect(await sandbox.statistics().violations.isEmpty)

            // The session that asked is gone with its cookie.
            await visit.visitor.setCookie("JSESSIONID", session ?? "")
            #expect(try await visit.list(name).header("Location")?.contains("login.jsp") == true)
        }
    }

    @Test("adds, changes and deletes a property, and shows it decoded nowhere")
    func properties() async throws {
        try await withSandbox { sandbox in
            let visit = JiraVisit(sandbox: sandbox), name = try await sandbox.employee(2).jiraUsername
            try await visit.signIn()
            try await visit.confirm()
            let value = "R&D <b>\"Zürich\"</b> 🏔️"
            let added = try await visit.add("Department", value, to: name)
            #expect(added.status == 302)
            #expect(added.header("Location") == "EditUserProperties.jspa?name=\(name)")
            #expect(await sandbox.jiraProperties(of: name)["Department"] == value)
            let list = try await visit.list(name).text
            #expect(list.contains("R&amp;D &lt;b&gt;&quot;Zürich&quot;&lt;/b&gt; 🏔️"))
            #expect(list.contains("id=\"edit_Department\""))
            #expect(list.contains("id=\"delete_Department\""))

            let changed = try await visit.post(
                visit.page("EditUserProperty!update.jspa"),
                ["name": name, "key": "Department", "value": "Finance", "Update": "Update"])
            #expect(changed.status == 302)
            #expect(await sandbox.jiraProperties(of: name)["Department"] == "Finance")

            for _ in 0..<2 {
                let deleted = try await visit.post(
                    visit.page("DeleteUserProperty.jspa"),
                    ["name": name, "key": "Department", "confirm": "true", "Delete": "Delete"])
                #expect(deleted.status == 302)
            }
            #expect(await sandbox.jiraProperties(of: name)["Department"] == nil)
            #expect(await sandbox.statistics().jira.writesPerUser == [name: 3])
            #expect(await sandbox.statistics().violations.isEmpty)
        }
    }

    @Test(
        "refuses keys and values against the rules with the form, and keeps what is there",
        arguments: [
            ("", "x", "key"), ("  ", "x", "key"), ("Cost-centre", "x", "key"), ("Größe", "x", "key"), ("😀", "x", "key"),
            (String(repeating: "k", count: 201), "x", "key"), ("Parking space", "x", "key"), ("Ok", "", "value"),
            ("Ok", " \n", "value"), ("Ok", String(repeating: "v", count: 251), "value"),
            ("Ok", String(repeating: "😀", count: 126), "value"),
        ])
    func rules(_ key: String, _ value: String, _ field: String) async throws {
        try await withSandbox { sandbox in
            let visit = JiraVisit(sandbox: sandbox), name = try await sandbox.employee(1).jiraUsername
            try await visit.signIn()
            try await visit.confirm()
            let before = await sandbox.jiraProperties(of: name)
            let answer = try await visit.add(key, value, to: name)
            #expect(answer.status == 200)
            #expect(answer.text.contains("class=\"error\" data-field=\"\(field)\""))
            #expect(await sandbox.jiraProperties(of: name) == before)
        }
    }

    @Test("carries out no form without the right token")
    func xsrf() async throws {
        try await withSandbox { sandbox in
            let visit = JiraVisit(sandbox: sandbox), name = try await sandbox.employee(2).jiraUsername
            try await visit.signIn()
            try await visit.confirm()
            let form = ["name": name, "key": "Department", "value": "x"]
            let bare = try await visit.visitor.post(visit.page("EditUserProperties!add.jspa"), form: form)
            #expect(bare.text.contains("id=\"xsrf-error\""))
            #expect(await sandbox.statistics().violations.count == 2)

            try await sandbox.setFault(Fault(.expireXSRF, at: .jira))
            let stale = try await visit.add("Department", "x", to: name)
            #expect(stale.text.contains("id=\"xsrf-error\""))
            #expect(await sandbox.jiraProperties(of: name)["Department"] == nil)
            // The refusal brought the new cookie.
            #expect(try await visit.add("Department", "x", to: name).status == 302)
        }
    }

    @Test("asks for the password again when its time has run out")
    func webSudoExpires() async throws {
        try await withSandbox { sandbox in
            let visit = JiraVisit(sandbox: sandbox), name = try await sandbox.employee(2).jiraUsername
            try await visit.signIn()
            try await visit.confirm()
            #expect(try await visit.list(name).status == 200)
            try await sandbox.setFault(Fault(.expireWebSudo, at: .jira))
            let answer = try await visit.add("Department", "x", to: name)
            #expect(answer.header("Location")?.contains("WebSudoAuthenticate!default.jspa") == true)
            #expect(await sandbox.jiraProperties(of: name)["Department"] == nil)
            try await sandbox.setFault(Fault(.expireSessions, at: .jira))
            #expect(try await visit.list(name).header("Location")?.contains("login.jsp") == true)
        }
    }

    @Test("shows the form again for a wrong password, without the mark of success")
    func wrongConfirmation() async throws {
        try await withSandbox { sandbox in
            let visit = JiraVisit(sandbox: sandbox)
            try await visit.signIn()
            let answer = try await visit.confirm(password: "wrong")
            #expect(answer.status == 200)
            #expect(answer.header("X-Atlassian-WebSudo") == nil)
            #expect(answer.text.contains("name=\"webSudoPassword\""))
            #expect(await sandbox.statistics().jira.refusedWebSudos == 1)
        }
    }

    @Test("asks nobody for a password where WebSudo is switched off")
    func withoutWebSudo() async throws {
        try await withSandbox({ $0.webSudo = false }) { sandbox in
            let visit = JiraVisit(sandbox: sandbox), name = try await sandbox.employee(2).jiraUsername
            try await visit.signIn()
            #expect(try await visit.list(name).status == 200)
            #expect(try await visit.list("nobody").text.contains("name=\"key\"") == false)
        }
    }

    @Test("wants a person after three wrong passwords, and reports further attempts")
    func captcha() async throws {
        try await withSandbox { sandbox in
            let visit = JiraVisit(sandbox: sandbox)
            for status in [401, 401, 403] { #expect(try await visit.signIn(password: "wrong").status == status) }
            let right = try await visit.signIn()
            #expect(right.status == 403)
            #expect(right.header("X-Authentication-Denied-Reason")?.hasPrefix("CAPTCHA_CHALLENGE") == true)
            #expect(await sandbox.statistics().violations.count == 1)
            try await sandbox.clearFaults()
            #expect(try await visit.signIn().status == 200)
        }
    }

    @Test("reports a client that poses as a page of another site", arguments: ["Origin", "Referer"])
    func browserMarks(_ header: String) async throws {
        try await withSandbox { sandbox in
            let visit = JiraVisit(sandbox: sandbox)
            try await visit.signIn()
            _ = try await visit.visitor.get(
                visit.page("EditUserProperties.jspa?name=x"), headers: [header: "http://127.0.0.1"])
            #expect(await sandbox.statistics().violations.count == 1)
        }
    }
}
