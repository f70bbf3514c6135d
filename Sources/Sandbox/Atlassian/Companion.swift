import Domain
import Foundation
import Hummingbird

/// The companion script's endpoint, the same at Jira and Confluence (contracts/jira.md, method: companion).
struct Companion: Sendable {
    let system: SandboxSystem
    let token: String
    let accounts: any CompanionAccounts
    let journal: Journal

    func respond(to request: Incoming) async -> Response {
        await journal.count("\(system).companion")
        guard request.bearer == token else {
            return Answer.html(
                401, "<html><head><title>Unauthorized (401)</title></head><body>Unauthorized</body></html>",
                headers: [JiraErrors.failed])
        }
        guard let name = request.query["username"], !name.isEmpty else {
            return JiraErrors.json(400, [], errors: ["username": "is missing"])
        }
        guard let holder = await accounts.holder(named: name) else {
            return JiraErrors.json(404, ["The user named '\(name)' does not exist"])
        }
        switch request.method {
        case "GET": return await answer(holder, [:])
        case "PUT": return await put(request, holder)
        default: return JiraErrors.page(405, nil)
        }
    }

    private func put(_ request: Incoming, _ holder: (name: String, key: String)) async -> Response {
        guard request.header("X-Atlassian-Token")?.lowercased() == "no-check" else {
            await journal.violation("\(system): PUT to the companion without X-Atlassian-Token")
            return Answer.text(403, "XSRF check failed")
        }
        guard request.header("Content-Type")?.lowercased().hasPrefix("application/json") == true else {
            return JiraErrors.page(415, nil)
        }
        guard case .object(let body)? = try? AttributeValue(json: request.body), let wish = CompanionWish(body) else {
            return JiraErrors.json(400, ["set must be an object of texts, remove a list of names"])
        }
        let errors = wish.errors(longestValue: accounts.longestValue, nameError: accounts.error(inName:))
        guard errors.isEmpty else { return JiraErrors.json(400, [], errors: errors) }
        let before = await accounts.values(of: holder.name)
        let changed = wish.set.keys.filter { before[$0] != wish.set[$0] }.sorted()
        let removed = wish.remove.filter { before[$0] != nil }.sorted()
        var changes: [String: String?] = [:]
        for name in changed { changes[name] = wish.set[name] }
        for name in removed { changes.updateValue(nil, forKey: name) }
        await accounts.set(changes, of: holder.name)
        for name in changed + removed { await journal.record(.wrote, at: system, holder.name, name) }
        return await answer(
            holder,
            [
                "changed": .list(changed.map(AttributeValue.text)),
                "unchanged": .list(wish.set.keys.filter { !changed.contains($0) }.sorted().map(AttributeValue.text)),
                "removed": .list(removed.map(AttributeValue.text)),
            ])
    }

    private func answer(_ holder: (name: String, key: String), _ more: [String: AttributeValue]) async -> Response {
        let values = await accounts.values(of: holder.name)
        var body: [String: AttributeValue] = [
            "username": .text(holder.name), "userKey": .text(holder.key),
            "values": .object(values.mapValues(AttributeValue.text)),
        ]
        body.merge(more) { $1 }
        return Answer.json(200, .object(body))
    }
}
