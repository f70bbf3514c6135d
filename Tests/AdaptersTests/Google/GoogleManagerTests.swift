import Adapters
import Domain
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite("Google's managers and custom fields") struct GoogleManagerTests {
    @Test(
        "reads the manager's own profile by the relation, whichever way a path gets there",
        arguments: [
            ("manager.primaryEmail", Lookup.text("boss@example.com")),
            ("manager.name.fullName", .text("Grace Hopper")),
            ("manager.phones[type=work].value", .text("+1")), ("manager.recoveryEmail", .empty),
            ("manager.customSchemas.HR.costCentre", .text("7")),
            ("manager.shoeSize", .unknown("manager.shoeSize")),
            ("manager.manager.primaryEmail", .unknown("manager.manager")),
            ("relations[type=manager].value", .text("boss@example.com")),
            ("relations[type=manager].name.fullName", .text("Grace Hopper")),
            ("relations[type=manager].primaryEmail", .text("boss@example.com")),
            ("relations[type=manager].shoeSize", .unknown("relations.shoeSize")),
            ("relations[type=assistant].value", .text("someone")), ("relations[type=spouse].value", .empty),
            ("relations[type=spouse].vlaue", .unknown("relations.vlaue")),
        ] as [(String, Lookup)])
    func ways(_ text: String, _ due: Lookup) async throws {
        let google = Self.google()
        try await GoogleBench.with(google) { bench in
            let path = try AttributePath(text)
            let profile = try await bench.directory.profile(of: "1", paths: [path])
            #expect(profile.value(at: path) == due)
            #expect(
                (profile.attributes["manager"]?["id"] == .text("9")) == google.calls.contains { $0.contains("boss") })
        }
    }

    @Test("does not read the manager where no path needs it")
    func spared() async throws {
        let google = Self.google()
        try await GoogleBench.with(google) { bench in
            _ = try await bench.directory.profile(
                of: "1", paths: [AttributePath("relations[type=manager].value"), AttributePath("primaryEmail")])
            #expect(google.calls == ["GET /admin/directory/v1/users/1?projection=full"])
        }
    }

    @Test(
        "does not take a manager who is not found for none, and says why",
        arguments: [
            ("2", Lookup.unknown("manager"), "no user has"), ("3", .unknown("manager"), "no user's address"),
            ("4", .empty, nil), ("5", .empty, nil),
        ] as [(String, Lookup, String?)])
    func nobody(_ id: String, _ due: Lookup, _ words: String?) async throws {
        let google = Self.google()
        google.add("2", "two@example.com", manager: "left@example.com")
        google.add("3", "three@example.com", manager: "Grace Hopper, room 4")
        google.add("4", "four@example.com", manager: " ")
        google.add("5", "five@example.com")
        try await GoogleBench.with(google) { bench in
            let byManager = try AttributePath("manager.name.fullName")
            let byRelation = try AttributePath("relations[type=manager].name.fullName")
            let profile = try await bench.directory.profile(of: id, paths: [byManager, byRelation])
            #expect(profile.value(at: byManager) == due)
            #expect(profile.value(at: byRelation) == (words == nil ? .empty : .unknown("relations.name")))
            #expect(profile.attributes["manager"] == (words == nil ? .null : nil))
            for name in profile.unknown { #expect(words.map { profile.causes[name]?.contains($0) == true } == true) }
        }
    }

    @Test("fails with the manager's read, rather than to have nobody", arguments: [403, 503, 429, 500])
    func failing(_ status: Int) async throws {
        let google = GoogleImitation { $0.path.hasSuffix("boss@example.com") ? .google(status, "forbidden") : nil }
        google.add("1", "ada@example.com", manager: "boss@example.com")
        try await GoogleBench.with(google) { bench in
            let paths: Set<AttributePath> = [try AttributePath("manager.etag")]
            #expect(await failure(of: bench.directory, "1", paths: paths) != nil)
        }
    }

    @Test("reads each manager once for a page")
    func shared() async throws {
        let google = Self.google()
        for number in 10..<200 { google.add("\(number)", "\(number)@example.com", manager: "boss@example.com") }
        try await GoogleBench.with(google) { bench in
            let path = try AttributePath("manager.primaryEmail")
            let page = try await bench.directory.page(after: nil, paths: [path])
            #expect(page.profiles.count { $0.value(at: path) == .text("boss@example.com") } == 191)
            #expect(google.calls.count == 2)
        }
    }

    @Test("tells an unknown custom field from an empty one by the customer's schemas, asked for when one is missing")
    func schemas() async throws {
        let google = Self.google()
        try await GoogleBench.with(google) { bench in
            _ = try await bench.directory.profile(of: "9", paths: [AttributePath("customSchemas.HR.costCentre")])
            #expect(google.signIns == 1)
            let paths = try Set(
                [
                    "customSchemas.HR.costCentre", "customSchemas.HR.costCenter", "customSchemas.Hr.costCentre",
                    "customSchemas.HR.phones.value",
                ].map(AttributePath.init))
            for _ in 0..<3 {
                let profile = try await bench.directory.profile(of: "1", paths: paths)
                #expect(profile.unknown == ["customSchemas.HR.costCenter", "customSchemas.Hr.costCentre"])
                #expect(try profile.value(at: AttributePath("customSchemas.HR.costCentre")) == .empty)
            }
            #expect(google.calls.count { $0.contains("/schemas") } == 1)
            #expect(
                google.assertions.map { $0["scope"] } == [
                    .text(GoogleImitation.userScope), .text(GoogleImitation.schemaScope),
                ])
        }
    }

    @Test("asks for schemas again after a while, sooner where they could not be had", arguments: [true, false])
    func again(isGranted: Bool) async throws {
        let time = ManualTime()
        let google = Self.google(time)
        if !isGranted { google.state.withLock { $0.granted = [GoogleImitation.userScope] } }
        try await GoogleBench.with(google) { bench in
            let paths: Set<AttributePath> = [try AttributePath("customSchemas.HR.new")]
            var asked: [Int] = []
            for pause in [0, 600, 400, 6 * 3600] {
                time.advance(by: .seconds(pause))
                let before = google.assertions.count { $0["scope"] == .text(GoogleImitation.schemaScope) }
                let profile = try await bench.directory.profile(of: "1", paths: paths)
                // Where it cannot be told, what is missing counts as empty.
                #expect(profile.unknown == (isGranted ? ["customSchemas.HR.new"] : []))
                let schemaReads = google.calls.count { $0.contains("/schemas") }
                let signIns = google.assertions.count { $0["scope"] == .text(GoogleImitation.schemaScope) } - before
                asked.append(isGranted ? schemaReads : signIns)
            }
            #expect(asked == (isGranted ? [1, 1, 2, 3] : [1, 0, 0, 1]))
        }
    }

    @Test("proves token, permission and each attribute, and says what to do")
    func examines() async throws {
        let google = Self.google()
        google.state.withLock { $0.users["1"] = nil }
        let texts = [
            "customSchemas.HR.costCenter", "customSchemas.HR.phones.value", "manager.shoeSize", "name.givenName",
            "nmae", "phones[tpye=work].value",
        ]
        let paths = Set(try texts.map(AttributePath.init))
        try await GoogleBench.with(google) { bench in
            let probes = await bench.directory.examine(paths: paths)
            #expect(probes.map(\.part).dropFirst(2).map { $0 } == texts.map { "google: attribute \($0)" })
            #expect(probes.map(\.ok) == [true, true, false, true, false, true, false, false])
            #expect(probes.filter { !$0.ok }.allSatisfy { $0.remedy != nil })
            google.state.withLock { $0.granted = [GoogleImitation.userScope] }
            google.state.withLock { $0.tokens = $0.tokens.filter { $0.value == GoogleImitation.userScope } }
            let less = await bench.directory.examine(paths: paths)
            #expect(
                less[2].ok && less[2].message.contains("cannot be told") && less[2].remedy?.contains("schema") == true)
        }
        try await GoogleBench.with(Self.google(), key: TestKeys.otherRSA) { bench in
            let probes = await bench.directory.examine(paths: paths)
            #expect(probes.map(\.ok) == [false])
            #expect(probes[0].remedy != nil)
        }
        let forbidding = GoogleImitation { $0.path == "/token" ? nil : .google(403, "forbidden") }
        try await GoogleBench.with(forbidding) { bench in
            let probes = await bench.directory.examine(paths: paths)
            #expect(probes.map(\.ok) == [true, false])
            #expect(probes[1].remedy?.contains("role") == true)
        }
    }

    private static func google(_ time: any TimeSource = SystemTime()) -> GoogleImitation {
        let google = GoogleImitation(time: time)
        google.add(
            "1", "ada@example.com",
            [
                "relations": .list([
                    .object(["type": .text("assistant"), "value": .text("someone")]),
                    .object(["type": .text("manager"), "value": .text("boss@example.com")]),
                ])
            ])
        google.add(
            "9", "boss@example.com",
            [
                "name": .object(["fullName": .text("Grace Hopper")]),
                "phones": .list([.object(["type": .text("work"), "value": .text("+1")])]),
                "customSchemas": .object(["HR": .object(["costCentre": .text("7")])]),
            ])
        return google
    }
}
