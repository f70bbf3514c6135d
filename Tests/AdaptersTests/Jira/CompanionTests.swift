import Adapters
import Domain
import Synchronization
import TestSupport
import Testing

@Suite("Jira's companion script") struct CompanionTests {
    static let ada = ImitationJira.Person.ada.user

    @Test("holds names and values of any text", arguments: AdminPagesTests.awkward)
    func roundTrip(_ value: String) async throws {
        let name = TargetAttribute(.property, "Überschrift <&> \"1\" 👩🏽‍💻")
        let jira = ImitationJira([.ada])
        try await JiraBench.with(jira, method: .companion) { bench in
            let found = try await bench.apply([.set(name, value)], to: Self.ada)
            #expect(found == [name: .written])
            let held = try await bench.values(of: Self.ada, attributes: [name, .location])
            #expect(held == [name: value])
        }
        #expect(jira.state.withLock { $0.violations } == [])
    }

    @Test("is sent the others once more when it refuses some")
    func refusesSome() async throws {
        var traits = ImitationJira.Traits()
        traits.scriptRefuses = ["Department": "The value 'R&D' is not allowed"]
        let jira = ImitationJira([.ada.holding(["Manager": "Boss"])], traits)
        try await JiraBench.with(jira, method: .companion) { bench in
            let results = try await bench.apply(
                [.set(.department, "R&D"), .set(.location, "Berlin"), .set(.manager, nil)], to: Self.ada)
            #expect(results[.department] == .refused("Jira refused it: The value '…' is not allowed"))
            #expect(results[.location] == .written)
            #expect(results[.manager] == .written)
            #expect(jira.values(Self.ada.key) == ["Location": "Berlin"])
            #expect(jira.count("PUT /rest/scriptrunner/latest/custom/rollcallProfile") == 2)
        }
    }

    @Test("is not asked a third time when it refuses again, or names nothing that was sent")
    func refusesAgain() async throws {
        let jira = ImitationJira([.ada]) { request, earlier in
            guard request.method == "PUT" else { return nil }
            let name = earlier == 0 ? "Department" : "Elsewhere"
            return .text("{\"errorMessages\":[],\"errors\":{\"\(name)\":\"no\"}}", status: 400)
        }
        try await JiraBench.with(jira, method: .companion) { bench in
            let error = await code {
                _ = try await bench.apply([.set(.department, "a"), .set(.location, "b")], to: Self.ada)
            }
            #expect(error == .refused)
            #expect(jira.count("PUT /rest/scriptrunner/latest/custom/rollcallProfile") == 2)
        }
    }

    @Test("that keeps another text than was sent makes that attribute fail")
    func readsBack() async throws {
        var traits = ImitationJira.Traits()
        traits.trimsValues = true
        let jira = ImitationJira([.ada], traits)
        try await JiraBench.with(jira, method: .companion) { bench in
            let results = try await bench.apply([.set(.department, " x"), .set(.location, "y")], to: Self.ada)
            #expect(results[.location] == .written)
            #expect(results[.department] != .written)
        }
    }

    @Test("that is not installed is the target's failure, an unknown user is not")
    func missing() async throws {
        var traits = ImitationJira.Traits()
        traits.hasScript = false
        let without = ImitationJira([.ada], traits)
        try await JiraBench.with(without, method: .companion) { bench in
            #expect(await code { _ = try await bench.values(of: Self.ada, attributes: []) } == .unreachable)
            #expect(
                await code { _ = try await bench.apply([.set(.department, "x")], to: Self.ada) } == .unreachable)
            let probes = await bench.target.examine()
            #expect(probes.map(\.ok) == [true, false, true])
            #expect(probes[1].remedy?.contains("companionPath") == true)
        }
        let jira = ImitationJira([.ada])
        try await JiraBench.with(jira, method: .companion) { bench in
            let nobody = TargetUser(key: "K", name: "nobody")
            #expect(await code { _ = try await bench.values(of: nobody, attributes: []) } == .notFound)
            let renamed = TargetUser(key: "K", name: "ada")
            #expect(await code { _ = try await bench.values(of: renamed, attributes: []) } == .notFound)
            #expect(await bench.target.examine().map(\.ok) == [true, true, true])
        }
    }

    @Test(
        "gives typed errors by status",
        arguments: [
            (401, TargetError.Code.credentials), (403, .forbidden), (405, .unreachable), (500, .refused),
            (502, .unreachable),
            (503, .unreachable), (504, .unreachable), (429, .throttled(retryAfter: nil)), (200, .malformed),
            (400, .malformed),
        ])
    func statuses(_ status: Int, _ expected: TargetError.Code) async throws {
        let jira = ImitationJira([.ada]) { request, _ in
            request.path.contains("rollcallProfile") ? .text("", status: status, type: "text/plain") : nil
        }
        try await JiraBench.with(jira, method: .companion) { bench in
            #expect(await code { _ = try await bench.apply([.set(.department, "x")], to: Self.ada) } == expected)
        }
    }

    @Test("reads Retry-After on 429 and 503", arguments: [429, 503])
    func retryAfter(_ status: Int) async throws {
        let jira = ImitationJira([.ada]) { request, _ in
            request.path.contains("rollcallProfile") ? .text("{}", status: status, headers: ["Retry-After": "7"]) : nil
        }
        try await JiraBench.with(jira, method: .companion) { bench in
            let error = await code { _ = try await bench.values(of: Self.ada, attributes: []) }
            #expect(error == .throttled(retryAfter: .seconds(7)))
        }
    }

    @Test("is not sent a refused token again until somebody asks", arguments: ["401", "anonymous"])
    func refusedToken(_ kind: String) async throws {
        let jira = ImitationJira([.ada]) { request, _ in
            kind == "401" ? nil : .text("{\"name\":\"\"}", headers: ["X-AUSERNAME": "anonymous"])
        }
        try await JiraBench.with(jira, method: .companion, token: "wrong") { bench in
            for _ in 0..<3 {
                #expect(await code { _ = try await bench.values(of: Self.ada, attributes: []) } == .credentials)
            }
            #expect(jira.state.withLock { $0.log.count } == 1)
            #expect(await code { try await bench.target.probe() } == .credentials)
            #expect(jira.state.withLock { $0.log.count } == 2)
        }
    }
}
