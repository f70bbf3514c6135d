import Domain

extension DirectoryPromise {
    private static let ada = StandPerson(
        id: "4f2c0000-0000-4000-8000-000000000001", login: "ada@example.com", mail: "ada.l@example.com",
        givenName: "<b>Ada</b> & 👩🏽‍💻", managerID: "4f2c0000-0000-4000-8000-000000000002")
    private static let boss = StandPerson(
        id: "4f2c0000-0000-4000-8000-000000000002", login: "boss@example.com", mail: nil, givenName: nil)

    /// - Throws: `PromiseBroken` when the directory of `stand` does not keep this promise.
    public func check(on stand: any DirectoryStand) async throws {
        let names = stand.attributes
        let ada = Self.ada
        switch self {
        case .readsWhatPathsName:
            try await on(stand) { directory in
                let profile = try await directory.profile(of: ada.id, paths: [AttributePath(names.givenName)])
                try same(profile.id, ada.id)
                try same(profile.member(names.givenName), .text("<b>Ada</b> & 👩🏽‍💻"))
                try same(profile.member(names.mail), nil)
            }
        case .tellsEmptyFromUnknown:
            try await on(stand) { directory in
                let paths: Set<AttributePath> = [try AttributePath(names.mail), try AttributePath("shoeSize")]
                let profile = try await directory.profile(of: Self.boss.id, paths: paths)
                try same(profile.member(names.mail), .null)
                try same(profile.attributes["shoeSize"], nil)
                try same(profile.unknown, ["shoeSize"])
            }
        case .readsTheManager:
            try await on(stand) { directory in
                let paths: Set<AttributePath> = [
                    try AttributePath("manager.\(names.login)"), try AttributePath("manager.shoeSize"),
                ]
                let profile = try await directory.profile(of: ada.id, paths: paths)
                try same(profile.member("manager.\(names.login)"), .text(Self.boss.login))
                try same(profile.unknown, ["manager.shoeSize"])
            }
        case .hasNoManager:
            try await on(stand) { directory in
                let paths: Set<AttributePath> = [try AttributePath("manager.\(names.login)")]
                try same(try await directory.profile(of: Self.boss.id, paths: paths).attributes["manager"], .null)
            }
        case .missesVanished:
            try await fails(.notFound, stand, .well) { try await $0.profile(of: Self.nobody, paths: []) }
        case .encodesIDs: try await encodesIDs(stand)
        case .findsByAttribute: try await findsByAttribute(stand)
        case .findsByName:
            try await on(stand) { directory in
                for name in [ada.id, ada.login, "ada.l@example.com"] {
                    try same(try await directory.users(named: name), [ada.id])
                }
                try same(try await directory.users(named: "nobody@example.com"), [])
            }
        case .probes: try await on(stand) { try await $0.probe() }
        case .refusedCredentials: try await fails(.credentials, stand, .refusesCredentials, Self.readAda)
        case .forbidden: try await fails(.forbidden, stand, .forbids, Self.readAda)
        case .throttled: try await fails(.throttled(retryAfter: .seconds(17)), stand, .throttles(17), Self.readAda)
        case .down: try await fails(.unreachable, stand, .down, Self.readAda)
        case .slow:
            for mood in [StandMood.silent, .drips] { try await fails(.unreachable, stand, mood, Self.readAda) }
        case .html: try await fails(.unreachable, stand, .answersHTML, Self.readAda)
        case .cutOff: try await fails(.malformed, stand, .cutsOff, Self.readAda)
        case .tooLong: try await fails(.malformed, stand, .answersTooMuch, Self.readAda)
        case .elsewhere: try await fails(.malformed, stand, .sendsElsewhere, Self.readAda)
        case .lacksSelected where !stand.namesEmptyAttributes:
            try await stand.with([ada], mood: .leavesOutGivenName) { directory in
                let path = try AttributePath(names.givenName)
                try same(try await directory.profile(of: ada.id, paths: [path]).value(at: path), .empty)
            }
        case .lacksSelected:
            try await fails(.malformed, stand, .leavesOutGivenName) { directory in
                try await directory.profile(of: ada.id, paths: [AttributePath(names.givenName)])
            }
        }
    }

    private static let nobody = "4f2c0000-0000-4000-8000-00000000dead"

    private static let readAda: @Sendable (any Directory) async throws -> Profile = { directory in
        try await directory.profile(of: ada.id, paths: [])
    }

    private func encodesIDs(_ stand: any DirectoryStand) async throws {
        let ids = ["🦊", "a/b", "a?b=c", "a#b", "50%", "$x", "..", "o'brien", "a b+c", "a\"<b>"]
        let people = ids.map { StandPerson(id: $0, login: $0 + "@x", mail: nil, givenName: nil) }
        try await stand.with(people, mood: .well) { directory in
            for id in ids { try same(try await directory.profile(of: id, paths: []).id, id) }
        }
    }

    private func findsByAttribute(_ stand: any DirectoryStand) async throws {
        let names = stand.attributes
        let people = ["o'brien@example.com", "two@example.com", "two@example.com"].enumerated().map { index, mail in
            StandPerson(id: "id-\(index)", login: "login-\(index)@example.com", mail: mail, givenName: "A & B=C+D#?")
        }
        try await stand.with(people, mood: .well) { directory in
            try same(try await directory.users(where: names.mail, equals: "o'brien@example.com"), ["id-0"])
            try same(try await directory.users(where: names.mail, equals: "two@example.com").count > 1, true)
            try same(try await directory.users(where: names.mail, equals: "nobody@example.com"), [])
            try same(try await directory.users(where: names.mail, equals: "' or 'a' eq 'a"), [])
            try same(try await directory.users(where: names.login, equals: "login-1@example.com"), ["id-1"])
            try same(try await directory.users(where: names.givenName, equals: "A & B=C+D#?").count > 1, true)
        }
    }

    private func on(
        _ stand: any DirectoryStand, _ body: @escaping @Sendable (any Directory) async throws -> Void
    ) async throws {
        try await stand.with([Self.ada, Self.boss], mood: .well, body)
    }

    private func fails(
        _ code: DirectoryError.Code, _ stand: any DirectoryStand, _ mood: StandMood,
        _ read: @escaping @Sendable (any Directory) async throws -> Profile
    ) async throws {
        try await stand.with([Self.ada, Self.boss], mood: mood) { directory in
            do {
                _ = try await read(directory)
            } catch let error as DirectoryError {
                return try same(error.code, code)
            }
            throw PromiseBroken(description: "\(code) was due, and nothing was thrown")
        }
    }
}

private func same<Value: Equatable>(_ found: Value, _ due: Value, line: UInt = #line) throws {
    if found != due { throw PromiseBroken(description: "line \(line): \(due) was due, not \(found)") }
}
