import Adapters
import Domain
import Foundation
import Hummingbird
import Synchronization
import TestSupport
import Testing

@Suite("Finding Okta's users") struct OktaSearchTests {
    private static let ada = StandPerson(
        id: "00u1", login: "Ada@example.com", mail: "ada.l@example.com", givenName: "Ada")

    @Test("confirms each hit by its id, since the index lags")
    func lagging() async throws {
        let okta = OktaImitation()
        okta.add(Self.ada)
        okta.add(StandPerson(id: "00u2", login: "bo@example.com", mail: "bo@example.com", givenName: "Bo"))
        // The address was taken from Bo and given to Ada; somebody who is gone had it, too.
        let old = okta.state.withLock { $0.users }
        okta.state.withLock { state in
            state.index = old
            state.index?["00u9"] = old["00u2"].map { $0.merging(["id": .text("00u9")]) { $1 } }
            state.index?["00u1"]?["profile"] = .object(["email": .text("bo@example.com")])
        }
        okta.add(StandPerson(id: "00u1", login: "ada@example.com", mail: "bo@example.com", givenName: "Ada"))
        okta.add(StandPerson(id: "00u2", login: "bo@example.com", mail: "new@example.com", givenName: "Bo"))
        try await OktaBench.with(okta) { bench async throws in
            #expect(try await bench.directory.users(where: "profile.email", equals: "bo@example.com") == ["00u1"])
            #expect(try await bench.directory.users(where: "profile.email", equals: "ada.l@example.com").isEmpty)
        }
    }

    @Test("reads logins and ids past the index, and takes neither for the other")
    func direct() async throws {
        try await Self.with { bench async throws in
            #expect(try await bench.directory.users(where: "profile.login", equals: "ada@EXAMPLE.com") == ["00u1"])
            #expect(try await bench.directory.users(where: "id", equals: "00u1") == ["00u1"])
            #expect(try await bench.directory.users(where: "id", equals: "ada@example.com").isEmpty)
            #expect(try await bench.directory.users(where: "profile.login", equals: "ada").isEmpty)
            #expect(!bench.okta.targets.contains { $0.contains("search") })
        }
    }

    @Test("finds a login with a slash by the index")
    func slash() async throws {
        let okta = OktaImitation { request in
            request.target.contains("/users/dom%2Fada") ? .okta(404, "E0000007") : nil
        }
        okta.add(StandPerson(id: "00u3", login: "dom/ada", mail: nil, givenName: nil))
        try await OktaBench.with(okta) { bench async throws in
            #expect(try await bench.directory.users(where: "profile.login", equals: "dom/ada") == ["00u3"])
            #expect(try await bench.directory.users(named: "dom/ada") == ["00u3"])
        }
    }

    @Test("quotes what would change the search, and refuses a name that could")
    func quoting() async throws {
        let okta = OktaImitation()
        let name = #"A\"B" or profile.login pr"#
        okta.add(StandPerson(id: "00u1", login: "a@x", mail: nil, givenName: name))
        okta.add(Self.ada.named("00u2"))
        try await OktaBench.with(okta) { bench async throws in
            #expect(try await bench.directory.users(where: "profile.firstName", equals: name) == ["00u1"])
            let asked = bench.okta.requests.count
            for attribute in [
                #"profile.email eq "x" or profile.login"#, "", "email", "mail", "profile.", "profile.a.b",
                "credentials",
            ] {
                let error = await #expect(throws: DirectoryError.self) {
                    _ = try await bench.directory.users(where: attribute, equals: "x")
                }
                #expect(error?.code == .refused && error?.remedy != nil)
            }
            #expect(bench.okta.requests.count == asked)
        }
    }

    @Test("stops at two, however many there are")
    func several() async throws {
        let okta = OktaImitation()
        for number in 0..<60 {
            okta.add(StandPerson(id: "00u\(number)", login: "\(number)@x", mail: "all@example.com", givenName: nil))
        }
        try await OktaBench.with(okta) { bench async throws in
            #expect(try await bench.directory.users(where: "profile.email", equals: "all@example.com").count == 2)
            #expect(bench.okta.requests.count == 3)
        }
    }

    private static func with(_ body: @escaping @Sendable (OktaBench) async throws -> Void) async throws {
        let okta = OktaImitation()
        okta.add(ada)
        try await OktaBench.with(okta, body)
    }
}

extension StandPerson {
    fileprivate func named(_ id: String) -> StandPerson {
        StandPerson(id: id, login: login, mail: mail, givenName: givenName, managerID: managerID)
    }
}
