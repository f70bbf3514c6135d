import Domain

/// What every directory keeps whose users can be listed: run by each adapter over its `DirectoryStand`, whose IdP must
/// page as the real one does.
public enum ListingPromise: String, CaseIterable, Sendable {
    case listsEverybody = "lists everybody once, page by page"
    case readsAlike = "reads the users of a page as it reads one"
    case listsNobody = "lists nobody where there is nobody"
    case tellsUnknown = "names an unknown attribute for every user"
    case refusesCursors = "says expired of a cursor that is not its own, and of one for other attributes"
    case expired = "says expired when the IdP does not know the cursor any more"
    case refusedCredentials = "says credentials when they are refused"
    case forbidden = "says forbidden when a permission is missing"
    case throttled = "says throttled with the wait that the IdP asks for"
    case down = "says unreachable while the IdP is down"
    case slow = "says unreachable when no page comes in time, or none to its end"
    case html = "says unreachable of HTML in place of JSON"
    case cutOff = "says malformed of a page that is cut off"
    case tooLong = "says malformed of a page of 10 MB"
    case elsewhere = "follows no redirect to another host, and says malformed"
    case lacksSelected = "says malformed of a page that lacks a selected attribute, where empty ones are named"

    /// More than any IdP gives on two pages.
    private static let many = 2_100

    /// - Throws: `PromiseBroken` when the directory of `stand` does not keep this promise.
    public func check(on stand: any DirectoryStand) async throws {
        let names = stand.attributes
        switch self {
        case .listsEverybody: try await listsEverybody(stand)
        case .readsAlike: try await readsAlike(stand)
        case .listsNobody:
            try await with(stand, 0) { directory in
                try same(try await everybody(of: directory, [AttributePath(names.mail)]).map(\.id), [])
            }
        case .tellsUnknown:
            try await with(stand, 3) { directory in
                let profiles = try await everybody(of: directory, [AttributePath("shoeSize")])
                try same(profiles.map(\.unknown), Array(repeating: ["shoeSize"], count: 3))
            }
        case .refusesCursors: try await refusesCursors(stand)
        case .expired: try await expires(stand)
        case .refusedCredentials: try await fails(.credentials, stand, .refusesCredentials)
        case .forbidden: try await fails(.forbidden, stand, .forbids)
        case .throttled: try await fails(.throttled(retryAfter: .seconds(17)), stand, .throttles(17))
        case .down: try await fails(.unreachable, stand, .down)
        case .slow: for mood in [StandMood.silent, .drips] { try await fails(.unreachable, stand, mood) }
        case .html: try await fails(.unreachable, stand, .answersHTML)
        case .cutOff: try await fails(.malformed, stand, .cutsOff)
        case .tooLong: try await fails(.malformed, stand, .answersTooMuch)
        case .elsewhere: try await fails(.malformed, stand, .sendsElsewhere)
        case .lacksSelected where !stand.namesEmptyAttributes:
            try await with(stand, 2, mood: .leavesOutGivenName) { directory in
                let path = try AttributePath(names.givenName)
                let profiles = try await everybody(of: directory, [path])
                try same(profiles.map { $0.value(at: path) }, [.empty, .empty])
            }
        case .lacksSelected: try await fails(.malformed, stand, .leavesOutGivenName)
        }
    }

    private func listsEverybody(_ stand: any DirectoryStand) async throws {
        let paths: Set<AttributePath> = [try AttributePath(stand.attributes.login)]
        try await with(stand, Self.many) { directory in
            var ids: [String] = []
            var cursor: String?
            var pages = 0
            repeat {
                let page = try await directory.page(after: cursor, paths: paths)
                try same(page.profiles.count <= 1000, true)
                for profile in page.profiles {
                    try same(profile.member(stand.attributes.login), .text("\(profile.id)@example.com"))
                }
                ids += page.profiles.map(\.id)
                cursor = page.next
                pages += 1
            } while cursor != nil && pages < 1000
            try same(pages >= 3, true)
            try same(ids.count, Self.many)
            try same(Set(ids), Set((0..<Self.many).map(Self.id)))
        }
    }

