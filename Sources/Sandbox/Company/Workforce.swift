/// Everybody who has an account at the targets, whichever directory holds them.
///
/// A member's place says which account it is, however it is called: it counts through Entra ID's people first, so that
/// a large company needs no memory.
struct Workforce: Sendable {
    struct Member: Sendable {
        let place: Int
        let login: String
        let email: String
        let displayName: String
        let isActive: Bool
    }
    let company: Roster
    let rosters: [Roster]

    init(company: Roster, branches: [Roster]) {
        self.company = company
        rosters = [company] + branches
    }

    var size: Int { rosters.reduce(0) { $0 + $1.size } }

    func member(_ place: Int) -> Member? {
        var number = place
        guard number >= 0 else { return nil }
        for roster in rosters {
            if number < roster.size { return Self.member(number, of: roster, place: place) }
            number -= roster.size
        }
        return nil
    }

    /// Without case.
    func place(ofLogin login: String) -> Int? {
        var first = 0
        for roster in rosters {
            if let number = roster.number(ofLogin: login) { return first + number }
            first += roster.size
        }
        return nil
    }

    private static func member(_ number: Int, of roster: Roster, place: Int) -> Member {
        let login = roster.login(of: number)
        guard !roster.serviceAccounts.contains(number) else {
            return Member(place: place, login: login, email: "", displayName: login, isActive: true)
        }
        let name = roster.name(of: number)
        return Member(
            place: place, login: login, email: "\(login)@\(roster.domain)",
            displayName: "\(name.given) \(name.surname)", isActive: number != roster.disabled)
    }

    /// A second, older account of somebody: with the same address, so that a match by it is ambiguous.
    var twin: Member {
        let number = company.withTwoAccounts, login = company.login(of: number), name = company.name(of: number)
        return Member(
            place: -1, login: "\(login).old", email: "\(login)@\(company.domain)",
            displayName: "\(name.given) \(name.surname) (old)", isActive: true)
    }
}
