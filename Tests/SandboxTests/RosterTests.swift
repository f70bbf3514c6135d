import Domain
import Testing

@testable import Sandbox

@Suite struct RosterTests {
    @Test("finds everybody again by id, login and employee number", arguments: [8, 40, 5_000, 200_000])
    func inverts(_ size: Int) {
        let roster = Roster(size: size, seed: 7, domain: "contoso.example")
        for number in stride(from: 0, to: size, by: max(1, size / 500)) {
            #expect(roster.number(ofID: roster.id(of: number)) == number)
            #expect(roster.number(ofID: roster.id(of: number).uppercased()) == number)
            #expect(roster.number(ofLogin: roster.login(of: number)) == number)
            if !roster.serviceAccounts.contains(number) {
                #expect(roster.number(ofEmployeeID: roster.employeeID(of: number)) == number)
            }
        }
    }

    @Test("gives nobody another's login or id")
    func unique() {
        let roster = Roster(size: 6_000, seed: 3, domain: "contoso.example")
        #expect(Set((0..<6_000).map(roster.login(of:))).count == 6_000)
        #expect(Set((0..<6_000).map(roster.id(of:))).count == 6_000)
    }

    @Test("writes logins in plain letters, whatever the name's script")
    func plainLogins() {
        let names = NamePool()
        for index in 0..<NamePool.count {
            let parts = names.name(index).login.split(separator: ".")
            #expect(parts.count == 2, "\(names.name(index).login)")
            #expect(parts.joined().allSatisfy { $0.isASCII && $0.isLowercase })
        }
    }

    @Test(
        "knows nobody by a name that was never given",
        arguments: ["", "nobody", "lena.mueller9999999", "svc-", "svc-x"])
    func unknown(_ login: String) {
        #expect(Roster(size: 40, seed: 1, domain: "contoso.example").number(ofLogin: login) == nil)
    }

    @Test("is the same company for the same seed, and another for another")
    func seeded() {
        func company(_ seed: UInt64) -> [Person] {
            let roster = Roster(size: 40, seed: seed, domain: "contoso.example")
            return (0..<40).map(roster.person)
        }
        #expect(company(1) == company(1))
        #expect(company(1) != company(2))
    }

    @Test("has every employee report, over some steps, to the head")
    func tree() {
        let roster = Roster(size: 400, seed: 1, domain: "contoso.example")
        for number in 1..<roster.serviceAccounts.lowerBound {
            var current = number, steps = 0
            while let manager = roster.managerNumber(of: current), steps < 10 {
                #expect(manager < current)
                (current, steps) = (manager, steps + 1)
            }
            #expect(current == 0)
        }
        #expect(roster.serviceAccounts.allSatisfy { roster.managerNumber(of: $0) == nil })
    }

    @Test("holds what real companies trip over: markup, an emoji, an ampersand, service accounts, a disabled account")
    func oddities() {
        let roster = Roster(size: 200, seed: 1, domain: "contoso.example")
        let people = (0..<200).map(roster.person)
        #expect(people.contains { $0.text("department") == "R&D" })
        #expect(people.contains { $0.text("officeLocation") == "Zürich 🏔️" })
        #expect(people.contains { $0.text("officeLocation")?.contains("<") == true })
        #expect(people.contains { $0.userPrincipalName.hasPrefix("svc-") })
        #expect(people.count { $0.attributes["accountEnabled"] == .flag(false) } == 1)
    }

    @Test("gives two companies nobody's login in common, however large the first is", arguments: [40, 2_000, 6_000])
    func branches(_ size: Int) {
        let company = Roster(size: size, seed: 5, domain: "contoso.example")
        let okta = company.branch(size: 300, domain: "fabrikam.example")
        let google = company.branch(after: okta.size, size: 300, domain: "northwind.example")
        let logins = [company, okta, google].flatMap { roster in (0..<roster.size).map(roster.login(of:)) }
        #expect(Set(logins).count == size + 600)
        for roster in [okta, google] {
            #expect(roster.serviceAccounts.isEmpty)
            for number in 0..<roster.size { #expect(roster.number(ofLogin: roster.login(of: number)) == number) }
        }
        let workforce = Workforce(company: company, branches: [okta, google])
        for place in stride(from: 0, to: workforce.size, by: 7) {
            #expect(workforce.member(place).flatMap { workforce.place(ofLogin: $0.login) } == place)
        }
        #expect(workforce.member(workforce.size) == nil)
        #expect(Set((0..<300).map { OktaForm.id(of: $0, in: okta) }).count == 300)
        #expect(Set((0..<300).map { GoogleForm.id(of: $0, in: google) }).count == 300)
    }
}
