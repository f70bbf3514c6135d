import Adapters
import Domain
import Foundation
import TestSupport
import Testing

@Suite("Okta's managers") struct OktaManagerTests {
    private static let boss = StandPerson(
        id: "00u2", login: "Boss@example.com", mail: "boss@example.com", givenName: "Bo")

    @Test("are found by id and by login, and read at their own profile", arguments: ["00u2", "boss@EXAMPLE.com"])
    func found(managerID: String) async throws {
        try await Self.with(managerID: .text(managerID)) { bench in
            let paths = Set(
                try ["manager.profile.firstName", "manager.email", "manager.id", "manager.status", "manager.hat"]
                    .map(AttributePath.init))
            let profile = try await bench.directory.profile(of: "00u1", paths: paths)
            #expect(
                profile.attributes["manager"]
                    == .object([
                        "id": .text("00u2"), "status": .text("ACTIVE"), "email": .text("boss@example.com"),
                        "profile": .object(["firstName": .text("Bo")]),
                    ]))
            #expect(profile.unknown == ["manager.hat"])
        }
    }

    @Test("are nobody where profile.managerId is empty", arguments: [nil, .null, AttributeValue.text(""), .text(" ")])
    func nobody(managerID: AttributeValue?) async throws {
        try await Self.with(managerID: managerID) { bench in
            let profile = try await bench.directory.profile(of: "00u1", paths: [AttributePath("manager.email")])
            #expect(profile.attributes["manager"] == .null)
            #expect(profile.value(at: try AttributePath("manager.email")) == .empty)
        }
    }

    @Test(
        "whom profile.managerId does not name are unknown, with the reason, and never empty",
        arguments: [
            .text("1042"), .text("CN=Boss,OU=People,DC=example"), .text("gone@example.com"), .text("boss"),
            .number("1042"), .list([.text("00u2")]), .object(["id": .text("00u2")]),
            AttributeValue.text(String(repeating: "x", count: 600)),
        ])
    func unresolved(managerID: AttributeValue) async throws {
        try await Self.with(managerID: managerID) { bench in
            let path = try AttributePath("manager.email")
            let paths: Set<AttributePath> = [path, try AttributePath("profile.firstName")]
            let profile = try await bench.directory.profile(of: "00u1", paths: paths)
            #expect(profile.attributes["manager"] == nil)
            #expect(profile.value(at: path) == .unknown("manager"))
            #expect(profile.causes["manager"]?.contains("profile.managerId") == true)
            // The others are mapped all the same.
            #expect(profile.value(at: try AttributePath("profile.firstName")) == .text("Ada"))
            // A listing says the same.
            let page = try await bench.directory.page(after: nil, paths: paths)
            #expect(page.profiles.first { $0.id == "00u1" } == profile)
        }
    }

    @Test("who cannot be read fail the read: neither nobody nor unknown", arguments: [403, 429, 500, 503])
    func failing(status: Int) async throws {
        let okta = OktaImitation { $0.path.hasSuffix("/00u2") ? .okta(status, "E0000099") : nil }
        okta.add(StandPerson(id: "00u1", login: "ada@example.com", mail: nil, givenName: nil, managerID: "00u2"))
        try await OktaBench.with(okta) { bench in
            let error = await failure(of: bench.directory, "00u1", paths: [try AttributePath("manager.email")])
            #expect(error != nil && error?.code != .notFound)
            await #expect(throws: DirectoryError.self) {
                _ = try await bench.directory.page(after: nil, paths: [AttributePath("manager.email")])
            }
        }
    }

    @Test("are not read where no path names them")
    func unasked() async throws {
        try await Self.with(managerID: .text("00u2")) { bench in
            let profile = try await bench.directory.profile(of: "00u1", paths: [AttributePath("profile.managerId")])
            #expect(profile.value(at: try AttributePath("profile.managerId")) == .text("00u2"))
            #expect(bench.okta.targets == ["GET /api/v1/users/00u1"])
        }
    }

    @Test("of a listing are read once for all who share them, and from the page where they are on it")
    func listing() async throws {
        let okta = OktaImitation()
        for number in 0..<250 {
            let manager = number % 3 == 0 ? "remote" : "a-local"
            okta.add(
                StandPerson(
                    id: "b-\(number)", login: "\(number)@example.com", mail: nil, givenName: nil, managerID: manager))
        }
        okta.add(StandPerson(id: "a-local", login: "local@example.com", mail: nil, givenName: nil))
        okta.add(StandPerson(id: "remote", login: "remote@example.com", mail: nil, givenName: nil))
        try await OktaBench.with(okta) { bench in
            let path = try AttributePath("manager.profile.login")
            let paths: Set<AttributePath> = [path]
            let first = try await bench.directory.page(after: nil, paths: paths)
            let second = try await bench.directory.page(after: first.next, paths: paths)
            #expect(second.next == nil)
            let managers = (first.profiles + second.profiles).map { $0.value(at: path) }
            #expect(managers.count { $0 == .text("remote@example.com") } == 84)
            #expect(managers.count { $0 == .text("local@example.com") } == 166)
            // The first page has one of the two; the second asks for neither again.
            #expect(bench.okta.targets.filter { $0.hasPrefix("GET /api/v1/users/") } == ["GET /api/v1/users/remote"])
        }
    }

    private static func with(
        managerID: AttributeValue?, _ body: @escaping @Sendable (OktaBench) async throws -> Void
    ) async throws {
        let okta = OktaImitation()
        let more = managerID.map { ["managerId": $0] } ?? [:]
        okta.add(StandPerson(id: "00u1", login: "ada@example.com", mail: nil, givenName: "Ada"), more)
        okta.add(boss)
        try await OktaBench.with(okta, body)
    }
}
