/// The HTML of Confluence's pages, as far as their forms and marks go.
///
/// Names and ids are those that page objects and scripts rely on; the words around them may be translated in reality
/// and mean nothing (contracts/confluence.md, admin-pages).
struct ConfluencePages: Sendable {
    /// The context path.
    let base: String

    func page(_ title: String, token: String?, body: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="en-GB">
        <head>
            <meta charset="UTF-8">
            <title>\(escaped(title)) - Confluence</title>
            <meta name="ajs-context-path" content="\(escaped(base))">
            \(token.map { "<meta id=\"atlassian-token\" name=\"atlassian-token\" content=\"\(escaped($0))\">" } ?? "")
        </head>
        <body id="com-atlassian-confluence" class="theme-default aui-layout aui-theme-default">
        <div id="full-height-container"><div id="main" class="aui-page-panel">
            <form id="quick-search" action="\(base)/dosearchsite.action" method="get">
                <input id="quick-search-query" type="text" name="queryString">
            </form>
            <div id="content">
        \(body)
            </div>
        </div></div>
        </body>
        </html>
        """
    }

    func login(destination: String, wrong: Bool) -> String {
        page(
            "Log In", token: nil,
            body: """
                \(wrong ? error("Sorry, your username and/or password are incorrect. Please try again.") : "")
                <form action="\(base)/dologin.action" method="POST" name="loginform" class="aui login-form-container">
                    <input type="text" name="os_username" id="os_username" class="text">
                    <input type="password" name="os_password" id="os_password" class="password">
                    <input type="checkbox" name="os_cookie" id="os_cookie" value="true">
                    <input id="loginButton" class="aui-button" name="login" type="submit" value="Log in">
                    <input type="hidden" name="os_destination" value="\(escaped(destination))">
                </form>
                """)
    }

    func webSudo(destination: String, token: String, wrong: Bool) -> String {
        page(
            "Administrator Access", token: token,
            body: """
                \(wrong ? error("Your password is incorrect.") : "")
                <form action="\(base)/doauthenticate.action" method="POST" name="authenticateform" class="aui">
                    <input type="hidden" name="atl_token" value="\(escaped(token))">
                    <input type="password" name="password" id="password" class="password">
                    <input id="authenticateButton" type="submit" name="authenticate" value="Confirm">
                    <input type="hidden" name="destination" value="\(escaped(destination))">
                </form>
                """)
    }

    func notPermitted(token: String) -> String {
        page(
            "Not Permitted", token: token,
            body: "<h1>Not Permitted</h1><p>You are not permitted to perform this operation.</p>")
    }

    func xsrfError(token: String) -> String {
        page(
            "XSRF Security Token Missing", token: token,
            body: """
                <h1>XSRF Security Token Missing</h1>
                <p>Confluence could not complete this action due to a missing form token.</p>
                """)
    }

    /// - Parameter readOnly: the directory's own fields are shown and cannot be edited.
    func edit(
        _ account: ConfluenceAccount, _ details: [String: String], token: String, readOnly: Bool,
        problem: String? = nil
    ) -> String {
        let off = readOnly ? " disabled=\"disabled\"" : ""
        let fields = ConfluenceAccounts.fields.map { name in
            """
            <div class="field-group"><label for="userparam-\(name)">\(name)</label>
            <input type="text" name="userparam-\(name)" id="userparam-\(name)" class="text"
                   value="\(escaped(details[name] ?? ""))"></div>
            """
        }
        let action = "doedituser.action?userKey=\(account.key)&amp;atl_token=\(Form.encode(token))"
        return page(
            "Edit User", token: token,
            body: """
                <h1>Edit User</h1>
                \(problem.map { error($0) } ?? "")
                <form name="editUser" action="\(action)" method="POST" class="aui">
                    <input type="text" name="username" id="username" value="\(escaped(account.name))">
                    <input type="text" name="fullName" id="fullName" value="\(escaped(account.fullName))"\(off)>
                    <input type="text" name="email" id="email" value="\(escaped(account.email))"\(off)>
                    \(fields.joined(separator: "\n"))
                    <textarea name="personalInformation" id="personalInformation">\(escaped(account.about))</textarea>
                    <input type="submit" name="confirm" value="Submit" class="aui-button">
                    <input type="submit" name="cancel" value="Cancel" class="aui-button">
                </form>
                """)
    }

    private func error(_ message: String) -> String {
        "<div class=\"aui-message aui-message-error\"><p>\(escaped(message))</p></div>"
    }
}
