import Foundation
import Hummingbird

/// What a person looks at while the sandbox runs: everybody's properties, without signing in.
struct JiraPeoplePages: Sendable {
    let accounts: JiraAccounts
    let pages: JiraPages
    private static let listed = 200

    func respond(to request: Incoming, _ path: [String]) async -> Response {
        guard request.method == "GET" else { return JiraErrors.page(405, nil) }
        return path.isEmpty ? await list() : await profile(request.query["name"] ?? "")
    }

    private func list() async -> Response {
        let page = await accounts.page(from: 0, limit: Self.listed)
        let rows = page.accounts.map { account in
            """
            <tr><td><a href="\(link(account.name))">\(escaped(account.name))</a></td>
            <td>\(escaped(account.displayName))</td><td>\(escaped(account.email))</td>
            <td>\(account.active ? "" : "inactive")</td></tr>
            """
        }
        let more =
            page.next == nil
            ? ""
            : "<p>The first \(Self.listed) accounts. Others: "
                + "\(escaped(pages.base))/secure/ViewProfile.jspa?name=…</p>"
        return Answer.html(
            200,
            pages.page(
                "Users", token: nil,
                body: "<h1>Users</h1><table class=\"aui\"><tbody>\(rows.joined())</tbody></table>\(more)"))
    }

    private func profile(_ name: String) async -> Response {
        guard let account = await accounts.account(named: name) else {
            return Answer.html(404, pages.page("Users", token: nil, body: "<p>There is no such user.</p>"))
        }
        let rows = await accounts.properties(of: account.name).sorted { $0.key < $1.key }.map { key, value in
            "<tr><th>\(escaped(key))</th><td>\(escaped(value))</td></tr>"
        }
        let table =
            rows.isEmpty
            ? "<p>No user properties yet.</p>"
            : "<table class=\"aui\"><tbody>\(rows.joined())</tbody></table>"
        // The page looks again each second, so that an edit is seen to arrive.
        return Answer.html(
            200,
            pages.page(
                account.displayName, token: nil,
                body: """
                    <h1>\(escaped(account.displayName))</h1><p>\(escaped(account.name)) · \(escaped(account.email))</p>
                    <h2>User properties</h2>\(table)<p><a href="\(pages.base)/">All users</a></p>
                    """),
            headers: [("Refresh", "1"), ("Cache-Control", "no-store")])
    }

    private func link(_ name: String) -> String {
        "\(escaped(pages.base))/secure/ViewProfile.jspa?name=\(Form.encode(name))"
    }
}
