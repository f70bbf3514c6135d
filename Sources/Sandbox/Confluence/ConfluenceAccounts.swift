/// Confluence's accounts and their six profile fields.
///
/// Everybody of the workforce has one under the login that they were founded with; the edit form can rename them.
actor ConfluenceAccounts {
    static let fields = ["phone", "im", "website", "position", "department", "location"]

    private let workforce: Workforce
    private let specials: [ConfluenceAccount]
    /// By key: what was edited since.
    private var edited: [String: ConfluenceAccount] = [:]
    /// By lower-cased user name that a rename ever gave: the key.
    private var given: [String: String] = [:]
    /// By key; those never written to have what they were founded with.
    private var written: [String: [String: String]] = [:]

    init(workforce: Workforce, administrator: String) {
        self.workforce = workforce
        let twin = workforce.twin
        specials = [
            ConfluenceAccount(
                key: Self.key(0xAD), name: administrator, fullName: "Rollcall",
                email: "\(administrator)@\(workforce.company.domain)", isActive: true, about: ""),
            ConfluenceAccount(
                key: Self.key(0x01D), name: twin.login, fullName: twin.displayName, email: twin.email, isActive: true,
                about: ""),
        ]
    }

    /// Without case.
    func account(named name: String) -> ConfluenceAccount? {
        let name = name.lowercased()
        let key =
            given[name] ?? specials.first { $0.name.lowercased() == name }?.key
            ?? workforce.place(ofLogin: name).map { Self.key(Self.firstPlace + $0) }
        guard let account = key.flatMap({ account(key: $0) }), account.name.lowercased() == name else { return nil }
        return account
    }

    func account(key: String) -> ConfluenceAccount? {
        if let account = edited[key] ?? specials.first(where: { $0.key == key }) { return account }
        guard key.count == 32, key.hasPrefix(Self.keyStart), let number = Int(key.dropFirst(8), radix: 16) else {
            return nil
        }
        return workforce.member(number - Self.firstPlace).map(founded)
    }

    /// Everybody from that place on, as many as `limit`.
    func page(from start: Int, limit: Int) -> [ConfluenceAccount] {
        let end = min(max(0, start) + limit, specials.count + workforce.size)
        return (min(max(0, start), end)..<end).compactMap { place in
            let key =
                place < specials.count ? specials[place].key : Self.key(Self.firstPlace + place - specials.count)
            return account(key: key)
        }
    }

    /// Takes over what the edit form brought, a new user name included.
    func replace(by account: ConfluenceAccount) {
        edited[account.key] = account
        given[account.name.lowercased()] = account.key
    }

    /// Those that are not empty.
    func details(key: String) -> [String: String] {
        if let details = written[key] { return details }
        // Kept by hand, in a field that the demo maps to nobody: a sync that touches it is wrong.
        guard let number = Int(key.dropFirst(8), radix: 16), number % 5 == 1 else { return [:] }
        return ["im": "xmpp:\"someone\" <im@chat.example> & co"]
    }

    /// All at once; nil removes.
    func change(_ changes: [String: String?], key: String) {
        var details = details(key: key)
        for (field, value) in changes { details[field] = value }
        written[key] = details
    }

    private func founded(_ member: Workforce.Member) -> ConfluenceAccount {
        ConfluenceAccount(
            key: Self.key(Self.firstPlace + member.place), name: member.login, fullName: member.displayName,
            email: member.email, isActive: member.isActive,
            about: "Likes <b>tea</b> & biscuits ☕\nand a second line")
    }

    private static let keyStart = "8a8080a4"
    private static let firstPlace = 0x1000

    private static func key(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        return keyStart + String(repeating: "0", count: 24 - digits.count) + digits
    }
}

/// The script at Confluence writes the six fields.
extension ConfluenceAccounts: CompanionAccounts {
    func holder(named name: String) -> (name: String, key: String)? { account(named: name).map { ($0.name, $0.key) } }

    func values(of name: String) -> [String: String] { account(named: name).map { details(key: $0.key) } ?? [:] }

    func set(_ changes: [String: String?], of name: String) {
        if let account = account(named: name) { change(changes, key: account.key) }
    }

    nonisolated func error(inName name: String) -> String? {
        Self.fields.contains(name) ? nil : "is none of the six profile fields"
    }

    nonisolated var longestValue: Int { 255 }
}
