import Foundation
import HTTPTypes
import Hummingbird
import Synchronization
import TestSupport

extension ImitationConfluence {
    static let fieldNames = ["phone", "im", "website", "position", "department", "location"]
    static let loginPage = """
        <html><head><title>Log In</title></head><body><form name="loginform" action="/dologin.action" method="POST">
        <input type="text" name="os_username"><input type="password" name="os_password">
        <input type="checkbox" name="os_cookie" value="true"></form></body></html>
        """

    func signIn(_ request: LoopbackServer.Received, _ traits: Traits) -> Response {
        guard traits.hasLoginForm else { return .html("<html><body>?</body></html>", status: 404) }
        let form = request.form
        if form["os_cookie"] != "true" || form["login"] != "Log in" || form["os_destination"] != "" {
            violate("a sign-in that lacks a field")
        }
        let isRight = form["os_username"] == Self.username && form["os_password"] == Self.password
        if let refusal = judge(isRight, traits) { return refusal }
        return redirect("/index.action", request, traits).setting(cookies: open(isConfirmed: false, traits))
    }

    /// What a refused sign-in gets; nil: it is right.
    func judge(_ isRight: Bool, _ traits: Traits) -> Response? {
        let isLetIn = isRight && !traits.isCaptchaDue
        noteSignIn(isLetIn)
        if isLetIn { return nil }
        let reason = traits.isCaptchaDue ? "AUTHENTICATION_DENIED" : "AUTHENTICATED_FAILED"
        return .html(Self.loginPage, headers: ["X-Seraph-LoginReason": reason])
    }

    func page(_ request: LoopbackServer.Received, _ page: String, _ traits: Traits) -> Response {
        guard let (id, session) = session(of: request) else {
            return redirect("/login.action?os_destination=%2Fadmin", request, traits)
        }
        if page.hasSuffix("authenticate.action") { return confirm(request, page, id, session, traits) }
        guard traits.accountIsAdministrator else { return notPermitted(session) }
        if traits.asksConfirmation, !session.isConfirmed {
            let query = request.target.split(separator: "?", maxSplits: 1).dropFirst().first.map { "?\($0)" } ?? ""
            let encoded = "/\(page)\(query)".addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            return redirect("/authenticate.action?destination=\(encoded)", request, traits)
        }
        switch (request.method, page) {
        case ("GET", "admin/users/edituser.action"):
            // The page decodes names once more.
            let name = request.query["username"] ?? ""
            return edit(name.removingPercentEncoding ?? name, session, traits)
        case ("POST", "admin/users/doedituser.action"): return write(request, session, traits)
        default: return .html("<html><body>?</body></html>", status: 404)
        }
    }

    private func confirm(
        _ request: LoopbackServer.Received, _ page: String, _ id: String, _ session: ImitationSession, _ traits: Traits
    ) -> Response {
        let destination = request.form["destination"] ?? request.query["destination"] ?? ""
        let form = shell(
            """
            <form action="doauthenticate.action" method="POST"><input type="password" name="password">
            <input type="hidden" name="destination" value="\(Self.escaped(destination))">
            <input type="submit" name="authenticate" value="Confirm"></form>
            """, session)
        guard request.method == "POST", page == "doauthenticate.action" else { return .html(form) }
        if request.form["authenticate"] != "Confirm" { violate("a confirmation without its button") }
        let isRight = request.form["password"] == Self.password
        noteConfirmation(isRight, in: id)
        guard isRight else { return .html(form) }
        return redirect(destination, request, traits).setting(cookies: open(isConfirmed: true, traits))
    }

