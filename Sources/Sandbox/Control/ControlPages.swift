import Domain
import Foundation
import Hummingbird

/// The control listener's pages: who works here, and a form to edit somebody.
struct ControlPages: Sendable {
    let desk: ControlDesk
    let configuration: SandboxConfiguration
    private static let listed = 200
    private static let editable = [
        "displayName", "department", "jobTitle", "officeLocation", "city", "mobilePhone", "mail", "userPrincipalName",
        "employeeId", "accountEnabled",
    ]

    /// - Returns: nil: the request is not for a page.
    func respond(to request: Incoming) async throws -> Response? {
        let path = request.segments
        switch (request.method, path.count) {
        case ("GET", 0): return await list()
        case ("GET", 2) where path[0] == "edit":
            guard let person = await desk.person(path[1]) else { return nil }
            return Answer.html(200, form(person, note: request.query["done"] ?? ""))
        case ("POST", 2) where path[0] == "edit": return try await edit(path[1], request)
        default: return nil
        }
    }

    private func edit(_ name: String, _ request: Incoming) async throws -> Response {
        guard let person = await desk.person(name) else { return Answer.text(404, "There is no such person.") }
        let form = request.form
        var changes: [String: AttributeValue] = [:]
        for attribute in Self.editable {
            guard let text = form[attribute], text != Self.text(person, attribute) else { continue }
            changes[attribute] = text.isEmpty ? .null : .text(text)
        }
        let receipt = try await desk.edit(person.id, changes)
        let note =
            receipt.changed.isEmpty
            ? "Nothing differs."
            : "Changed: \(receipt.changed.joined(separator: ", ")); \(receipt.deliveries) notification(s) queued."
        return Answer.empty(303, headers: [("Location", "/edit/\(person.id)?done=\(Form.encode(note))")])
    }

    private func list() async -> Response {
        let page = await desk.imitations.directory.page(from: 0, limit: Self.listed, in: .current)
        let rows = page.people.map { person in
            """
            <tr><td><a href="/edit/\(person.id)">\(escaped(person.displayName))</a></td>
            <td>\(escaped(person.text("department") ?? ""))</td><td>\(escaped(person.text("jobTitle") ?? ""))</td>
            <td>\(escaped(person.text("officeLocation") ?? ""))</td><td>\(escaped(person.userPrincipalName))</td></tr>
            """
        }
        let more = page.next == nil ? "" : "<p>The first \(Self.listed) of \(configuration.companySize).</p>"
        return Answer.html(
            200,
            document(
                "Contoso's directory",
                """
                <p>Click a name, change something, and look at Jira: what Rollcall maps arrives there.</p>
                <table><thead><tr><th>Name</th><th>Department</th>
                <th>Job title</th><th>Office</th><th>Login</th></tr></thead>
                <tbody>\(rows.joined(separator: "\n"))</tbody></table>\(more)
                """))
    }

    private func form(_ person: Person, note: String) -> String {
        let fields = Self.editable.map { name in
            """
            <label>\(name) <input name="\(name)" value="\(escaped(Self.text(person, name)))"></label>
            """
        }
        let jira = desk.imitations.jiraListener.state.value.port ?? 0
        let profile =
            "http://127.0.0.1:\(jira)\(configuration.jiraContextPath)/secure/ViewProfile.jspa?name="
            + Form.encode(person.jiraUsername)
        return document(
            person.displayName,
            """
            <p role="status">\(escaped(note))</p>
            <form method="post" action="/edit/\(person.id)">\(fields.joined(separator: "\n"))
            <p><button type="submit">Save</button></p></form>
            <p><a href="\(escaped(profile))">This person in Jira</a> · <a href="/">Everybody</a></p>
            """)
    }

    private static func text(_ person: Person, _ attribute: String) -> String {
        switch person.attributes[attribute] {
        case .text(let text)?: text
        case .flag(let flag)?: "\(flag)"
        default: ""
        }
    }

    private func document(_ title: String, _ body: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>\(escaped(title))</title>
        <meta name="viewport" content="width=device-width">
        <style>body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
        td,th{text-align:left;padding:.2rem .8rem .2rem 0}label{display:block;margin:.4rem 0}
        input{display:block;width:100%;max-width:30rem;font:inherit;padding:.3rem}</style></head>
        <body><h1>\(escaped(title))</h1>
        \(body)
        </body></html>
        """
    }
}
