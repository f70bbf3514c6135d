import Adapters
import Domain
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite("Finding users at Confluence by mail address") struct ConfluenceMailTests {
    typealias Person = ImitationConfluence.Person

    @Test("has to wait until the accounts were listed once")
    func notReady() async throws {
        let wiki = ImitationConfluence([.ada])
        try await ConfluenceBench.with(wiki) { bench in
            #expect(await code { _ = try await bench.users(.email, "ada@example.com") } == .notReady)
            expectSame(try await bench.users(.username, "ada"), [Person.ada.user])
            try await bench.index([])
            expectSame(try await bench.users(.email, "ada@example.com"), [])
        }
    }

    @Test("confirms each candidate by a live read, without case")
    func confirms() async throws {
        let wiki = ImitationConfluence([.ada, .grace])
        try await ConfluenceBench.with(wiki) { bench in
            try await bench.index([("ff81", "ADA@example.com"), ("ff82", "grace@example.com")])
            let ada = TargetUser(key: "ff81", name: "ada", email: "ada@example.com")
            expectSame(try await bench.users(.email, "Ada@Example.com"), [ada])
            expectSame(try await bench.users(.email, "Ada@Example.com", caseSensitive: true), [])
            expectSame(try await bench.users(.email, "nobody@example.com"), [])
        }
    }

    @Test("takes nobody whose address changed since, who is gone, or was renamed to nobody")
    func changedSince() async throws {
        let wiki = ImitationConfluence([.ada, .grace])
        try await ConfluenceBench.with(wiki) { bench in
            try await bench.index([
                ("ff81", "ada@example.com"), ("ff82", "grace@example.com"), ("gone", "x@example.com"),
            ])
            wiki.state.withLock { $0.people["ff81"]?.email = "lovelace@example.com" }
            expectSame(try await bench.users(.email, "ada@example.com"), [])
            // The index learned of it.
            expectSame(try await bench.users(.email, "lovelace@example.com").map(\.key), ["ff81"])
            expectSame(try await bench.users(.email, "x@example.com"), [])
            wiki.state.withLock { $0.people["ff82"]?.name = "hopper" }
            expectSame(try await bench.users(.email, "grace@example.com").map(\.name), ["hopper"])
        }
    }

    @Test("says that two are several, and that one of two who moved on is one")
    func several() async throws {
        let twins = ["k1", "k2", "k3"].map { Person(key: $0, name: "n\($0)", email: "twins@example.com") }
        let wiki = ImitationConfluence(twins)
        try await ConfluenceBench.with(wiki) { bench in
            try await bench.index(twins.map { ($0.key, $0.email) })
            expectSame(try await bench.users(.email, "twins@example.com").count, 2)
            wiki.state.withLock { state in
                state.people["k1"]?.email = "other@example.com"
                state.people["k3"] = nil
            }
            expectSame(try await bench.users(.email, "twins@example.com").map(\.key), ["k2"])
        }
    }

    @Test("reads the edit form where the mobile profile is off or hides the address", arguments: [true, false])
    func withoutMobile(_ isThere: Bool) async throws {
        var traits = ImitationConfluence.Traits()
        traits.hasMobileProfiles = isThere
        traits.mobileTellsMail = false
        let wiki = ImitationConfluence([.ada, Person.grace.kept(in: .disables)], traits)
        try await ConfluenceBench.with(wiki) { bench in
            try await bench.index([("ff81", "ada@example.com"), ("ff82", "grace@example.com")])
            for _ in 0..<2 {
                expectSame(try await bench.users(.email, "ada@example.com").map(\.key), ["ff81"])
                expectSame(try await bench.users(.email, "grace@example.com").map(\.key), ["ff82"])
            }
            // It is not asked in vain each time.
            #expect(wiki.count("GET /rest/mobile/1.0/profile/ada") == (isThere ? 2 : 1))
        }
        try await ConfluenceBench.with(wiki, method: .companion) { bench in
            let address = await code { _ = try await bench.lister.mailAddress(of: Person.ada.user) }
            #expect(address == (isThere ? nil : .refused))
        }
        #expect(wiki.state.withLock { $0.violations } == [])
    }

    @Test("does not take a session that is over for a user who is gone")
    func sessionOver() async throws {
        let wiki = ImitationConfluence([.ada])
        try await ConfluenceBench.with(wiki) { bench in
            try await bench.index([("ff81", "ada@example.com")])
            expectSame(try await bench.users(.email, "ada@example.com").map(\.key), ["ff81"])
            wiki.forgetSessions()
            expectSame(try await bench.users(.email, "ada@example.com").map(\.key), ["ff81"])
            expectSame(try await bench.lister.mailAddress(of: Person.ada.user), "ada@example.com")
            wiki.forgetSessions()
            expectSame(try await bench.lister.mailAddress(of: Person.ada.user), "ada@example.com")
        }
    }

    @Test("keeps names out of errors, also where they are part of a path")
    func discreet() async throws {
        let wiki = ImitationConfluence([.ada]) { _, request, _ in
            request.path.contains("/mobile/") ? .text("{}", status: 500) : nil
        }
        try await ConfluenceBench.with(wiki) { bench in
            do {
                _ = try await bench.lister.mailAddress(of: Person.ada.user)
                Issue.record("was believed")
            } catch { #expect(!"\(error)".contains("ada") && "\(error)".contains("mobile")) }
        }
    }
}
