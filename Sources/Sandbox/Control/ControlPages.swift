import Domain
import Foundation
import Hummingbird

/// The control listener's pages: who works here, and a form to edit somebody.
struct ControlPages: Sendable {
    let desk: ControlDesk
    let configuration: SandboxConfiguration
    private static let listed = 200
    private static let columns = ["Name", "Login", "Department", "Job title", "Office"]

    /// Name, login, and what the other columns show, then what else can be edited.
    private static func editable(_ system: SandboxSystem) -> [String] {
        switch system {
        case .okta:
            [
                "profile.displayName", "profile.login", "profile.department", "profile.title", "profile.officeLocation",
                "profile.city", "profile.mobilePhone", "profile.email", "profile.managerId", "status",
            ]
        case .google:
            [
                "name.fullName", "primaryEmail", "organizations[0].department", "organizations[0].title",
                "organizations[0].location", "phones[type=mobile].value", "relations[type=manager].value",
                "customSchemas.HR.costCentre", "suspended",
            ]
        default:
            [
                "displayName", "userPrincipalName", "department", "jobTitle", "officeLocation", "city", "mobilePhone",
                "mail", "employeeId", "accountEnabled",
            ]
        }
    }

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
        for attribute in Self.editable(person.directory) {
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
        var tables = ""
        for system in SandboxSystem.directories {
            let page = await desk.page(of: system, from: 0, limit: Self.listed)
            guard !page.people.isEmpty else { continue }
            let rows = page.people.map { person in
                let cells = Self.editable(system).dropFirst().prefix(Self.columns.count - 1)
                    .map { "<td>\(escaped(Self.text(person, $0)))</td>" }
                return
                    "<tr><td><a href=\"/edit/\(person.id)\">\(escaped(person.displayName))</a></td>\(cells.joined())</tr>"
            }
            tables += """
                <h2>\(Self.name(of: system))</h2>
                <table><thead><tr>\(Self.columns.map { "<th>\($0)</th>" }.joined())</tr></thead>
                <tbody>\(rows.joined(separator: "\n"))</tbody></table>
                \(page.next == nil ? "" : "<p>The first \(Self.listed).</p>")
                """
        }
        return Answer.html(
            200,
            document(
                "The sandbox's people",
                """
                <p>Click a name, change something, and look at the targets: what Rollcall maps arrives there.</p>
                \(tables)
                """))
    }

    private static func name(of system: SandboxSystem) -> String {
        switch system {
        case .okta: "Okta: Fabrikam"
        case .google: "Google: Northwind"
        default: "Entra ID: Contoso"
        }
    }

    private func form(_ person: Person, note: String) -> String {
        let fields = Self.editable(person.directory).map { name in
            """
            <label>\(name) <input name="\(name)" value="\(escaped(Self.text(person, name)))"></label>
            """
        }
        let jira = address(.jira, "\(configuration.jiraContextPath)/secure/ViewProfile.jspa?name=", person)
        let confluence = address(.confluence, "\(configuration.confluenceContextPath)/display/~", person)
        return document(
            person.displayName,
            """
            <p role="status">\(escaped(note))</p>
            <form method="post" action="/edit/\(person.id)">\(fields.joined(separator: "\n"))
            <p><button type="submit">Save</button></p></form>
            <p>This person in <a href="\(escaped(jira))">Jira</a> and in <a href="\(escaped(confluence))">Confluence</a> ·
            <a href="/">Everybody</a></p>
            """)
    }

    private func address(_ system: SandboxSystem, _ path: String, _ person: Person) -> String {
        let port = desk.imitations.listeners[system]?.state.value.port ?? 0
        return "http://127.0.0.1:\(port)\(path)\(Form.encode(person.username))"
    }

    private static func text(_ person: Person, _ path: String) -> String {
        if case .flag(let flag)? = person.attributes[path] { return "\(flag)" }
        return person.text(path) ?? ""
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
