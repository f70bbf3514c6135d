import Domain
import Hummingbird

/// Which attributes a user's profile can have (contracts/okta.md, Users): the only way to tell unknown from empty.
enum OktaSchema {
    static let base = [
        "login", "email", "secondEmail", "firstName", "lastName", "middleName", "honorificPrefix", "honorificSuffix",
        "displayName", "nickName", "profileUrl", "title", "department", "division", "organization", "costCenter",
        "employeeNumber", "userType", "mobilePhone", "primaryPhone", "streetAddress", "city", "state", "zipCode",
        "countryCode", "postalAddress", "preferredLanguage", "locale", "timezone", "manager", "managerId",
    ]
    /// The org's own attributes, by type.
    static let custom = ["officeLocation": "string", "skills": "array", "remote": "boolean", "deskNumber": "integer"]

    static func knows(_ name: String) -> Bool { base.contains(name) || custom[name] != nil }

    static func json(origin: String) -> AttributeValue {
        .object([
            "id": .text("\(origin)/meta/schemas/user/default"),
            "$schema": .text("http://json-schema.org/draft-04/schema#"), "name": .text("user"),
            "title": .text("User"), "type": .text("object"),
            "definitions": .object([
                "base": group("#base", Dictionary(uniqueKeysWithValues: base.map { ($0, "string") })),
                "custom": group("#custom", custom),
            ]),
            "properties": .object([
                "profile": .object([
                    "allOf": .list([
                        .object(["$ref": .text("#/definitions/custom")]),
                        .object(["$ref": .text("#/definitions/base")]),
                    ])
                ])
            ]),
        ])
    }

    private static func group(_ id: String, _ types: [String: String]) -> AttributeValue {
        let properties = types.mapValues { type -> AttributeValue in
            .object(["title": .text("A title"), "type": .text(type), "scope": .text("NONE")])
        }
        return .object([
            "id": .text(id), "type": .text("object"), "properties": .object(properties), "required": .list([]),
        ])
    }
}
