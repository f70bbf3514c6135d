import Adapters
import Domain
import Foundation
import Hummingbird
import Synchronization
import TestSupport
import Testing

@Suite("Reading Okta's users") struct OktaReadTests {
    private static let ada = StandPerson(
        id: "00u1", login: "Ada@example.com", mail: "ada.l@example.com", givenName: "Ada", managerID: "00u2")
    private static let boss = StandPerson(id: "00u2", login: "boss@example.com", mail: nil, givenName: nil)

    @Test("keeps texts, numbers, flags and lists as Okta wrote them, and drops what was not asked for")
    func shapes() async throws {
        let okta = OktaImitation()
        okta.add(
            Self.ada,
            ["costCode": .number("1.50"), "badges": .list([.text("a"), .text("b")]), "dienstort": .flag(true)])
        try await OktaBench.with(okta) { bench in
            let paths = Set(
                try ["profile.costCode", "profile.badges", "profile.dienstort", "status", "id", "type", "lastLogin"]
                    .map(AttributePath.init))
            let profile = try await bench.directory.profile(of: "00u1", paths: paths)
            #expect(
                profile.attributes == [
                    "id": .text("00u1"), "status": .text("ACTIVE"), "type": .object(["id": .text("oty1")]),
                    "lastLogin": .null,
                    "profile": .object([
                        "costCode": .number("1.50"), "badges": .list([.text("a"), .text("b")]),
                        "dienstort": .flag(true),
                    ]),
                ])
            #expect(profile.unknown.isEmpty && !profile.isDisabled)
            #expect(bench.okta.targets == ["GET /api/v1/users/00u1"])
        }
    }

    @Test(
        "takes deprovisioned, suspended and staged users for switched off, and nobody else",
        arguments: [
            ("STAGED", true), ("PROVISIONED", false), ("ACTIVE", false), ("RECOVERY", false),
            ("PASSWORD_EXPIRED", false), ("LOCKED_OUT", false), ("SUSPENDED", true), ("DEPROVISIONED", true),
            ("ACTIVATING", false),
        ])
    func standing(status: String, isDisabled: Bool) async throws {
        let okta = OktaImitation()
        okta.add(Self.ada, status: status)
        try await OktaBench.with(okta) { bench in
            let profile = try await bench.directory.profile(of: "00u1", paths: [])
            #expect(profile.isDisabled == isDisabled)
        }
    }

    @Test("reads the schema only for what is absent, and again after a while or when a person asks")
    func schema() async throws {
        let time = ManualTime()
        let isSchema: @Sendable (String) -> Bool = { $0.hasSuffix("/meta/schemas/user/default") }
        try await Self.with(time: time) { bench in
            let present: Set<AttributePath> = [try AttributePath("profile.firstName")]
            _ = try await bench.directory.profile(of: "00u1", paths: present)
            #expect(!bench.okta.targets.contains(where: isSchema))
            let absent = Set(
                try ["profile.title", "profile.Title", "profile.costCode", "department", "profile.hat"]
                    .map(AttributePath.init))
            for (pause, reads) in [(0, 1), (60, 1), (15 * 60, 2)] {
                time.advance(by: .seconds(pause))
                let profile = try await bench.directory.profile(of: "00u1", paths: absent)
                #expect(profile.unknown == ["profile.Title", "department", "profile.hat"])
                #expect(profile.value(at: try AttributePath("profile.title")) == .empty)
                #expect(profile.value(at: try AttributePath("profile.costCode")) == .empty)
                #expect(bench.okta.targets.filter(isSchema).count == reads)
            }
            bench.okta.state.withLock { $0.custom.append("hat") }
            _ = await bench.directory.examine(paths: [])
            #expect(try await bench.directory.profile(of: "00u1", paths: absent).unknown.count == 2)
        }
    }

    @Test("does not take an absent attribute for empty while the schema cannot be read", arguments: [403, 500])
    func noSchema(status: Int) async throws {
        let okta = OktaImitation { request in
            request.path.contains("/meta/") ? .okta(status, status == 403 ? "E0000006" : "E0000009") : nil
        }
        okta.add(Self.ada)
        try await OktaBench.with(okta) { bench in
            let error = await failure(of: bench.directory, "00u1", paths: [try AttributePath("profile.title")])
            #expect(error?.code == (status == 403 ? .forbidden : .refused))
            #expect(error?.request == "GET /meta/schemas/user/default")
        }
    }

    @Test(
        "says what an answer means",
        arguments: [
            Row(#"{"status":"ACTIVE","profile":{}}"#, .malformed, "no id"),
            Row(#"{"id":7,"status":"ACTIVE","profile":{}}"#, .malformed, "no id"),
            Row(#"{"id":"00u1","profile":{}}"#, .malformed, "no status"),
            Row(#"{"id":"00u1","status":null,"profile":{}}"#, .malformed, "no status"),
            Row(#"{"id":"00u1","status":"ACTIVE"}"#, .malformed, "no profile"),
            Row(#"{"id":"00u1","status":"ACTIVE","profile":null}"#, .malformed, "no profile"),
            Row(#"{"id":"00u9","status":"ACTIVE","profile":{"login":"00u1x"}}"#, .malformed, "another user"),
            Row(#"[{"id":"00u1"}]"#, .malformed, "no JSON object"),
            Row(#"{"id":"00u1","status":"#, .malformed, "no valid JSON"),
            Row("", .malformed, "no valid JSON"),
            Row("<html>", type: "application/json", .unreachable, "HTML"),
            Row("{}", status: 302, .malformed, "redirect to http://elsewhere.example.com,"),
            Row(okta: "E0000011", status: 401, .credentials, "401 E0000011"),
            Row("", status: 401, .credentials, "401"),
            Row("<html>", status: 401, .unreachable, "HTML"),
            Row(okta: "E0000006", status: 403, .forbidden, "403 E0000006"),
            Row("<html>", status: 403, .unreachable, "HTML"),
            Row(okta: "E0000007", status: 404, .notFound, "404 E0000007"),
            Row(okta: "E0000022", status: 404, .refused, "404 E0000022"),
            Row("{}", status: 404, .refused, "without Okta's error object"),
            Row("<html>", status: 404, .unreachable, "HTML"),
            Row(okta: "E0000001", status: 400, .refused, "400 E0000001"),
            Row(okta: "s3cret", status: 400, .refused, "400"),
            Row(okta: "E0000009", status: 500, .refused, "500 E0000009"),
            Row("<html>", status: 502, .unreachable, "502"),
            Row(okta: "E0000010", status: 503, .unreachable, "503 E0000010"),
            Row("", status: 504, .unreachable, "504"),
            Row("", status: 503, retryAfter: "9", .throttled(retryAfter: .seconds(9)), "503"),
            Row("", status: 429, retryAfter: "9", .throttled(retryAfter: .seconds(9)), "429"),
            Row("", status: 429, .throttled(retryAfter: nil), "429"),
        ])
    func meaning(_ row: Row) async throws {
        let okta = OktaImitation { _ in row.answer }
        try await OktaBench.with(okta) { bench in
            let error = try #require(await failure(of: bench.directory, "00u1"))
            #expect(error.code == row.code)
            #expect(error.cause.contains(row.words))
            #expect(error.request == "GET /users/{id}")
            #expect(!error.description.contains("s3cret") && !error.description.contains("t0ken"))
            if [.credentials, .forbidden].contains(row.code) { #expect(error.remedy != nil) }
        }
    }

    @Test(
        "takes a user by login, whatever its capitals, as well as by id", arguments: ["00u1", "ada@EXAMPLE.com", "ada"])
    func addresses(text: String) async throws {
        try await Self.with { bench in
            let profile = try await bench.directory.profile(of: text, paths: [])
            #expect(profile.id == "00u1")
        }
    }

    @Test("ends a read that hangs")
    func hangs() async throws {
        var limits = HTTPClientTransport.Limits()
        limits.whole = .milliseconds(200)
        let okta = OktaImitation { _ in
            try await Task.sleep(for: .seconds(20))
            return nil
        }
        try await OktaBench.with(okta, limits: limits) { bench in
            #expect(await failure(of: bench.directory, "00u1")?.code == .unreachable)
        }
    }

    @Test("asks nothing for an id that no user can have", arguments: ["", String(repeating: "x", count: 513)])
    func impossibleID(_ id: String) async throws {
        try await Self.with { bench async throws in
            #expect(await failure(of: bench.directory, id)?.code == .notFound)
            #expect(try await bench.directory.users(named: id).isEmpty)
            #expect(try await bench.directory.users(where: "profile.email", equals: id).isEmpty)
            #expect(bench.okta.requests.isEmpty)
        }
    }

    static func with(
        time: any TimeSource = SystemTime(), _ body: @escaping @Sendable (OktaBench) async throws -> Void
    ) async throws {
        let okta = OktaImitation()
        for person in [ada, boss] { okta.add(person) }
        try await OktaBench.with(okta, time: time, body)
    }
}

extension Row {
    init(okta code: String, status: Int, _ meaning: DirectoryError.Code, _ words: String) {
        self.init(
            #"{"errorCode":"\#(code)","errorSummary":"about s3cret","errorCauses":[]}"#, status: status, meaning, words)
    }
}
