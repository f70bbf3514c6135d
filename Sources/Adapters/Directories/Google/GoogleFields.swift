import Domain

/// The standard attributes of a user (contracts/google.md, Users; the Directory API's discovery document).
///
/// Google leaves empty attributes out of its answers and says nothing of names that it does not know: what is not in
/// this list and not in an answer is unknown, never empty.
enum GoogleFields {
    enum Shape {
        /// A text, number or flag.
        case value
        /// A list of texts.
        case values
        /// An object with these members.
        case object(Set<String>)
        /// A list of objects with these members.
        case objects(Set<String>)
        /// Custom schemas: what is in them is the customer's own matter.
        case custom
    }

    static let relation: Set<String> = ["customType", "type", "value"]

    static let all: [String: Shape] = [
        "addresses": .objects([
            "country", "countryCode", "customType", "extendedAddress", "formatted", "locality", "poBox", "postalCode",
            "primary", "region", "sourceIsStructured", "streetAddress", "type",
        ]),
        "agreedToTerms": .value, "aliases": .values, "archived": .value, "changePasswordAtNextLogin": .value,
        "creationTime": .value, "customSchemas": .custom, "customerId": .value, "deletionTime": .value,
        "emails": .objects(["address", "customType", "primary", "type"]), "etag": .value,
        "externalIds": .objects(["customType", "type", "value"]),
        "gender": .object(["addressMeAs", "customGender", "type"]), "id": .value,
        "ims": .objects(["customProtocol", "customType", "im", "primary", "protocol", "type"]),
        "includeInGlobalAddressList": .value, "ipWhitelisted": .value, "isAdmin": .value, "isDelegatedAdmin": .value,
        "isEnforcedIn2Sv": .value, "isEnrolledIn2Sv": .value, "isGuestUser": .value, "isMailboxSetup": .value,
        "keywords": .objects(["customType", "type", "value"]), "kind": .value,
        "languages": .objects(["customLanguage", "languageCode", "preference"]), "lastLoginTime": .value,
        "locations": .objects([
            "area", "buildingId", "customType", "deskCode", "floorName", "floorSection", "type",
        ]),
        "name": .object(["displayName", "familyName", "fullName", "givenName"]), "nonEditableAliases": .values,
        "notes": .object(["contentType", "value"]), "orgUnitPath": .value,
        "organizations": .objects([
            "costCenter", "customType", "department", "description", "domain", "fullTimeEquivalent", "location", "name",
            "primary", "symbol", "title", "type",
        ]),
        "phones": .objects(["customType", "primary", "type", "value"]),
        "posixAccounts": .objects([
            "accountId", "gecos", "gid", "homeDirectory", "operatingSystemType", "primary", "shell", "systemId", "uid",
            "username",
        ]),
        "primaryEmail": .value, "recoveryEmail": .value, "recoveryPhone": .value, "relations": .objects(relation),
        "sshPublicKeys": .objects(["expirationTimeUsec", "fingerprint", "key"]), "suspended": .value,
        "suspensionReason": .value, "thumbnailPhotoEtag": .value, "thumbnailPhotoUrl": .value,
        "websites": .objects(["customType", "primary", "type", "value"]),
    ]

    /// The part of `path` that is no standard attribute, as `Profile.unknown` has it; nil where all of it is, or where
    /// it leads into custom schemas.
    static func unknownName(in path: AttributePath) -> String? {
        guard let shape = all[path.root] else { return path.root }
        let members = path.segments.dropFirst().compactMap { segment -> String? in
            if case .member(let name) = segment { name } else { nil }
        }
        guard let first = members.first else { return nil }
        switch shape {
        case .custom: return nil
        case .value, .values: return "\(path.root).\(first)"
        case .object(let known), .objects(let known):
            if !known.contains(first) { return "\(path.root).\(first)" }
            return members.count > 1 ? "\(path.root).\(first).\(members[1])" : nil
        }
    }

    /// The member that a filter in `path` asks for and that elements of this list never have.
    static func unknownFilter(in path: AttributePath) -> String? {
        guard case .objects(let known)? = all[path.root] else { return nil }
        for case .filter(let member, _) in path.segments where !known.contains(member) { return member }
        return nil
    }

    /// Whether `name` is an object, whose members may be missing.
    static func isObject(_ name: String) -> Bool {
        switch all[name] {
        case .object, .custom: true
        default: false
        }
    }

    /// What an attribute is that is not in an answer: whether somebody may sign in is never an open question.
    static func absent(_ name: String) -> AttributeValue {
        name == "suspended" || name == "archived" ? .flag(false) : .null
    }

    /// A single object or text in place of a list stands for a list of one.
    static func normalized(_ value: AttributeValue, of name: String) -> AttributeValue {
        switch (all[name], value) {
        case (.objects, .object), (.values, .text): .list([value])
        default: value
        }
    }

    /// `primary` is absent rather than false, and without one the first counts: written out for paths that ask for it.
    static func withPrimary(_ value: AttributeValue) -> AttributeValue {
        guard case .list(let elements) = value else { return value }
        let isTold = elements.contains { $0["primary"] == .flag(true) }
        return .list(
            elements.enumerated().map { index, element in
                guard case .object(var members) = element, members["primary"] != .flag(true) else { return element }
                members["primary"] = .flag(!isTold && index == 0)
                return .object(members)
            })
    }
}