    private func edit(_ name: String, _ session: ImitationSession, _ traits: Traits, error: String? = nil) -> Response {
        guard let person = person(named: name), !person.isSystemAdministrator else { return notPermitted(session) }
        let key = Self.escaped(person.key), token = Self.escaped(encoded(session.token))
        func row(_ name: String, _ value: String, _ more: String = "") -> String {
            "<tr><td>?</td><td><input type=\"text\" name=\"\(name)\" value=\"\(Self.escaped(value))\"\(more)></td></tr>"
        }
        let disabled = person.directory == .disables ? " disabled=\"disabled\"" : ""
        let identity =
            person.directory == .lacks
            ? "<tr><td>\(Self.escaped(person.fullName))</td><td>\(Self.escaped(person.email))</td></tr>"
            : row("fullName", person.fullName, disabled) + row("email", person.email, disabled)
        let fields = Self.fieldNames.map { row("userparam-\($0)", person.values[$0] ?? "") }.joined(separator: "\n")
        let box = error.map { "<div class=\"aui-message error\"><span>\(Self.escaped($0))</span></div>" } ?? ""
        let session = traits.namesSessions ? ";jsessionid=ABC123" : ""
        return .html(
            """
            <html><head><title>Edit User</title><meta name="ajs-atl-token" content="\(token)"></head><body>
            <form action="/dosearchsite.action" name="quick"><input name="username" value="other"></form>\(box)
            <form name="editUser" method="POST" action="doedituser.action\(session)?userKey=\(key)&amp;atl_token=\(token)">
            <table>\(row("username", person.name))\(identity)\(fields)</table>
            <textarea name="personalInformation">\(Self.escaped(person.about))</textarea>
            <input type="submit" name="confirm" value="Submit"></form></body></html>
            """)
    }

    private func write(_ request: LoopbackServer.Received, _ session: ImitationSession, _ traits: Traits) -> Response {
        let form = request.form
        forms.withLock { $0.append(form) }
        guard let key = request.query["userKey"], let person = person(key), !person.isSystemAdministrator else {
            violate("a write to nobody")
            return notPermitted(session)
        }
        if traits.checksTokens, request.query["atl_token"] != session.token {
            return .html("<html><body><!-- SecurityTokenMissing --></body></html>", status: 403)
        }
        check(form, of: person, traits)
        let changed = form.filter { $0.key.hasPrefix("userparam-") }.map { (String($0.key.dropFirst(10)), $0.value) }
        if changed.contains(where: { $0.1 == traits.refusedValue }) {
            return edit(person.name, session, traits, error: "The value REFUSED is not <allowed>")
        }
        state.withLock { state in
            for (name, value) in changed {
                var stored = traits.trimsValues ? value.trimmingCharacters(in: .whitespaces) : value
                if name == "website", traits.addsScheme, !stored.isEmpty, !stored.contains("://") {
                    stored = "http://" + stored
                }
                state.people[key]?.values[name] = stored.isEmpty ? nil : stored
            }
            state.people[key]?.name = form["username"] ?? ""
            if person.directory == .writable {
                state.people[key]?.fullName = form["fullName"] ?? ""
                state.people[key]?.email = form["email"] ?? ""
            }
            if let about = form["personalInformation"] { state.people[key]?.about = about }
        }
        let id = traits.namesSessions ? ";jsessionid=ABC123" : ""
        return redirect(
            "/admin/users/viewuser.action\(id)?username=\(encoded(form["username"] ?? ""))", request, traits)
    }

    private func check(_ form: [String: String], of person: Person, _ traits: Traits) {
        if form["username"] != person.name { violate("a rename") }
        if form["confirm"] != "Submit" { violate("a form without its button") }
        if form["personalInformation"] != nil { violate("the about text is sent") }
        if person.directory == .writable {
            if form["fullName"] != person.fullName { violate("another full name") }
            if form["email"] != person.email { violate("another mail address") }
        } else if form["fullName"] != nil || form["email"] != nil {
            violate("a name or an address that the directory does not let be written")
        }
        for (name, value) in form where name.hasPrefix("userparam-") {
            let field = String(name.dropFirst(10))
            if !Self.fieldNames.contains(field) { violate("a field that is none") }
            if !(traits.mapped?.contains(field) ?? true) { violate("a write to \(field)") }
            if person.values[field] ?? "" == value { violate("a write of what is there: \(field)") }
        }
    }

    private func notPermitted(_ session: ImitationSession) -> Response {
        .html("<html><head><title>Not Permitted - Confluence</title></head><body><p>?</p></body></html>")
    }

    private func shell(_ body: String, _ session: ImitationSession) -> String {
        "<html><head><meta name=\"ajs-atl-token\" content=\"\(Self.escaped(session.token))\"></head><body>\(body)</body></html>"
    }

    private func redirect(_ path: String, _ request: LoopbackServer.Received, _ traits: Traits) -> Response {
        switch traits.redirects {
        case .root: return .found(at: traits.context + path)
        case .absolute: return .found(at: state.withLock { $0.address } + traits.context + path)
        case .relative:
            let depth = request.path.dropFirst(traits.context.count).count { $0 == "/" } - 1
            return .found(at: String(repeating: "../", count: depth) + path.dropFirst())
        }
    }

    private func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }
}
