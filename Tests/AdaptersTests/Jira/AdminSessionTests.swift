import Adapters
import Domain
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite("The session at Jira") struct AdminSessionTests {
    static let ada = ImitationJira.Person.ada.user

    @Test("is opened and confirmed once by eight workers at a time")
    func once() async throws {
        let people = (0..<8).map { ImitationJira.Person(key: "JIRAUSER2\($0)", name: "user\($0)", email: "u\($0)@x") }
        let jira = ImitationJira(people)
        try await JiraBench.with(jira) { bench in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for person in people {
                    group.addTask {
                        let results = try await bench.apply([.set(.department, person.name)], to: person.user)
                        #expect(results == [.department: .written])
                    }
                }
                try await group.waitForAll()
            }
        }
        for person in people { #expect(jira.values(person.key) == ["Department": person.name]) }
        jira.state.withLock { state in
            #expect(state.signIns == 1)
            #expect(state.confirmations == 1)
            #expect(state.violations == [])
        }
    }

    @Test("is repaired once for all when it is lost in the middle of the work", arguments: [1, 2, 3, 4])
    func lostInTheMiddle(_ moment: Int) async throws {
        let people = (0..<8).map { ImitationJira.Person(key: "JIRAUSER2\($0)", name: "user\($0)", email: "u\($0)@x") }
        let lost = Mutex(0)
        let holder = Mutex<ImitationJira?>(nil)
        let jira = ImitationJira(people) { request, _ in
            guard request.path.hasSuffix(".jspa"), !request.path.contains("WebSudo") else { return nil }
            let count = lost.withLock { count in
                count += 1
                return count
            }
            if count == 8 * moment { holder.withLock { $0 }?.forgetSessions() }
            return nil
        }
        holder.withLock { $0 = jira }
        try await JiraBench.with(jira) { bench in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for person in people {
                    group.addTask {
                        let changes: [TargetChange] = [.set(.department, person.name), .set(.location, "Berlin")]
                        let results = try await bench.apply(changes, to: person.user)
                        #expect(results == [.department: .written, .location: .written])
                    }
                }
                try await group.waitForAll()
            }
        }
        holder.withLock { $0 = nil }
        for person in people {
            #expect(jira.values(person.key) == ["Department": person.name, "Location": "Berlin"])
        }
        jira.state.withLock { state in
            // At the first moment the loss may come before the first confirmation, or be undone by it.
            #expect(state.signIns == 2 || moment == 1 && state.signIns == 1)
            #expect(state.confirmations == 2 || moment == 1 && state.confirmations == 1)
            #expect(state.violations == [])
        }
    }

    @Test("sends a write again after the confirmation had run out before it")
    func confirmationRunsOut() async throws {
        let holder = Mutex<ImitationJira?>(nil)
        let jira = ImitationJira([.ada]) { request, earlier in
            if request.path.hasSuffix("!add.jspa"), earlier == 0 { holder.withLock { $0 }?.forgetConfirmations() }
            return nil
        }
        holder.withLock { $0 = jira }
        try await JiraBench.with(jira) { bench in
            _ = try await bench.values(of: Self.ada, attributes: [.department])
            let results = try await bench.apply([.set(.department, "R&D")], to: Self.ada)
            #expect(results == [.department: .written])
            #expect(jira.values(Self.ada.key) == ["Department": "R&D"])
            #expect(jira.count("POST /secure/admin/user/EditUserProperties!add.jspa") == 2)
        }
        holder.withLock { $0 = nil }
        #expect(jira.state.withLock { $0.confirmations } == 2)
        #expect(jira.state.withLock { $0.violations } == [])
    }

    @Test("needs no confirmation where it is switched off")
    func withoutConfirmation() async throws {
        var traits = ImitationJira.Traits()
        traits.asksConfirmation = false
        let jira = ImitationJira([.ada], traits)
        try await JiraBench.with(jira) { bench in
            let found = try await bench.apply([.set(.department, "x")], to: Self.ada)
            #expect(found == [.department: .written])
        }
        #expect(jira.state.withLock { $0.confirmations } == 0)
        #expect(jira.state.withLock { $0.violations } == [])
    }

    @Test("is opened by Basic where the session resource is missing")
    func basic() async throws {
        var traits = ImitationJira.Traits()
        traits.hasSessionResource = false
        let jira = ImitationJira([.ada], traits)
        try await JiraBench.with(jira) { bench in
            let found = try await bench.apply([.set(.department, "x")], to: Self.ada)
            #expect(found == [.department: .written])
        }
        #expect(jira.state.withLock { $0.signIns } == 1)
        #expect(jira.state.withLock { $0.violations } == [])
    }

    @Test("takes the form's token from the page where no cookie brings it")
    func tokenFromPage() async throws {
        var traits = ImitationJira.Traits()
        traits.hasTokenCookie = false
        let jira = ImitationJira([.ada], traits)
        try await JiraBench.with(jira) { bench in
            let found = try await bench.apply([.set(.department, "x")], to: Self.ada)
            #expect(found == [.department: .written])
        }
    }

    @Test("takes an old token anew, once")
    func oldToken() async throws {
        let jira = ImitationJira([.ada]) { request, earlier in
            guard request.path.hasSuffix("!add.jspa"), earlier == 0 else { return nil }
            return .html("<html><body><!-- SecurityTokenMissing --></body></html>")
        }
        try await JiraBench.with(jira) { bench in
            let found = try await bench.apply([.set(.department, "x")], to: Self.ada)
            #expect(found == [.department: .written])
        }
        let never = ImitationJira([.ada]) { request, _ in
            guard request.path.hasSuffix("!add.jspa") else { return nil }
            return .html("<html><body><div id=\"xsrf-error\"></div></body></html>", status: 403)
        }
        try await JiraBench.with(never) { bench in
            let error = await code { _ = try await bench.apply([.set(.department, "x")], to: Self.ada) }
            #expect(error == .malformed)
            #expect(never.count("POST /secure/admin/user/EditUserProperties!add.jspa") == 2)
        }
    }

    @Test("is not asked for again once the password was refused, until somebody asks")
    func refusedPassword() async throws {
        let jira = ImitationJira([.ada])
        try await JiraBench.with(jira, password: "wrong") { bench in
            await withTaskGroup(of: TargetError.Code?.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        await code { _ = try await bench.values(of: Self.ada, attributes: [.department]) }
                    }
                }
                for await code in group { #expect(code == .credentials) }
            }
            #expect(await code { _ = try await bench.user(key: "JIRAUSER10101") } == .credentials)
            #expect(jira.state.withLock { $0.signIns } == 1)
            #expect(jira.state.withLock { $0.violations } == [])
            #expect(await code { try await bench.target.probe() } == .credentials)
            #expect(jira.state.withLock { $0.signIns } == 2)
            #expect(await code { _ = try await bench.user(key: "JIRAUSER10101") } == .credentials)
            #expect(jira.state.withLock { $0.signIns } == 2)
        }
    }

    @Test("stops at a CAPTCHA, and says that a person must sign in")
    func captcha() async throws {
        var traits = ImitationJira.Traits()
        traits.isCaptchaDue = true
        let jira = ImitationJira([.ada], traits)
        try await JiraBench.with(jira) { bench in
            for _ in 0..<3 {
                #expect(await code { _ = try await bench.user(key: "JIRAUSER10101") } == .captcha)
            }
            #expect(jira.state.withLock { $0.signIns } == 1)
            jira.traits.withLock { $0.isCaptchaDue = false }
            jira.state.withLock { $0.refusedSignIns = 0 }
            try await bench.target.probe()
            expectSame(try await bench.user(key: "JIRAUSER10101"), Self.ada)
        }
        #expect(jira.state.withLock { $0.violations } == [])
    }

    @Test("stops at a CAPTCHA that shows on any request", arguments: [200, 403])
    func captchaInBetween(_ status: Int) async throws {
        let jira = ImitationJira([.ada]) { request, _ in
            guard request.path.hasSuffix("/user") else { return nil }
            return .text("{}", status: status, headers: ["X-Seraph-LoginReason": "AUTHENTICATION_DENIED"])
        }
        try await JiraBench.with(jira) { bench in
            #expect(await code { _ = try await bench.user(key: "JIRAUSER10101") } == .captcha)
            #expect(await code { _ = try await bench.values(of: Self.ada, attributes: []) } == .captcha)
            #expect(jira.count("GET /secure/admin/user/EditUserProperties.jspa") == 0)
        }
    }

    @Test("never repeats a password that the confirmation refused, and a probe proves that one too")
    func refusedConfirmation() async throws {
        let jira = ImitationJira([.ada]) { request, _ in
            guard request.method == "POST", request.path.hasSuffix("WebSudoAuthenticate.jspa") else { return nil }
            return .html("<html><body><form><input name=\"webSudoPassword\"></form></body></html>")
        }
        try await JiraBench.with(jira) { bench in
            let confirmation = "POST /secure/admin/WebSudoAuthenticate.jspa"
            for _ in 0..<3 {
                #expect(
                    await code { _ = try await bench.values(of: Self.ada, attributes: []) } == .credentials)
            }
            #expect(jira.count(confirmation) == 1)
            #expect(await code { try await bench.target.probe() } == .credentials)
            #expect(jira.count(confirmation) == 2)
            #expect(jira.state.withLock { $0.signIns } == 1)
        }
    }

    @Test("of an account that is no administrator is told so, without another sign-in")
    func noAdministrator() async throws {
        var traits = ImitationJira.Traits()
        traits.accountIsAdministrator = false
        let jira = ImitationJira([.ada], traits)
        try await JiraBench.with(jira) { bench in
            #expect(await code { _ = try await bench.values(of: Self.ada, attributes: []) } == .forbidden)
            #expect(jira.state.withLock { $0.signIns } == 1)
            let probes = await bench.target.examine()
            #expect(probes.map(\.ok) == [true, false, true])
            #expect(probes[1].remedy?.contains("administrator") == true)
        }
    }

    @Test("is proved for check, whatever the redirects look like", arguments: ["", "/jira"])
    func examination(_ context: String) async throws {
        var traits = ImitationJira.Traits()
        traits.context = context
        traits.redirects = .absolute
        let jira = ImitationJira([], traits)
        try await JiraBench.with(jira) { bench in
            let probes = await bench.target.examine()
            #expect(probes.map(\.ok) == [true, true, true])
            #expect(probes.map(\.message) == ["signed in as rollcall", "user properties can be read", "Jira 9.12.4"])
        }
        #expect(jira.state.withLock { $0.confirmations } == 1)
        #expect(jira.state.withLock { $0.violations } == [])
    }

    @Test("is proved to be the configured account's", arguments: ["{\"name\":\"somebody\"}", "{}", "[]"])
    func anotherAccount(_ body: String) async throws {
        let jira = ImitationJira([.ada]) { request, _ in request.path.hasSuffix("/myself") ? .text(body) : nil }
        try await JiraBench.with(jira) { bench in
            let error = await code { try await bench.target.probe() }
            #expect(error == (body.contains("somebody") ? .credentials : .unreachable))
        }
    }

    @Test("is not believed where Jira answered for nobody")
    func anonymous() async throws {
        let jira = ImitationJira([.ada]) { request, _ in
            guard request.path.hasSuffix("/user") else { return nil }
            return .text(
                "{\"key\":\"JIRAUSER10101\",\"name\":\"ada\"}",
                headers: ["X-Seraph-LoginReason": "AUTHENTICATED_FAILED"])
        }
        try await JiraBench.with(jira) { bench in
            #expect(await code { _ = try await bench.user(key: "JIRAUSER10101") } == .credentials)
            #expect(jira.state.withLock { $0.signIns } == 2)
        }
    }

    @Test("is not opened while the store forbids it, but by a probe")
    func forbiddenByStore() async throws {
        let jira = ImitationJira([.ada])
        try await JiraBench.with(jira, signInAllowed: { false }) { bench in
            #expect(await code { _ = try await bench.user(key: "JIRAUSER10101") } == .credentials)
            #expect(jira.state.withLock { $0.signIns } == 0)
            try await bench.target.probe()
            expectSame(try await bench.user(key: "JIRAUSER10101"), Self.ada)
        }
    }

    @Test("that cannot be opened for another reason is the target's failure", arguments: [500, 502, 503])
    func signInFails(_ status: Int) async throws {
        let jira = ImitationJira([.ada]) { request, earlier in
            request.path.hasSuffix("/session") && earlier == 0 ? .text("{}", status: status) : nil
        }
        try await JiraBench.with(jira) { bench in
            #expect(await code { try await bench.target.probe() } == .unreachable)
            try await bench.target.probe()
        }
    }
}
