import Domain
import Foundation

/// Jira's accounts and their user properties.
///
/// Accounts follow from the workforce: nearly everybody has one under the login that they were founded with, whatever
/// the directory calls them since.
actor JiraAccounts {
    private let workforce: Workforce
    private let administrator: JiraAccount
    /// The second account with somebody's address.
    private let former: JiraAccount
    /// By user name; those never written to have what they were founded with.
    private var written: [String: [String: String]] = [:]

    /// By user name and display name; made at the first search, since a large company takes a moment.
    private var beginnings: BeginningIndex?

    init(workforce: Workforce, administrator: String) {
        self.workforce = workforce
        self.administrator = JiraAccount(
            key: "JIRAUSER10000", name: administrator, email: "\(administrator)@\(workforce.company.domain)",
            displayName: "Rollcall", active: true)
        let twin = workforce.twin
        former = JiraAccount(
            key: "JIRAUSER10001", name: twin.login, email: twin.email, displayName: twin.displayName, active: true)
    }

    func account(named name: String) -> JiraAccount? {
        let name = name.lowercased()
        if let special = [administrator, former].first(where: { $0.name.lowercased() == name }) { return special }
        return workforce.place(ofLogin: name).flatMap(account)
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
            take(workforce.place(ofLogin: String(text[..<at])).flatMap(account))
            return Array(found.prefix(limit))
        }
        for number in index().numbers(beginningWith: text, atMost: limit) { take(account(number)) }
        return Array(found.prefix(limit))
    }

    /// Everybody from that place on, and the place to go on with.
    func page(from start: Int, limit: Int, inactive: Bool = true) -> (accounts: [JiraAccount], next: Int?) {
        var accounts: [JiraAccount] = [], place = max(0, start)
        while place < workforce.size + 2, accounts.count < limit {
            let account = place == 0 ? administrator : place == 1 ? former : account(place - 2)
            if let account, inactive || account.active { accounts.append(account) }
            place += 1
        }
        return (accounts, place < workforce.size + 2 ? place : nil)
    }

    func properties(of name: String) -> [String: String] {
        let name = name.lowercased()
        if let properties = written[name] { return properties }
        // Kept by hand and mapped by nobody: a sync that touches it is wrong.
        guard let number = workforce.place(ofLogin: name), number % 5 == 1 else { return [:] }
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
        let entries = (0..<workforce.size).flatMap { number -> [(text: String, number: Int)] in
            guard let account = account(number) else { return [] }
            return [account.name, account.displayName].map { (text: $0.lowercased(), number: number) }
        }
        let index = BeginningIndex(entries)
        beginnings = index
        return index
    }

    private func account(_ place: Int) -> JiraAccount? {
        guard place != workforce.company.withoutJira, let member = workforce.member(place) else { return nil }
        return JiraAccount(
            key: "JIRAUSER\(20_000 + place)", name: member.login, email: member.email,
            displayName: member.displayName, active: member.isActive)
    }
}
