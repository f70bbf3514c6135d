import Domain
import Foundation
import Hummingbird

/// The companion script's endpoint (contracts/jira.md, method: companion).
struct JiraCompanion: Sendable {
    let configuration: SandboxConfiguration
    let accounts: JiraAccounts
    let journal: Journal

    func respond(to request: Incoming) async -> Response {
        await journal.count("jira.companion")
        guard request.bearer == configuration.jiraToken else {
            return Answer.html(
                401, "<html><head><title>Unauthorized (401)</title></head><body>Unauthorized</body></html>",
                headers: [JiraErrors.failed])
        }
        guard let name = request.query["username"], !name.isEmpty else {
            return JiraErrors.json(400, [], errors: ["username": "is missing"])
        }
        guard let account = await accounts.account(named: name) else {
            return JiraErrors.json(404, ["The user named '\(name)' does not exist"])
        }
        switch request.method {
        case "GET": return await answer(account, [:])
        case "PUT": return await put(request, account)
        default: return JiraErrors.page(405, nil)
        }
    }

    private func put(_ request: Incoming, _ account: JiraAccount) async -> Response {
        guard request.header("X-Atlassian-Token")?.lowercased() == "no-check" else {
            await journal.violation("jira: PUT to the companion without X-Atlassian-Token")
            return Answer.text(403, "XSRF check failed")
        }
        guard request.header("Content-Type")?.lowercased().hasPrefix("application/json") == true else {
            return JiraErrors.page(415, nil)
        }
        guard case .object(let body)? = try? AttributeValue(json: request.body), let wish = Self.wish(body) else {
            return JiraErrors.json(400, ["set must be an object of texts, remove a list of names"])
        }
        let errors = Self.errors(in: wish)
        guard errors.isEmpty else { return JiraErrors.json(400, [], errors: errors) }
        let before = await accounts.properties(of: account.name)
        let changed = wish.set.keys.filter { before[$0] != wish.set[$0] }.sorted()
        let removed = wish.remove.filter { before[$0] != nil }.sorted()
        var changes: [String: String?] = [:]
        for name in changed { changes[name] = wish.set[name] }
        for name in removed { changes.updateValue(nil, forKey: name) }
        await accounts.set(changes, of: account.name)
        for name in changed + removed { await journal.record(.wrote, account.name, name) }
        return await answer(
            account,
            [
                "changed": .list(changed.map(AttributeValue.text)),
                "unchanged": .list(wish.set.keys.filter { !changed.contains($0) }.sorted().map(AttributeValue.text)),
                "removed": .list(removed.map(AttributeValue.text)),
            ])
    }

    private struct Wish {
        var set: [String: String] = [:]
        var remove: [String] = []
    }

    private static func wish(_ body: [String: AttributeValue]) -> Wish? {
        var wish = Wish()
        if let value = body["set"] {
            guard case .object(let members) = value else { return nil }
            for (name, value) in members {
                guard let text = value.string else { return nil }
                wish.set[name] = text
            }
        }
        if let value = body["remove"] {
            guard case .list(let elements) = value else { return nil }
            for element in elements {
                guard let name = element.string else { return nil }
                wish.remove.append(name)
            }
        }
        return wish
    }

    private static func errors(in wish: Wish) -> [String: String] {
        var errors: [String: String] = [:]
        for name in Array(wish.set.keys) + wish.remove where !(1...200).contains(name.count) {
            errors[name] = "a name has 1 to 200 characters"
        }
        for (name, value) in wish.set where !(1...250).contains(value.utf16.count) {
            errors[name] = "a value has 1 to 250 characters"
        }
        for name in wish.remove where wish.set[name] != nil { errors[name] = "is in set and in remove" }
        return errors
    }

    private func answer(_ account: JiraAccount, _ more: [String: AttributeValue]) async -> Response {
        let values = await accounts.properties(of: account.name)
        var body: [String: AttributeValue] = [
            "username": .text(account.name), "userKey": .text(account.key),
            "values": .object(values.mapValues(AttributeValue.text)),
        ]
        body.merge(more) { $1 }
        return Answer.json(200, .object(body))
    }
}
