/// The HTML of Jira's pages, as far as their forms, links and marks go.
///
/// The shape is the administration's: ids, names and classes are those that page objects of Jira rely on; the words
/// around them may be translated in reality and mean nothing.
struct JiraPages: Sendable {
    /// The context path.
    let base: String

    func page(_ title: String, token: String?, body: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
            <meta charset="utf-8">
            <meta http-equiv="X-UA-Compatible" content="IE=Edge">
            <title>\(escaped(title)) - Jira</title>
            <meta name="application-name" content="JIRA" data-name="jira" data-version="9.12.15">
            \(token.map { "<meta id=\"atlassian-token\" name=\"atlassian-token\" content=\"\(escaped($0))\">" } ?? "")
        </head>
        <body id="jira" class="aui-layout aui-theme-default page-type-admin">
        <div id="page">
            <header id="header" role="banner">
            <nav class="aui-header"><a href="\(base)/secure/MyJiraHome.jspa">Jira</a></nav>
            </header>
            <section id="content" role="main">
        \(body)
            </section>
            <footer id="footer" role="contentinfo"><ul class="atlassian-footer"><li>Jira imitation</li></ul></footer>
        </div>
        </body>
        </html>
        """
    }

    func login(destination: String) -> String {
        page(
            "Log in", token: nil,
            body: """
                <form action="\(base)/login.jsp" id="login-form" method="post" class="aui">
                    <div class="field-group"><label for="login-form-username">Username</label>
                    <input class="text" id="login-form-username" name="os_username" type="text"></div>
                    <div class="field-group"><label for="login-form-password">Password</label>
                    <input class="text" id="login-form-password" name="os_password" type="password"></div>
                    <input type="hidden" name="os_destination" value="\(escaped(destination))">
                    <input class="aui-button" id="login-form-submit" name="login" type="submit" value="Log In">
                </form>
                """)
    }

    func webSudo(destination: String, isPost: Bool, token: String, wrong: Bool) -> String {
        page(
            "Administrator Access", token: token,
            body: """
                <form action="\(base)/secure/admin/WebSudoAuthenticate.jspa" class="aui" id="login-form" method="post">
                    <h2>Administrator Access</h2>
                    \(wrong ? error("The password is not correct.", field: "webSudoPassword") : "")
                    <label for="login-form-authenticatePassword">Password</label>
                    <input class="password" id="login-form-authenticatePassword" name="webSudoPassword" type="password">
                    <input name="webSudoDestination" type="hidden" value="\(escaped(destination))">
                    <input name="webSudoIsPost" type="hidden" value="\(isPost)">
                    <input name="atl_token" type="hidden" value="\(escaped(token))">
                    <input class="aui-button" id="login-form-submit" name="authenticate" type="submit" value="Confirm">
                </form>
                """)
    }

    func xsrfError(token: String) -> String {
        page(
            "XSRF Security Token Missing", token: token,
            body: """
                <!-- SecurityTokenMissing -->
                <div id="xsrf-error" class="aui-message aui-message-warning">
                    <p><strong>XSRF Security Token Missing</strong></p>
                    <p>Jira could not complete this action due to a missing form token.</p>
                </div>
                """)
    }

    func noSuchUser(token: String) -> String {
        page(
            "Edit User Properties", token: token,
            body:
                "<div class=\"aui-message aui-message-error\"><p>This user does not exist or has no name.</p></div>"
        )
    }

    /// The list with the form to add, filled in with what was refused.
    func properties(
        of account: JiraAccount, _ properties: [String: String], token: String, refused: Submission? = nil
    ) -> String {
        let rows = properties.sorted { $0.key < $1.key }.map { row($0.key, $0.value, account.name) }
        let list =
            rows.isEmpty
            ? "<p>There are currently no properties for this user.</p>"
            : """
            <table class="aui aui-table-rowhover">
                <thead><tr><th>Key</th><th>Value</th><th>Operations</th></tr></thead>
                <tbody>
            \(rows.joined(separator: "\n"))
                </tbody>
            </table>
            """
        return page(
            "Edit User Properties", token: token,
            body: """
                <h2>Edit Properties: \(escaped(account.displayName))</h2>
                \(list)
                <form action="\(base)/secure/admin/user/EditUserProperties!add.jspa" class="aui"
                      method="post" name="jiraform">
                    <h3>Add Property</h3>
                    \(field("key", refused?.key ?? "", refused))
                    \(field("value", refused?.value ?? "", refused))
                    <input name="name" type="hidden" value="\(escaped(account.name))">
                    <input name="atl_token" type="hidden" value="\(escaped(token))">
                    <input class="aui-button" id="add_submit" name="Add" type="submit" value="Add">
                    <a class="cancel"
                       href="\(base)/secure/admin/user/ViewUser.jspa?name=\(Form.encode(account.name))">Cancel</a>
                </form>
                """)
    }

    func edit(_ account: JiraAccount, _ submission: Submission, token: String) -> String {
        page(
            "Edit User Property", token: token,
            body: """
                <form action="\(base)/secure/admin/user/EditUserProperty!update.jspa" class="aui"
                      method="post" name="jiraform">
                    <h2>Edit Property: \(escaped(submission.key))</h2>
                    \(submission.refusal?.field == "key" ? error(submission.refusal?.message ?? "", field: "key") : "")
                    \(field("value", submission.value, submission))
                    <input name="key" type="hidden" value="\(escaped(submission.key))">
                    <input name="name" type="hidden" value="\(escaped(account.name))">
                    <input name="atl_token" type="hidden" value="\(escaped(token))">
                    <input class="aui-button" id="update_submit" name="Update" type="submit" value="Update">
                </form>
                """)
    }

    func confirmDeletion(_ account: JiraAccount, key: String, token: String) -> String {
        page(
            "Delete User Property", token: token,
            body: """
                <form action="\(base)/secure/admin/user/DeleteUserProperty.jspa" class="aui"
                      method="post" name="jiraform">
                    <p>Delete the property \(escaped(key))?</p>
                    <input name="confirm" type="hidden" value="true">
                    <input name="key" type="hidden" value="\(escaped(key))">
                    <input name="name" type="hidden" value="\(escaped(account.name))">
                    <input name="atl_token" type="hidden" value="\(escaped(token))">
                    <input class="aui-button" id="delete_submit" name="Delete" type="submit" value="Delete">
                </form>
                """)
    }

    /// What a form was sent with, and why it was refused.
    struct Submission: Sendable {
        let key: String
        let value: String
        let refusal: PropertyRules.Refusal?
    }

    private func row(_ key: String, _ value: String, _ name: String) -> String {
        let query = "name=\(Form.encode(name))&amp;key=\(Form.encode(key))"
        return """
                    <tr>
                        <td>\(escaped(key))</td>
                        <td>\(escaped(value))</td>
                        <td><ul class="operations-list">
                            <li><a id="edit_\(escaped(key))" href="EditUserProperty.jspa?\(query)">Edit</a></li>
                            <li><a id="delete_\(escaped(key))" href="DeleteUserProperty.jspa?\(query)">Delete</a></li>
                        </ul></td>
                    </tr>
            """
    }

    private func field(_ name: String, _ value: String, _ submission: Submission?) -> String {
        let refusal = submission?.refusal
        let message = refusal?.field == name ? error(refusal?.message ?? "", field: name) : ""
        return """
            <div class="field-group"><label for="\(name)">\(name == "key" ? "Key" : "Value")</label>
            <input class="text" id="\(name)" name="\(name)" type="text" value="\(escaped(value))">\(message)</div>
            """
    }

    private func error(_ message: String, field: String) -> String {
        "<div class=\"error\" data-field=\"\(field)\">\(escaped(message))</div>"
    }
}
