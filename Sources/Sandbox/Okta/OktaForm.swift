import Domain
import Foundation

/// People as Okta writes them down: a status, and a flat profile beside the org's own attributes
/// (contracts/okta.md, Users).
struct OktaForm: RecordForm {
    let system = SandboxSystem.okta

    /// Out of the ordinary are the one whose account is suspended, the last one, who has left, and every second
    /// manager's `managerId`, which is a login: in practice both are found there.
    func founded(_ number: Int, in roster: Roster) -> Person {
        let source = roster.person(number)
        let leaver = number == roster.size - 1 && roster.size > 4
        let status = leaver ? "DEPROVISIONED" : number == roster.disabled ? "SUSPENDED" : "ACTIVE"
        let created = source.text("employeeHireDate") ?? "2020-01-01T08:00:00Z"
        let stamp = created.replacing("Z", with: ".000Z")
        let attributes: [String: AttributeValue] = [
            "id": .text(Self.id(of: number, in: roster)), "status": .text(status), "created": .text(stamp),
            "activated": .text(stamp), "statusChanged": .text(stamp), "lastLogin": .null, "lastUpdated": .text(stamp),
            "passwordChanged": .null, "type": .object(["id": .text("otyfnly5cQjJT9PnR0g4")]),
            "profile": .object(profile(number, source, roster)),
            "credentials": .object([
                "provider": .object(["type": .text("OKTA"), "name": .text("OKTA")])
            ]),
        ]
        return person(attributes, id: Self.id(of: number, in: roster))
    }

    private func profile(_ number: Int, _ source: Person, _ roster: Roster) -> [String: AttributeValue] {
        let login = "\(roster.login(of: number))@\(roster.domain)"
        var profile: [String: AttributeValue] = [
            // Empty ones are null or absent, as it comes.
            "login": .text(login), "email": .text(login), "secondEmail": .null, "organization": .text("Fabrikam"),
            "division": .null, "remote": .flag(number % 3 == 0),
            "skills": .list([.text("Swift"), .text("Kaffee & Kuchen")]),
        ]
        let names = [
            "firstName": "givenName", "lastName": "surname", "displayName": "displayName", "title": "jobTitle",
            "department": "department", "employeeNumber": "employeeId", "userType": "employeeType",
            "mobilePhone": "mobilePhone", "primaryPhone": "businessPhones[0]", "streetAddress": "streetAddress",
            "city": "city", "state": "state", "zipCode": "postalCode", "countryCode": "usageLocation",
            "preferredLanguage": "preferredLanguage", "officeLocation": "officeLocation",
            "costCenter": "onPremisesExtensionAttributes.extensionAttribute1",
        ]
        for (name, path) in names { profile[name] = source.text(path).map(AttributeValue.text) }
        if let manager = roster.managerNumber(of: number) {
            let name = roster.name(of: manager)
            profile["manager"] = .text("\(name.given) \(name.surname)")
            profile["managerId"] = .text(
                number % 2 == 0
                    ? Self.id(of: manager, in: roster) : "\(roster.login(of: manager))@\(roster.domain)")
        }
        return profile
    }

    func addresses(of person: Person) -> [String] { [person.text("profile.login"), person.email].compactMap { $0 } }

    func takes(_ path: AttributePath) -> Bool {
        if path.text == "status" { return true }
        guard path.root == "profile", path.segments.count > 1, case .member(let name) = path.segments[1] else {
            return false
        }
        return OktaSchema.knows(name)
    }

    func touched(_ attributes: [String: AttributeValue], id: String, statusChanged: Bool) -> Person {
        var attributes = attributes
        let now = AttributeValue.text(Timestamp.milliseconds(Date()))
        attributes["lastUpdated"] = now
        if statusChanged { attributes["statusChanged"] = now }
        return person(attributes, id: id)
    }

    private func person(_ attributes: [String: AttributeValue], id: String) -> Person {
        Person(id: id, attributes: attributes, managerID: attributes["profile"]?["managerId"]?.text, directory: .okta)
    }

    /// `00u` and seventeen letters and digits.
    static func id(of number: Int, in roster: Roster) -> String {
        let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
        var text = "00u", rest = (roster.hash(number, 31), roster.hash(number, 32))
        for place in 0..<17 {
            let digit: UInt64
            if place < 10 {
                (rest.0, digit) = rest.0.quotientAndRemainder(dividingBy: 62)
            } else {
                (rest.1, digit) = rest.1.quotientAndRemainder(dividingBy: 62)
            }
            text.append(digits[Int(digit)])
        }
        return text
    }
}
