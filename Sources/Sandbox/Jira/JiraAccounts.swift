import Domain
import Foundation

/// Jira's accounts and their user properties.
///
/// Accounts follow from the roster: nearly everybody has one under the login that they were founded with, whatever
/// the directory calls them since.
actor JiraAccounts {
    private let roster: Roster
    private let administrator: JiraAccount
    /// The second account with somebody's address.
    private let former: JiraAccount
    /// By user name; those never written to have what they were founded with.
    private var written: [String: [String: String]] = [:]

    /// By user name and display name; made at the first search, since a large company takes a moment.
    private var beginnings: BeginningIndex?

    init(roster: Roster, administrator: String) {
        self.roster = roster
        self.administrator = JiraAccount(
            key: "JIRAUSER10000", name: administrator, email: "\(administrator)@\(roster.domain)",
            displayName: "Rollcall", active: true)
        let twin = roster.withTwoAccounts, login = roster.login(of: twin)
        former = JiraAccount(
            key: "JIRAUSER10001", name: "\(login).old", email: "\(login)@\(roster.domain)",
            displayName: "\(roster.name(of: twin).given) \(roster.name(of: twin).surname) (old)", active: true)
    }

    func account(named name: String) -> JiraAccount? {
        let name = name.lowercased()
        if let special = [administrator, former].first(where: { $0.name.lowercased() == name }) { return special }
        return roster.number(ofLogin: name).flatMap(account)
    }

    func account(key: String) -> JiraAccount? {
        if let special = [administrator, former].first(where: { $0.key == key }) { return special }
        guard key.hasPrefix("JIRAUSER"), let value = Int(key.dropFirst(8)) else { return nil }
        return account(value - 20_000)
    }

    /// Those whose user name, display name or address begins with the text, without case.
    func search(_ text: String, atMost limit: Int, inactive: Bool) -> [JiraAccount] {
        let text = text.lowercased()
        var found: [JiraAccount] = []
        func take(_ account: JiraAccount?) {
            guard let account, inactive || account.active else { return }
            let fields = [account.name, account.displayName, account.email]
            if fields.contains(where: { $0.lowercased().hasPrefix(text) }) { found.append(account) }
        }
        [administrator, former].forEach(take)
        if let at = text.firstIndex(of: "@") {
            // Only addresses have an @, and what stands before it is a login.
            take(roster.number(ofLogin: String(text[..<at])).flatMap(account))
            return Array(found.prefix(limit))
        }
        for number in index().numbers(beginningWith: text, atMost: limit) { take(account(number)) }
        return Array(found.prefix(limit))
    }

    /// Everybody from that place on, and the place to go on with.
    func page(from start: Int, limit: Int, inactive: Bool = true) -> (accounts: [JiraAccount], next: Int?) {
        var accounts: [JiraAccount] = [], place = max(0, start)
        while place < roster.size + 2, accounts.count < limit {
            let account = place == 0 ? administrator : place == 1 ? former : account(place - 2)
            if let account, inactive || account.active { accounts.append(account) }
            place += 1
        }
        return (accounts, place < roster.size + 2 ? place : nil)
    }

    func properties(of name: String) -> [String: String] {
        let name = name.lowercased()
        if let properties = written[name] { return properties }
        // Kept by hand and mapped by nobody: a sync that touches it is wrong.
        guard let number = roster.number(ofLogin: name), number % 5 == 1 else { return [:] }
        return ["Parking space": "P-\(10 + number % 90) & \"visitors\" <level 2>"]
    }

    /// All at once; nil removes.
    func set(_ changes: [String: String?], of name: String) {
        var properties = properties(of: name)
        for (key, value) in changes { properties[key] = value }
        written[name.lowercased()] = properties
    }

    private func index() -> BeginningIndex {
        if let beginnings { return beginnings }
        let entries = (0..<roster.size).flatMap { number -> [(text: String, number: Int)] in
            guard let account = account(number) else { return [] }
            return [account.name, account.displayName].map { (text: $0.lowercased(), number: number) }
        }
        let index = BeginningIndex(entries)
        beginnings = index
        return index
    }

    private func account(_ number: Int) -> JiraAccount? {
        guard (0..<roster.size).contains(number), number != roster.withoutJira else { return nil }
        let login = roster.login(of: number)
        guard !roster.serviceAccounts.contains(number) else {
            return JiraAccount(key: key(number), name: login, email: "", displayName: login, active: true)
        }
        let name = roster.name(of: number)
        return JiraAccount(
            key: key(number), name: login, email: "\(login)@\(roster.domain)",
            displayName: "\(name.given) \(name.surname)", active: number != roster.disabled)
    }

    private func key(_ number: Int) -> String { "JIRAUSER\(20_000 + number)" }
}