    private func readsAlike(_ stand: any DirectoryStand) async throws {
        let names = stand.attributes
        let people = [
            StandPerson(id: "boss", login: "boss@example.com", mail: nil, givenName: nil),
            StandPerson(
                id: "ada", login: "ada@example.com", mail: "a@x", givenName: "<b>Ada</b> & 👩🏽‍💻", managerID: "boss"),
        ]
        try await stand.with(people, mood: .well) { directory in
            let directory = try listable(directory)
            for texts in [[names.mail], [names.givenName, names.mail, "shoeSize", "manager.\(names.login)"]] {
                let paths = Set(try texts.map(AttributePath.init))
                let profiles = try await everybody(of: directory, paths)
                try same(Set(profiles.map(\.id)), ["ada", "boss"])
                for profile in profiles {
                    try same(profile, try await directory.profile(of: profile.id, paths: paths))
                }
            }
        }
    }

    private func refusesCursors(_ stand: any DirectoryStand) async throws {
        let names = stand.attributes
        let mail: Set<AttributePath> = [try AttributePath(names.mail)]
        let login: Set<AttributePath> = [try AttributePath(names.login)]
        try await with(stand, Self.many) { directory in
            for cursor in ["", "x", "https://elsewhere.example.com/users?$skiptoken=1", "{}", "null"] {
                try await expired { _ = try await directory.page(after: cursor, paths: mail) }
            }
            let next = try await directory.page(after: nil, paths: mail).next
            try same(next != nil, true)
            _ = try await directory.page(after: next, paths: mail)
            try await expired { _ = try await directory.page(after: next, paths: login) }
        }
    }

    private func expires(_ stand: any DirectoryStand) async throws {
        let paths: Set<AttributePath> = [try AttributePath(stand.attributes.mail)]
        try await with(stand, Self.many, mood: .forgetsCursors) { directory in
            let next = try await directory.page(after: nil, paths: paths).next
            try same(next != nil, true)
            try await expired { _ = try await directory.page(after: next, paths: paths) }
        }
    }

    private func expired(_ body: () async throws -> Void) async throws {
        do { try await body() } catch let error as DirectoryError { return try same(error.code, .expired) }
        throw PromiseBroken(description: "expired was due, and nothing was thrown")
    }

    private func fails(_ code: DirectoryError.Code, _ stand: any DirectoryStand, _ mood: StandMood) async throws {
        let paths: Set<AttributePath> = [try AttributePath(stand.attributes.givenName)]
        try await with(stand, 2, mood: mood) { directory in
            do {
                _ = try await directory.page(after: nil, paths: paths)
            } catch let error as DirectoryError {
                return try same(error.code, code)
            }
            throw PromiseBroken(description: "\(code) was due, and nothing was thrown")
        }
    }

    private static func id(_ number: Int) -> String { "user-\(number)" }

    private func with(
        _ stand: any DirectoryStand, _ count: Int, mood: StandMood = .well,
        _ body: @escaping @Sendable (any ListableDirectory) async throws -> Void
    ) async throws {
        let people = (0..<count).map { number in
            StandPerson(
                id: Self.id(number), login: "\(Self.id(number))@example.com", mail: nil, givenName: "G \(number)")
        }
        try await stand.with(people, mood: mood) { try await body(listable($0)) }
    }
}

private func listable(_ directory: any Directory) throws -> any ListableDirectory {
    guard let directory = directory as? any ListableDirectory else {
        throw PromiseBroken(description: "the directory cannot be listed")
    }
    return directory
}

/// - Throws: `PromiseBroken` when a hundred pages are not all.
private func everybody(of directory: any ListableDirectory, _ paths: Set<AttributePath>) async throws -> [Profile] {
    var profiles: [Profile] = []
    var cursor: String?
    for _ in 0..<100 {
        let page = try await directory.page(after: cursor, paths: paths)
        profiles += page.profiles
        cursor = page.next
        if cursor == nil { return profiles }
    }
    throw PromiseBroken(description: "the listing does not end")
}

private func same<Value: Equatable>(_ found: Value, _ due: Value, line: UInt = #line) throws {
    if found != due { throw PromiseBroken(description: "line \(line): \(due) was due, not \(found)") }
}
