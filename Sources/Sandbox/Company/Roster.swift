import Domain

/// The company as it was founded: a pure function of the seed, so that 200,000 people need no memory.
///
/// People are numbered from 0, the head of the company; numbers are found again from ids, logins and employee numbers
/// by arithmetic.
struct Roster: Sendable {
    let size: Int
    let domain: String
    private let seed: UInt64
    private let names = NamePool()
    private let multiplier: Int
    private let inverse: Int
    private let offset: Int
    /// Where in the endless row of names this company's begin, so that two companies have nobody's name in common.
    private let firstName: Int
    private let hasServiceAccounts: Bool

    init(size: Int, seed: UInt64, domain: String) {
        self.init(size: min(max(size, 8), 1_000_000), seed: seed, domain: domain, firstName: 0, serviceAccounts: true)
    }

    /// A smaller company that goes on with the names where this one ends, and has no service accounts.
    func branch(after others: Int = 0, size: Int, domain: String) -> Roster {
        Roster(
            size: min(max(size, 4), 20_000), seed: seed, domain: domain, firstName: self.size + others,
            serviceAccounts: false)
    }

    private init(size: Int, seed: UInt64, domain: String, firstName: Int, serviceAccounts: Bool) {
        self.size = size
        self.firstName = firstName
        hasServiceAccounts = serviceAccounts
        self.seed = seed
        self.domain = domain
        let hash = Self.mix(seed)
        let odd = (hash >> 3) | 1
        // Newton's iteration: each step doubles the correct low bits of the inverse modulo a power of two.
        var inverse = odd
        for _ in 0..<6 { inverse = inverse &* (2 &- odd &* inverse) }
        multiplier = Int(odd % UInt64(NamePool.count))
        self.inverse = Int(inverse % UInt64(NamePool.count))
        offset = Int(hash % UInt64(NamePool.count))
    }

    /// Service accounts are the last ones.
    var serviceAccounts: Range<Int> { size - (hasServiceAccounts ? max(2, min(size / 200, 500)) : 0)..<size }
    /// The one whose account is switched off.
    var disabled: Int { min(3, size - 3) }
    /// Somebody who never got a Jira account.
    var withoutJira: Int { min(4, size - 3) }
    /// Somebody whose address a second, old Jira account has too.
    var withTwoAccounts: Int { min(2, size - 3) }

    func managerNumber(of number: Int) -> Int? {
        number == 0 || serviceAccounts.contains(number) ? nil : (number - 1) / Workplaces.departments.count
    }

    func login(of number: Int) -> String {
        if serviceAccounts.contains(number) {
            let position = number - serviceAccounts.lowerBound, known = Workplaces.serviceAccounts
            return position < known.count ? known[position] : "svc-job\(position + 1)"
        }
        let login = names.name(combination(of: number)).login, round = (number + firstName) / NamePool.count
        return round == 0 ? login : "\(login)\(round + 1)"
    }

    func number(ofLogin login: String) -> Int? {
        let login = login.lowercased()
        if login.hasPrefix("svc-"), hasServiceAccounts {
            return serviceAccounts.prefix(512).first { self.login(of: $0) == login }
        }
        let name = String(login.prefix { !$0.isNumber })
        guard let combination = names.index(ofLogin: name) else { return nil }
        let digits = login.dropFirst(name.count)
        guard let round = digits.isEmpty ? 1 : Int(digits), (1...size + firstName).contains(round) else { return nil }
        let place = (combination - offset + NamePool.count) * inverse % NamePool.count
        let number = (round - 1) * NamePool.count + place - firstName
        return (0..<size).contains(number) && self.login(of: number) == login ? number : nil
    }

    func id(of number: Int) -> String {
        let first = Self.scramble(UInt32(number) ^ UInt32(truncatingIfNeeded: seed))
        let high = hash(number, 1), low = hash(number, 2)
        let text = hex(UInt64(first), 8) + hex(high, 16) + hex(low, 8)
        let digits = Array(text)
        return [digits[0..<8], digits[8..<12], ["4"] + digits[13..<16], ["a"] + digits[17..<20], digits[20..<32]]
            .map { String($0) }.joined(separator: "-")
    }

    func number(ofID id: String) -> Int? {
        guard id.utf8.count == 36, let first = UInt32(id.prefix(8), radix: 16) else { return nil }
        let number = Int(Self.unscramble(first) ^ UInt32(truncatingIfNeeded: seed))
        return number < size && self.id(of: number) == id.lowercased() ? number : nil
    }

    func employeeID(of number: Int) -> String { "E\(10_001 + number)" }

    func number(ofEmployeeID id: String) -> Int? {
        guard id.hasPrefix("E"), let value = Int(id.dropFirst()) else { return nil }
        let number = value - 10_001
        return (0..<size).contains(number) && !serviceAccounts.contains(number) ? number : nil
    }

    func name(of number: Int) -> NamePool.FullName { names.name(combination(of: number)) }

    /// An evenly spread number, the same for the same person and `salt`.
    func hash(_ number: Int, _ salt: UInt64) -> UInt64 {
        Self.mix(seed &+ Self.mix(UInt64(number + firstName) &+ salt &* 0x9E37_79B9_7F4A_7C15))
    }

    private func combination(of number: Int) -> Int {
        ((number + firstName) % NamePool.count * multiplier + offset) % NamePool.count
    }

    private func hex(_ value: UInt64, _ digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.count)) + text.suffix(digits)
    }

    /// SplitMix64's finalizer.
    private static func mix(_ value: UInt64) -> UInt64 {
        var z = value &+ 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// One to one, so that an id leads back to its number; the second factor is the first's inverse modulo 2³².
    private static func scramble(_ value: UInt32) -> UInt32 {
        let turned = value &* 0x9E37_79B1
        return (turned ^ (turned >> 16))
    }

    private static func unscramble(_ value: UInt32) -> UInt32 {
        (value ^ (value >> 16)) &* inverseFactor
    }

    private static let inverseFactor: UInt32 = {
        var inverse: UInt32 = 0x9E37_79B1
        for _ in 0..<5 { inverse = inverse &* (2 &- 0x9E37_79B1 &* inverse) }
        return inverse
    }()
}
