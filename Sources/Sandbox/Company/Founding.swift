import Domain

/// Writes a person of the roster out in full, by Graph's names.
extension Roster {
    func person(_ number: Int) -> Person {
        let attributes = serviceAccounts.contains(number) ? serviceAccount(number) : employee(number)
        return Person(id: id(of: number), attributes: attributes, managerID: managerNumber(of: number).map(id(of:)))
    }

    private func employee(_ number: Int) -> [String: AttributeValue] {
        let name = name(of: number), login = login(of: number)
        let (department, depth) = position(of: number)
        let office = Workplaces.offices[Int(hash(number, 3) % UInt64(Workplaces.offices.count))]
        let line = "\(1000 + hash(number, 4) % 9000)"
        var extensions = Self.emptyExtensions
        extensions["extensionAttribute1"] = .text(department?.costCentre ?? "CC-1000")
        extensions["extensionAttribute2"] = hash(number, 5) % 3 == 0 ? .text("Works council") : .null
        var attributes = account(number, login: login, displayName: "\(name.given) \(name.surname)")
        attributes.merge([
            "accountEnabled": .flag(number != disabled),
            "givenName": .text(name.given),
            "surname": .text(name.surname),
            "mail": .text("\(login)@\(domain)"),
            "jobTitle": .text(title(department, depth)),
            "department": .text(department?.name ?? "Management"),
            "companyName": .text("Contoso"),
            "employeeId": .text(employeeID(of: number)),
            "employeeType": .text(hash(number, 6) % 12 == 0 ? "Contractor" : "Employee"),
            "employeeHireDate": .text(hireDate(of: number)),
            "officeLocation": .text(office.name),
            "streetAddress": .text(office.street),
            "postalCode": .text(office.postalCode),
            "city": .text(office.city),
            "state": office.state.map(AttributeValue.text) ?? .null,
            "country": .text(office.country),
            "usageLocation": .text(office.usageLocation),
            "preferredLanguage": .text(name.language),
            "businessPhones": .list([.text("\(office.phone) \(line)")]),
            "mobilePhone": hash(number, 7) % 4 == 0 ? .null : .text("+49 170 555\(line)"),
            "proxyAddresses": .list([.text("SMTP:\(login)@\(domain)")]),
            "onPremisesExtensionAttributes": .object(extensions),
        ]) { $1 }
        return attributes
    }

    private func serviceAccount(_ number: Int) -> [String: AttributeValue] {
        let login = login(of: number)
        return account(number, login: login, displayName: login)
    }

    private func account(_ number: Int, login: String, displayName: String) -> [String: AttributeValue] {
        var attributes = Self.empty
        attributes["id"] = .text(id(of: number))
        attributes["accountEnabled"] = .flag(true)
        attributes["displayName"] = .text(displayName)
        attributes["userPrincipalName"] = .text("\(login)@\(domain)")
        attributes["mailNickname"] = .text(login)
        attributes["onPremisesSamAccountName"] = .text(String(login.prefix(20)))
        attributes["userType"] = .text("Member")
        attributes["createdDateTime"] = .text(hireDate(of: number))
        return attributes
    }

    /// The department is that of the head's direct report above; the depth counts from the department's head.
    private func position(of number: Int) -> (Workplaces.Department?, depth: Int) {
        var current = number, depth = 0
        while let manager = managerNumber(of: current), manager != 0 {
            current = manager
            depth += 1
        }
        return current == 0 ? (nil, 0) : (Workplaces.departments[(current - 1) % Workplaces.departments.count], depth)
    }

    private func title(_ department: Workplaces.Department?, _ depth: Int) -> String {
        guard let department else { return "Chief Executive Officer" }
        return department.titles[min(depth, department.titles.count - 1)]
    }

    private func hireDate(of number: Int) -> String {
        let hash = hash(number, 8)
        let month = 1 + hash / 100 % 12, day = 1 + hash / 10_000 % 28
        return "\(2004 + hash % 21)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)T08:00:00Z"
    }

    static let emptyExtensions: [String: AttributeValue] = Dictionary(
        uniqueKeysWithValues: (1...15).map { ("extensionAttribute\($0)", .null) })

    /// Every name of the directory that the imitation knows, without values.
    static let empty: [String: AttributeValue] = {
        let single = [
            "id", "accountEnabled", "ageGroup", "city", "companyName", "consentProvidedForMinor", "country",
            "createdDateTime", "creationType", "deletedDateTime", "department", "displayName", "employeeHireDate",
            "employeeId", "employeeLeaveDateTime", "employeeOrgData", "employeeType", "externalUserState", "faxNumber",
            "givenName", "jobTitle", "legalAgeGroupClassification", "mail", "mailNickname", "mobilePhone",
            "officeLocation", "onPremisesDistinguishedName", "onPremisesDomainName", "onPremisesImmutableId",
            "onPremisesLastSyncDateTime", "onPremisesSamAccountName", "onPremisesSecurityIdentifier",
            "onPremisesSyncEnabled", "onPremisesUserPrincipalName", "passwordPolicies", "postalCode",
            "preferredDataLocation", "preferredLanguage", "showInAddressList", "state", "streetAddress", "surname",
            "usageLocation", "userPrincipalName", "userType",
        ]
        var result = Dictionary(uniqueKeysWithValues: single.map { ($0, AttributeValue.null) })
        for list in ["businessPhones", "imAddresses", "otherMails", "proxyAddresses"] { result[list] = .list([]) }
        result["onPremisesExtensionAttributes"] = .object(emptyExtensions)
        return result
    }()
}
