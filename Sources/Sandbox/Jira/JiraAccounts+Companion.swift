/// The script at Jira writes user properties, their names and values as the pages can still edit them.
extension JiraAccounts: CompanionAccounts {
    func holder(named name: String) -> (name: String, key: String)? {
        account(named: name).map { ($0.name, $0.key) }
    }

    func values(of name: String) -> [String: String] { properties(of: name) }

    nonisolated func error(inName name: String) -> String? {
        (1...200).contains(name.count) ? nil : "a name has 1 to 200 characters"
    }

    nonisolated var longestValue: Int { PropertyRules.longestValue }
}
