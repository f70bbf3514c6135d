import Domain
import Foundation

/// People as Google writes them down: lists of typed values, and custom schemas beside them
/// (contracts/google.md, Users).
struct GoogleForm: RecordForm {
    let system = SandboxSystem.google

    /// What a user can have; anything else is no attribute.
    private static let fields: Set = [
        "primaryEmail", "name", "suspended", "archived", "orgUnitPath", "emails", "aliases", "phones", "ims",
        "websites", "organizations", "locations", "addresses", "relations", "externalIds", "customSchemas",
        "recoveryEmail", "languages", "keywords",
    ]

    func founded(_ number: Int, in roster: Roster) -> Person {
        let source = roster.person(number), email = Self.email(of: number, in: roster)
        let id = Self.id(of: number, in: roster)
        func text(_ path: String) -> AttributeValue { .text(source.text(path) ?? "") }
        var phones: [AttributeValue] = [.object(["type": .text("work"), "value": text("businessPhones[0]")])]
        if let mobile = source.text("mobilePhone") {
            phones.insert(.object(["type": .text("mobile"), "value": .text(mobile)]), at: 0)
        }
        var attributes: [String: AttributeValue] = [
            "kind": .text("admin#directory#user"), "id": .text(id), "customerId": .text("C03az79cb"),
            "primaryEmail": .text(email), "isAdmin": .flag(number == 0), "suspended": .flag(number == roster.disabled),
            "archived": .flag(false), "orgUnitPath": .text("/\(source.text("department") ?? "")"),
            "creationTime": text("employeeHireDate"),
            "name": .object([
                "givenName": text("givenName"), "familyName": text("surname"), "fullName": text("displayName"),
            ]),
            "emails": .list([.object(["address": .text(email), "primary": .flag(true)])]), "phones": .list(phones),
            "organizations": .list([
                .object([
                    "title": text("jobTitle"), "department": text("department"), "name": .text("Northwind"),
                    "location": text("officeLocation"), "description": text("employeeType"), "primary": .flag(true),
                    "costCenter": text("onPremisesExtensionAttributes.extensionAttribute1"),
                ])
            ]),
            "addresses": .list([
                .object([
                    "type": .text("work"), "locality": text("city"), "streetAddress": text("streetAddress"),
                    "postalCode": text("postalCode"), "country": text("country"),
                ])
            ]),
            "externalIds": .list([.object(["type": .text("organization"), "value": text("employeeId")])]),
            "customSchemas": .object([
                "HR": .object([
                    "costCentre": text("onPremisesExtensionAttributes.extensionAttribute1"),
                    "badges": .list([
                        .object(["value": .text("Kaffee & Kuchen"), "type": .text("work")]),
                        .object(["value": .text("🚲"), "type": .text("home")]),
                    ]),
                ])
            ]),
        ]
        if let manager = roster.managerNumber(of: number) {
            attributes["relations"] = .list([
                .object(["type": .text("manager"), "value": .text(Self.email(of: manager, in: roster))])
            ])
        }
        return touched(attributes, id: id, statusChanged: false)
    }

    func addresses(of person: Person) -> [String] {
        var addresses = [person.login]
        if case .list(let aliases)? = person.attributes["aliases"] { addresses += aliases.compactMap(\.string) }
        return addresses
    }

    func takes(_ path: AttributePath) -> Bool { Self.fields.contains(path.root) }

    /// The tag changes with every edit; who reports to whom is text.
    func touched(_ attributes: [String: AttributeValue], id: String, statusChanged: Bool) -> Person {
        var attributes = attributes
        attributes["etag"] = .text("\"sandbox/\(UUID().uuidString)\"")
        return Person(id: id, attributes: attributes, managerID: nil, directory: .google)
    }

    private static func email(of number: Int, in roster: Roster) -> String {
        "\(roster.login(of: number))@\(roster.domain)"
    }

    /// Twenty-one digits: too many for a double.
    static func id(of number: Int, in roster: Roster) -> String {
        let digits = String(roster.hash(number, 41) % 10_000_000_000) + "0000000000"
        let more = String(roster.hash(number, 42) % 10_000_000_000) + "0000000000"
        return "1" + digits.prefix(10) + more.prefix(10)
    }
}
