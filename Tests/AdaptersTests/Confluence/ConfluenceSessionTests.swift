import Adapters
import Domain
import Foundation
import Hummingbird
import Synchronization
import TestSupport
import Testing

@Suite("The session at Confluence") struct ConfluenceSessionTests {
    static let ada = ImitationConfluence.Person.ada.user
    static let confirmation = "POST /doauthenticate.action"

    @Test("is opened and confirmed once by eight workers at a time")
    func once() async throws {
        let people = (0..<8).map { ImitationConfluence.Person(key: "k\($0)", name: "user\($0)", email: "u\($0)@x") }
        let wiki = ImitationConfluence(people)
        try await ConfluenceBench.with(wiki) { bench in
            try await Self.writeAll(people, bench)
        }
        for person in people { #expect(wiki.person(person.key)?.values == ["position": person.name]) }
        wiki.state.withLock { state in
            #expect(state.signIns == 1)
            #expect(state.confirmations == 1)
            #expect(state.violations == [])
        }
    }

    @Test("is repaired once for all when it is lost in the middle of the work", arguments: [1, 2, 3])
    func lostInTheMiddle(_ moment: Int) async throws {
        let people = (0..<8).map { ImitationConfluence.Person(key: "k\($0)", name: "user\($0)", email: "u\($0)@x") }
        let count = Mutex(0)
        let wiki = ImitationConfluence(people) { wiki, request, _ in
            guard request.path.hasPrefix("/admin/") else { return nil }
            let number = count.withLock { count in
                count += 1
                return count
            }
            if number == 8 * moment { wiki.forgetSessions() }
            return nil
        }
        try await ConfluenceBench.with(wiki) { bench in try await Self.writeAll(people, bench) }
        for person in people { #expect(wiki.person(person.key)?.values == ["position": person.name]) }
        wiki.state.withLock { state in
            #expect(state.signIns <= 2)
            #expect(state.violations == [])
        }
    }

    @Test("sends a write again after the confirmation had run out before it, also where tokens change with it")
    func confirmationRunsOut() async throws {
        var traits = ImitationConfluence.Traits()
        traits.checksTokens = true
        let wiki = ImitationConfluence([.ada], traits) { wiki, request, earlier in
            if request.path.hasSuffix("doedituser.action"), earlier == 0 { wiki.forgetConfirmations() }
            return nil
        }
        try await ConfluenceBench.with(wiki) { bench in
            expectSame(try await bench.apply([.set(.position, "x")], to: Self.ada), [.position: .written])
            #expect(wiki.person("ff81")?.values == ["position": "x"])
        }
        #expect(wiki.state.withLock { $0.confirmations } == 2)
        #expect(wiki.state.withLock { $0.violations } == [])
    }

    @Test("gives up where the form's token is refused, the fresh one too")
    func tokenRefused() async throws {
        let wiki = ImitationConfluence([.ada]) { _, request, _ in
            guard request.path.hasSuffix("doedituser.action") else { return nil }
            return .html("<html><body><div id=\"xsrf-error\"></div></body></html>", status: 403)
        }
        try await ConfluenceBench.with(wiki) { bench in
            #expect(await code { _ = try await bench.apply([.set(.position, "x")], to: Self.ada) } == .malformed)
            #expect(wiki.count("POST /admin/users/doedituser.action") == 2)
        }
    }

    @Test("needs no confirmation where it is switched off")
    func withoutConfirmation() async throws {
        var traits = ImitationConfluence.Traits()
        traits.asksConfirmation = false
        let wiki = ImitationConfluence([.ada], traits)
        try await ConfluenceBench.with(wiki) { bench in
            expectSame(try await bench.apply([.set(.position, "x")], to: Self.ada), [.position: .written])
        }
        #expect(wiki.state.withLock { $0.confirmations } == 0)
    }

    @Test("is opened by Basic where there is no login form")
    func basic() async throws {
        var traits = ImitationConfluence.Traits()
        traits.hasLoginForm = false
        let wiki = ImitationConfluence([.ada], traits)
        try await ConfluenceBench.with(wiki) { bench in
            expectSame(try await bench.apply([.set(.position, "x")], to: Self.ada), [.position: .written])
        }
        #expect(wiki.state.withLock { $0.signIns } == 1)
        #expect(wiki.state.withLock { $0.violations } == [])
    }

    @Test("is not asked for again once the password was refused, until somebody asks", arguments: [true, false])
    func refusedPassword(_ saysSo: Bool) async throws {
        let wiki = ImitationConfluence([.ada]) { wiki, request, _ in
            // A page that shows the form again, without a word about why.
            guard !saysSo, request.path.hasSuffix("dologin.action") else { return nil }
            wiki.state.withLock { $0.signIns += 1 }
            return .html(ImitationConfluence.loginPage)
        }
        try await ConfluenceBench.with(wiki, password: "wrong") { bench in
            await withTaskGroup(of: TargetError.Code?.self) { group in
                for _ in 0..<8 {
                    group.addTask { await code { _ = try await bench.values(of: Self.ada, attributes: [.phone]) } }
                }
                for await code in group { #expect(code == .credentials) }
            }
            #expect(wiki.state.withLock { $0.signIns } == 1)
            #expect(wiki.state.withLock { $0.violations } == [])
            #expect(await code { try await bench.target.probe() } == .credentials)
            #expect(wiki.state.withLock { $0.signIns } == 2)
            #expect(await code { _ = try await bench.user(key: "ff81") } == .credentials)
            #expect(wiki.state.withLock { $0.signIns } == 2)
        }
    }

    @Test("that leads away from the login page and is nobody's is refused: 200 proves nothing")
    func anonymousAfterSignIn() async throws {
        let wiki = ImitationConfluence([.ada]) { _, request, _ in
            request.path.hasSuffix("dologin.action") ? .found(at: "/index.action") : nil
        }
        try await ConfluenceBench.with(wiki) { bench in
            #expect(await code { _ = try await bench.user(key: "ff81") } == .credentials)
            #expect(await code { _ = try await bench.user(key: "ff81") } == .credentials)
            #expect(wiki.count("POST /dologin.action") == 1)
        }
    }

    @Test("of another account than the configured one is not used")
    func anotherAccount() async throws {
        let wiki = ImitationConfluence([.ada]) { _, request, _ in
            request.path.hasSuffix("/user/current")
                ? .text(#"{"type":"known","username":"somebody","userKey":"k"}"#) : nil
        }
        try await ConfluenceBench.with(wiki) { bench in
            #expect(await code { try await bench.target.probe() } == .credentials)
        }
    }

    @Test("stops at a CAPTCHA, and says that a person must sign in")
    func captcha() async throws {
        var traits = ImitationConfluence.Traits()
        traits.isCaptchaDue = true
        let wiki = ImitationConfluence([.ada], traits)
        try await ConfluenceBench.with(wiki) { bench in
            for _ in 0..<3 { #expect(await code { _ = try await bench.user(key: "ff81") } == .captcha) }
            #expect(wiki.state.withLock { $0.signIns } == 1)
            wiki.traits.withLock { $0.isCaptchaDue = false }
            wiki.state.withLock { $0.refusedSignIns = 0 }
            try await bench.target.probe()
            expectSame(try await bench.user(key: "ff81"), Self.ada)
        }
    }

    @Test("never repeats a password that the confirmation refused, and a probe proves that one too")
    func refusedConfirmation() async throws {
        let wiki = ImitationConfluence([.ada]) { _, request, _ in
            guard request.path.hasSuffix("/doauthenticate.action") else { return nil }
            return .html(
                "<html><body><form action=\"doauthenticate.action\"><input name=\"password\"></form></body></html>")
        }
        try await ConfluenceBench.with(wiki) { bench in
            for _ in 0..<3 {
                #expect(await code { _ = try await bench.values(of: Self.ada, attributes: []) } == .credentials)
            }
            #expect(wiki.count(Self.confirmation) == 1)
            #expect(await code { try await bench.target.probe() } == .credentials)
            #expect(wiki.count(Self.confirmation) == 2)
            #expect(wiki.state.withLock { $0.signIns } == 1)
        }
    }

    @Test("that is over shows nobody to anybody: it is opened again before nobody is believed")
    func anonymousLookups() async throws {
        let wiki = ImitationConfluence([.ada])
        try await ConfluenceBench.with(wiki) { bench in
            expectSame(try await bench.user(key: "ff81"), Self.ada)
            wiki.forgetSessions()
            expectSame(try await bench.user(key: "ff81"), Self.ada)
            wiki.forgetSessions()
            expectSame(try await bench.users(.username, "ADA"), [Self.ada])
            #expect(wiki.state.withLock { $0.signIns } == 3)
            expectSame(try await bench.users(.username, "nobody"), [])
            #expect(wiki.state.withLock { $0.signIns } == 3)
        }
        #expect(wiki.state.withLock { $0.violations } == [])
    }

    @Test("is asked for again where a page is the login page, with status 200")
    func loginPage() async throws {
        let wiki = ImitationConfluence([.ada]) { _, request, earlier in
            request.path.hasSuffix("/edituser.action") && earlier == 1 ? .html(ImitationConfluence.loginPage) : nil
        }
        try await ConfluenceBench.with(wiki) { bench in
            expectSame(try await bench.values(of: Self.ada, attributes: [.phone]), [:])
            expectSame(try await bench.values(of: Self.ada, attributes: [.phone]), [:])
            #expect(wiki.state.withLock { $0.signIns } == 2)
        }
    }

    @Test("is proved for check: account, administration pages and what to do where they are closed")
    func examination() async throws {
        let wiki = ImitationConfluence([])
        try await ConfluenceBench.with(wiki) { bench in
            let probes = await bench.target.examine()
            #expect(probes.map(\.ok) == [true, true])
            #expect(probes.map(\.message) == ["signed in as rollcall", "profile fields can be read"])
        }
        #expect(wiki.state.withLock { $0.confirmations } == 1)
        var traits = ImitationConfluence.Traits()
        traits.accountIsAdministrator = false
        try await ConfluenceBench.with(ImitationConfluence([], traits)) { bench in
            let probes = await bench.target.examine()
            #expect(probes.map(\.ok) == [true, false])
            #expect(probes.last?.remedy?.contains("administrator") == true)
        }
        try await ConfluenceBench.with(ImitationConfluence([]), password: "wrong") { bench in
            let probes = await bench.target.examine()
            #expect(probes.map(\.ok) == [false])
            #expect(probes.last?.remedy?.contains("username and password") == true)
        }
    }

    @Test("is proved also where Confluence tells no key of the own account")
    func examinationWithoutKey() async throws {
        let wiki = ImitationConfluence([]) { _, request, _ in
            request.path.hasSuffix("/user/current") ? .text(#"{"type":"known","username":"Rollcall"}"#) : nil
        }
        try await ConfluenceBench.with(wiki) { bench in
            #expect(await bench.target.examine().map(\.ok) == [true, true])
            try await bench.target.probe()
        }
    }

    @Test("by token is proved for check, the companion script included")
    func companionExamination() async throws {
        let wiki = ImitationConfluence([.ada])
        try await ConfluenceBench.with(wiki, method: .companion) { bench in
            #expect(await bench.target.examine().map(\.ok) == [true, true])
        }
        try await ConfluenceBench.with(wiki, method: .companion, token: "wrong") { bench in
            // 200 with anonymous data.
            #expect(await code { try await bench.target.probe() } == .credentials)
            #expect(await bench.target.examine().map(\.ok) == [false])
        }
        var traits = ImitationConfluence.Traits()
        traits.hasScript = false
        try await ConfluenceBench.with(ImitationConfluence([.ada], traits), method: .companion) { bench in
            #expect(await code { _ = try await bench.values(of: Self.ada, attributes: [.phone]) } == .unreachable)
            let probes = await bench.target.examine()
            #expect(probes.map(\.ok) == [true, false])
            #expect(probes.last?.remedy?.contains("at Confluence under") == true)
        }
    }

    private static func writeAll(_ people: [ImitationConfluence.Person], _ bench: ConfluenceBench) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for person in people {
                group.addTask {
                    let results = try await bench.apply([.set(.position, person.name)], to: person.user)
                    #expect(results == [.position: .written])
                }
            }
            try await group.waitForAll()
        }
    }
}
