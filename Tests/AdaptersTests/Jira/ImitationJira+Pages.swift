import Foundation
import HTTPTypes
import Hummingbird
import Synchronization
import TestSupport

extension ImitationJira {
    static let loginPage = """
        <html><head><title>Log in</title></head><body><form action="/login.jsp" method="post">
        <input type="text" name="os_username"><input type="password" name="os_password"></form></body></html>
        """

    func page(_ request: LoopbackServer.Received, _ page: String, _ traits: Traits) -> Response {
        guard let (id, session) = session(of: request) else {
            return redirect("/login.jsp?os_destination=%2Fsecure%2Fadmin", request, traits)
                .setting(cookies: ["JSESSIONID=anonymous; Path=/"])
        }
        guard traits.accountIsAdministrator else {
            return redirect(
                "/login.jsp?permissionViolation=true", request, traits,
                headers: ["X-Seraph-LoginReason": "AUTHORISATION_FAILED"])
        }
        if page.hasPrefix("WebSudoAuthenticate") { return confirm(request, page, id, session, traits) }
        if traits.asksConfirmation, !session.isConfirmed {
            let query = request.target.split(separator: "?", maxSplits: 1).dropFirst().first.map { "?\($0)" } ?? ""
            let destination = "/secure/admin/\(page)\(query)"
            let encoded = destination.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            return redirect(
                "/secure/admin/WebSudoAuthenticate!default.jspa?webSudoDestination=\(encoded)"
                    + "&webSudoIsPost=\(request.method == "POST")", request, traits)
        }
        if request.method == "POST", request.form["atl_token"] != session.token { return tokenMissing(request) }
        switch (request.method, page) {
        case ("GET", "user/EditUserProperties.jspa"): return list(request.query["name"] ?? "", session, traits)
        case ("POST", "user/EditUserProperties!add.jspa"): return write(request, "Add", session, traits)
        case ("POST", "user/EditUserProperty!update.jspa"): return write(request, "Update", session, traits)
        case ("POST", "user/DeleteUserProperty.jspa"): return write(request, "Delete", session, traits)
        default: return .html("<html><body>?</body></html>", status: 404)
        }
    }

    private func confirm(
        _ request: LoopbackServer.Received, _ page: String, _ id: String, _ session: ImitationSession, _ traits: Traits
    ) -> Response {
        let destination = request.form["webSudoDestination"] ?? request.query["webSudoDestination"] ?? ""
        let form = shell(
            """
            <form action="WebSudoAuthenticate.jspa" method="post"><input type="password" name="webSudoPassword">
            <input type="hidden" name="webSudoDestination" value="\(Self.escaped(destination))"></form>
            """, session)
        guard request.method == "POST" else { return .html(form) }
        if request.form["atl_token"] != session.token { return tokenMissing(request) }
        if request.form["webSudoIsPost"] != "false" { violate("webSudoIsPost is not false") }
        let isRight = request.form["webSudoPassword"] == Self.password
        noteConfirmation(isRight, in: id)
        guard isRight else { return .html(form) }
        return redirect(destination, request, traits, headers: ["X-Atlassian-WebSudo": "Has-Authentication"])
            .setting(cookies: open(isConfirmed: true, traits))
    }

    private func tokenMissing(_ request: LoopbackServer.Received) -> Response {
        .html("<html><body><!-- SecurityTokenMissing --><h1 id=\"xsrf-error\">?</h1></body></html>", status: 403)
    }

