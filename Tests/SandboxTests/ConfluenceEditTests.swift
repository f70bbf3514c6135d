import Domain
import Foundation
import Testing

@testable import Sandbox

@Suite struct ConfluenceEditTests {
    @Test("opens the administration to a session that confirmed the password, and to nobody else")
    func gates() async throws {
        try await withSandbox { sandbox in
            let visit = ConfluenceVisit(sandbox: sandbox), name = try await sandbox.employee(1).username
            let form = visit.formURL(name)
            let outside = try await visit.visitor.get(form)
            #expect(outside.status == 302 && outside.header("Location")?.contains("/login.action?") == true)
            let token = ["Authorization": "Bearer \(sandbox.configuration.confluenceToken)"]
            #expect(try await visit.visitor.get(form, headers: token).status == 302)
            #expect(try await visit.signIn(password: "wrong").header("X-Seraph-LoginReason") == "AUTHENTICATED_FAILED")
            #expect(try await visit.signIn().status == 302)
            let unconfirmed = try await visit.visitor.get(form).header("Location") ?? ""
            #expect(unconfirmed.hasPrefix("/authenticate.action?destination=%2Fadmin%2Fusers%2Fedituser.action"))
            let wrong = try await visit.confirm(password: "wrong")
            #expect(wrong.status == 200 && wrong.text.contains("authenticateform"))
            let right = try await visit.confirm(destination: "/admin/users/edituser.action?username=\(name)")
            #expect(right.header("Location") == "/admin/users/edituser.action?username=\(name)")
            let page = try await visit.visitor.get(form)
            #expect(page.status == 200 && page.text.contains("name=\"userparam-position\""))
            #expect(page.text.contains("Likes &lt;b&gt;tea&lt;/b&gt;"))
            let statistics = await sandbox.statistics()
            #expect(statistics.confluence.signIns == 1 && statistics.confluence.webSudos == 1)
            #expect(statistics.confluence.refusedSignIns == 1 && statistics.jira.signIns == 0)
            #expect(statistics.violations.isEmpty)
        }
    }

    @Test("stores the fields that were sent, removes blank ones and leaves the others")
    func stores() async throws {
        try await withSandbox { sandbox in
            let visit = ConfluenceVisit(sandbox: sandbox), name = try await sandbox.employee(1).username
            await sandbox.setConfluenceField("phone", of: name, to: "+1")
            await sandbox.setConfluenceField("location", of: name, to: "Kraków")
            try await visit.signIn()
            try await visit.confirm()
            let before = await visit.account(name)
            let done = try await visit.edit(
                name, ["userparam-department": "R&D <&> \"😀\"", "userparam-phone": ""])
            #expect(done.status == 302)
            #expect(done.header("Location")?.contains("/admin/users/viewuser.action") == true)
            #expect(
                await sandbox.confluenceFields(of: name)
                    == ["department": "R&D <&> \"😀\"", "location": "Kraków"])
            #expect(await visit.account(name) == before)
            #expect(await sandbox.statistics().confluence.writesPerUser == [name: 2])
            #expect(await sandbox.statistics().violations.isEmpty)
            #expect(try await visit.visitor.get(visit.formURL(name)).text.contains("R&amp;D &lt;&amp;&gt;"))
        }
    }

    @Test(
        "does what a careless client asks for, and remembers it",
        arguments: [
            ("username", "someone.else", "renamed"), ("fullName", nil, "full name"), ("email", "a@b.example", "email"),
            ("personalInformation", "", "says about"), ("username", "UPPER", "as it was read"),
        ])
    func violations(_ field: String, _ value: String?, _ words: String) async throws {
        try await withSandbox { sandbox in
            let visit = ConfluenceVisit(sandbox: sandbox), name = try await sandbox.employee(1).username
            try await visit.signIn()
            try await visit.confirm()
            let sent = value == "UPPER" ? name.uppercased() : value
            #expect(try await visit.edit(name, [field: sent]).status == 302)
            let violations = await sandbox.statistics().violations
            #expect(violations.count == 1 && violations[0].contains(words), "\(violations)")
            if words == "renamed" {
                #expect(await visit.account(name) == nil)
                #expect(await visit.account("someone.else") != nil)
            }
            if field == "fullName" { #expect(await visit.account(name)?.fullName == "") }
        }
    }

    @Test("writes nothing without a token, confirmation or user name")
    func refused() async throws {
        try await withSandbox { sandbox in
            let visit = ConfluenceVisit(sandbox: sandbox), name = try await sandbox.employee(2).username
            try await visit.signIn()
            try await visit.confirm()
            let action = try await visit.action(name)
            let untokened = String(action.prefix { $0 != "&" })
            let form = ["username": name, "confirm": "Submit", "userparam-phone": "+1"]
            #expect(try await visit.visitor.post(untokened, form: form).status == 403)
            #expect(try await visit.edit(name, ["confirm": nil, "userparam-phone": "+1"]).status == 200)
            #expect(try await visit.edit(name, ["username": nil, "userparam-phone": "+1"]).status == 200)
            try await sandbox.setFault(Fault(.expireWebSudo, at: .confluence))
            let headers = ["X-Atlassian-Token": "no-check"]
            #expect(
                try await visit.visitor.post(action, form: form, headers: headers).header("Location")?
                    .hasPrefix("/authenticate.action") == true)
            #expect(await sandbox.confluenceFields(of: name).isEmpty)
            #expect(await sandbox.statistics().violations.count == 2)
        }
    }

    @Test("shows a page without the form for nobody, and reads names with percent signs once more")
    func unknown() async throws {
        try await withSandbox { sandbox in
            let visit = ConfluenceVisit(sandbox: sandbox), name = try await sandbox.employee(2).username
            try await visit.signIn()
            try await visit.confirm()
            let page = try await visit.visitor.get(visit.formURL("nobody"))
            #expect(page.text.contains("Not Permitted") && !page.text.contains("editUser"))
            let twice = "%\(String(name.utf8.first ?? 0, radix: 16))\(name.dropFirst())"
            #expect(try await visit.visitor.get(visit.formURL(twice)).text.contains("editUser"))
        }
    }

    @Test("shows names disabled where the directory is read-only, and stores the six fields all the same")
    func readOnly() async throws {
        try await withSandbox({ $0.confluenceDirectoryIsReadOnly = true }) { sandbox in
            let visit = ConfluenceVisit(sandbox: sandbox), name = try await sandbox.employee(2).username
            try await visit.signIn()
            try await visit.confirm()
            #expect(
                try await visit.visitor.get(visit.formURL(name)).text.contains(
                    /name="fullName"[^>]*disabled="disabled"/))
            let before = await visit.account(name)
            #expect(
                try await visit.edit(name, ["fullName": nil, "email": nil, "userparam-im": "x"]).status == 302)
            #expect(await visit.account(name) == before)
            #expect(await sandbox.confluenceFields(of: name) == ["im": "x"])
            #expect(await sandbox.statistics().violations.isEmpty)
            #expect(try await visit.edit(name, [:]).status == 302)
            #expect(await sandbox.statistics().violations.count == 1)
        }
    }
}
