import Domain

extension TargetPromise {
    /// - Throws: `TargetPromiseBroken` when the target of `stand` does not keep this promise.
    public func check(on stand: any TargetStand) async throws {
        switch self {
        case .findsByName, .findsByMail, .findsNoBeginnings, .keepsCaseWhereAsked, .tellsSeveral, .findsInactive,
            .findsByKey, .missesVanished:
            try await checkFinding(on: stand)
        case .readsWhatIsAsked, .writesAndReadsBack, .clears, .leavesOthersAlone, .writesNothingTwice,
            .roundTripsAwkwardTexts, .failsOneValueAlone, .objectsInWords, .probes:
            try await checkValues(on: stand)
        case .refusedCredentials: try await fails(.credentials, stand, .refusesCredentials)
        case .forbidden: try await fails(.forbidden, stand, .forbids)
        case .throttled: try await fails(.throttled(retryAfter: .seconds(17)), stand, .throttles(17))
        case .down: try await fails(.unreachable, stand, .down)
        case .slow: for mood in [TargetMood.silent, .drips] { try await fails(.unreachable, stand, mood) }
        case .html: try await fails(.unreachable, stand, .answersHTML)
        case .cutOff: try await fails(.malformed, stand, .cutsOff)
        case .tooLong: try await fails(.malformed, stand, .answersTooMuch)
        case .elsewhere: try await fails(.malformed, stand, .sendsElsewhere)
        case .oneUserFails: try await fails(.refused, stand, .failsOneUser)
        }
    }

    private func checkFinding(on stand: any TargetStand) async throws {
        let ada = StandAccount(key: "K1", name: "ada", email: "ada@example.com")
        let more = StandAccount(key: "K2", name: "ada.byron", email: "ada@example.com.au")
        let left = StandAccount(key: "K3", name: "left", email: "left@example.com", active: false)
        let twins = ["K4", "K5"].map { StandAccount(key: $0, name: "twin-\($0)", email: "twins@example.com") }
        let name = self
        try await stand.with([ada, more, left] + twins, mood: .well) { target in
            func find(_ attribute: MatchRule.Target, _ value: String, exactly: Bool = false) async throws -> Set<String>
            {
                let match = TargetMatch(attribute, value, caseSensitive: exactly)
                return Set(try await target.users(matching: match).map(\.key))
            }
            switch name {
            case .findsByName: try same(try await find(.username, "ADA"), ["K1"])
            case .findsByMail: try same(try await find(.email, "Ada@Example.com"), ["K1"])
            case .findsNoBeginnings:
                try same(try await find(.email, "ada@"), [])
                try same(try await find(.username, "ad"), [])
                try same(try await find(.username, ""), [])
            case .keepsCaseWhereAsked:
                try same(try await find(.username, "Ada", exactly: true), [])
                try same(try await find(.email, "ada@example.com", exactly: true), ["K1"])
            case .tellsSeveral: try same(try await find(.email, "twins@example.com"), ["K4", "K5"])
            case .findsInactive:
                try same(
                    try await target.users(matching: TargetMatch(.username, "left")).map(\.withoutMail),
                    [left.user.withoutMail])
            case .findsByKey: try same(try await target.user(key: "K1")?.withoutMail, ada.user.withoutMail)
            default: try same(try await target.user(key: "K9"), nil)
            }
        }
    }

    private func checkValues(on stand: any TargetStand) async throws {
        let (first, second) = stand.attributes
        let ada = StandAccount(
            key: "K1", name: "ada", email: "ada@example.com", values: [first: "R&D", second: "Berlin <Mitte>"])
        let promise = self
        let impossible = stand.impossible
        try await stand.with([ada], mood: .well) { target in
            func values() async throws -> [TargetAttribute: String] {
                try await target.values(of: ada.user, attributes: [first, second])
            }
            func apply(_ changes: [TargetAttribute: String?]) async throws -> [TargetAttribute: AttributeResult] {
                let rows = changes.map { TargetChange($0.key, old: ada.values[$0.key], new: $0.value) }
                return try await target.apply(rows, to: ada.user)
            }
            switch promise {
            case .readsWhatIsAsked:
                try same(try await target.values(of: ada.user, attributes: [second]), [second: "Berlin <Mitte>"])
            case .writesAndReadsBack:
                try same(try await apply([first: "Sales", second: "Köln"]), [first: .written, second: .written])
                try same(try await values(), [first: "Sales", second: "Köln"])
            case .clears:
                try same(try await apply([first: nil]), [first: .written])
                try same(try await values(), [second: "Berlin <Mitte>"])
                try same(try await apply([first: nil]), [first: .written])
            case .leavesOthersAlone:
                _ = try await apply([first: "Sales"])
                try same(try await values()[second], "Berlin <Mitte>")
            case .writesNothingTwice:
                for _ in 0..<2 { try same(try await apply([first: "Sales"]), [first: .written]) }
            case .roundTripsAwkwardTexts:
                for text in ["<script>&amp;\"'\\", "👩🏽‍💻 é 漢字", "a+b=c%20d&e#f;g"] {
                    try same(try await apply([first: text]), [first: .written])
                    try same(try await values()[first], text)
                }
            case .failsOneValueAlone:
                let results = try await apply([first: impossible, second: "Köln"])
                try same(results[second], .written)
                guard case .refused = results[first] else { throw TargetPromiseBroken(description: "not refused") }
                try same(try await values(), [first: "R&D", second: "Köln"])
            case .objectsInWords:
                guard let words = target.objection(to: impossible, for: first), !words.contains(impossible) else {
                    throw TargetPromiseBroken(description: "no objection, or one with the value in it")
                }
                try same(target.objection(to: "R&D", for: first), nil)
                try same(target.objection(to: nil, for: first), nil)
            default: try await target.probe()
            }
        }
    }

    private func fails(_ code: TargetError.Code, _ stand: any TargetStand, _ mood: TargetMood) async throws {
        let (first, second) = stand.attributes
        let ada = StandAccount(key: "K1", name: "ada", email: "ada@example.com", values: [first: "s3cret-value"])
        try await stand.with([ada], mood: mood) { target in
            for body in [
                { _ = try await target.user(key: "K1") },
                { _ = try await target.users(matching: TargetMatch(.email, "ada@example.com")) },
                { _ = try await target.values(of: ada.user, attributes: [first]) },
                { _ = try await target.apply([TargetChange(second, old: nil, new: "another-s3cret")], to: ada.user) },
            ] as [@Sendable () async throws -> Void] {
                do {
                    try await body()
                } catch let error as TargetError {
                    try same(error.code, code)
                    guard !error.description.contains("s3cret") else {
                        throw TargetPromiseBroken(description: "a value stands in the error")
                    }
                    continue
                }
                throw TargetPromiseBroken(description: "nothing was thrown where \(code) was due")
            }
        }
    }

    private func same<Value: Equatable>(_ found: Value, _ wanted: Value) throws {
        guard found != wanted else { return }
        throw TargetPromiseBroken(description: "\(rawValue): \(found) where \(wanted) was due")
    }
}

extension TargetUser {
    /// Not every target tells the address wherever it tells of an account.
    fileprivate var withoutMail: TargetUser { TargetUser(key: key, name: name, active: active) }
}