    private func list(
        _ name: String, _ session: ImitationSession, _ traits: Traits, fault: (field: String, text: String)? = nil
    ) -> Response {
        guard let person = person(named: name) else {
            return .html(shell("<div class=\"aui-message\">?</div>", session))
        }
        let words = traits.isGerman ? ("Schlüssel", "Wert", "Hinzufügen") : ("Key", "Value", "Add")
        let (before, after) = traits.padding
        let rows = person.values.sorted { $0.key < $1.key }.map { key, value in
            let (key, value) = (Self.escaped(key), Self.escaped(value))
            return """
                <tr><td>\(before)\(key)\(after)</td><td>\(before)\(value)\(after)</td><td><ul class="operations-list">
                <li><a id="edit_\(key)" href="EditUserProperty.jspa?key=\(key)">?</a></li>
                <li><a id="delete_\(key)" href="DeleteUserProperty!default.jspa?key=\(key)">?</a></li></ul></td></tr>
                """
        }.joined(separator: "\n")
        let table =
            rows.isEmpty
            ? "<p>\(traits.isGerman ? "Keine Eigenschaften" : "There are currently no properties")</p>"
            : "<table class=\"aui aui-table-rowhover\"><thead><tr><th>\(words.0)</th><th>\(words.1)</th><th></th></tr></thead>"
                + "<tbody>\(rows)</tbody></table>"
        let error = fault.map { "<div class=\"error\" data-field=\"\($0.field)\">\(Self.escaped($0.text))</div>" } ?? ""
        return .html(
            shell(
                """
                <table class="navigation"><tr><td><a id="edit_profile_lnk" href="#">\(words.2)</a></td></tr></table>
                \(table)<form class="aui" action="EditUserProperties!add.jspa" method="post">\(error)
                <input type="hidden" name="name" value="\(Self.escaped(name))"><input type="text" name="key">
                <input type="text" name="value"><input type="submit" name="Add" value="\(words.2)"></form>
                """, session))
    }

    private func write(
        _ request: LoopbackServer.Received, _ action: String, _ session: ImitationSession, _ traits: Traits
    ) -> Response {
        let form = request.form
        let name = form["name"] ?? "", key = form["key"] ?? "", value = form["value"] ?? ""
        guard let person = person(named: name) else { return list(name, session, traits) }
        if form[action] != action { violate("\(action) without its button") }
        if action == "Delete", form["confirm"] != "true" { violate("a deletion that is not confirmed") }
        if !(traits.mapped?.contains(key) ?? true) { violate("a write to \(key)") }
        if action != "Delete" {
            if key.utf16.count > 200 || key.isEmpty || (action == "Add") == (person.values[key] != nil) {
                return list(name, session, traits, fault: ("key", "This key cannot be added."))
            }
            if value.utf16.count > 250 || value.allSatisfy(\.isWhitespace) {
                return list(name, session, traits, fault: ("value", "The value must be 1 to 250 long."))
            }
            if value == "REFUSED" { return list(name, session, traits, fault: ("value", "Not REFUSED, & never.")) }
        }
        state.withLock { state in
            let stored = traits.trimsValues ? value.trimmingCharacters(in: .whitespaces) : value
            state.people[person.key]?.values[key] = action == "Delete" ? nil : stored
        }
        let encoded = name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        return redirect("/secure/admin/user/EditUserProperties.jspa?name=\(encoded)", request, traits)
    }

    private func redirect(
        _ path: String, _ request: LoopbackServer.Received, _ traits: Traits, headers: [String: String] = [:]
    ) -> Response {
        switch traits.redirects {
        case .absolute:
            return .found(at: "\(state.withLock { $0.address })\(traits.context)\(path)", headers: headers)
        case .relative where path.hasPrefix("/secure/admin/user/") && request.path.contains("/secure/admin/user/"):
            return .found(at: path.replacing("/secure/admin/user/", with: ""), headers: headers)
        case .root, .relative: return .found(at: traits.context + path, headers: headers)
        }
    }

    private func shell(_ body: String, _ session: ImitationSession) -> String {
        """
        <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Jira</title>
        <meta name="atlassian-token" content="\(session.token)"></head><body>
        <form action="/secure/QuickSearch.jspa"><input type="text" name="searchString"></form>
        \(body)<footer>&copy;</footer></body></html>
        """
    }
}
