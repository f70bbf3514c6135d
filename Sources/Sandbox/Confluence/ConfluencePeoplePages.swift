import Foundation
import Hummingbird

/// What a person looks at while the sandbox runs: everybody's profile, without signing in.
struct ConfluencePeoplePages: Sendable {
    let accounts: ConfluenceAccounts
    let pages: ConfluencePages
    private static let listed = 200

    /// - Returns: nil: the request is not for a page of people.
    func respond(to request: Incoming, _ path: [String]) async -> Response? {
        guard request.method == "GET" else { return nil }
        if path.isEmpty { return await list() }
        guard path.count == 2, path[0] == "display", path[1].hasPrefix("~") else { return nil }
        return await profile(String(path[1].dropFirst()))
    }

    private func list() async -> Response {
        let rows = await accounts.page(from: 0, limit: Self.listed).map { account in
            """
            <tr><td><a href="\(escaped(pages.base))/display/~\(Form.encode(account.name))">\(escaped(account.name))</a></td>
            <td>\(escaped(account.fullName))</td><td>\(escaped(account.email))</td>
            <td>\(account.isActive ? "" : "deactivated")</td></tr>
            """
        }
        let table = "<h1>People</h1><table class=\"aui\"><tbody>\(rows.joined())</tbody></table>"
        return Answer.html(200, pages.page("People", token: nil, body: table))
    }

    private func profile(_ name: String) async -> Response {
        guard let account = await accounts.account(named: name) else {
            return Answer.html(404, pages.page("People", token: nil, body: "<p>There is no such user.</p>"))
        }
        let details = await accounts.details(key: account.key)
        let rows = ConfluenceAccounts.fields.map { "<tr><th>\($0)</th><td>\(escaped(details[$0] ?? ""))</td></tr>" }
        // The page looks again each second, so that an edit is seen to arrive.
        return Answer.html(
            200,
            pages.page(
                account.fullName, token: nil,
                body: """
                    <h1>\(escaped(account.fullName))</h1><p>\(escaped(account.name)) · \(escaped(account.email))</p>
                    <table class="aui"><tbody>\(rows.joined())</tbody></table>
                    <p>\(escaped(account.about))</p><p><a href="\(escaped(pages.base))/">Everybody</a></p>
                    """),
            headers: [("Refresh", "1"), ("Cache-Control", "no-store")])
    }
}
