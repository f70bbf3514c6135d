import Adapters
import Domain
import Foundation
import Hummingbird
import TestSupport
import Testing

@Suite("Reading Entra's users") struct EntraReadTests {
    private static let ada = StandPerson(
        id: "ada", login: "ada@example.com", mail: nil, givenName: "Ada", managerID: "boss")
    private static let boss = StandPerson(id: "boss", login: "boss@example.com", mail: nil, givenName: nil)

    @Test("selects what the paths need and the manager only when mapped")
    func selects() async throws {
        try await Self.with { bench in
            _ = try await bench.directory.profile(
                of: "ada",
                paths: [
                    AttributePath("onPremisesExtensionAttributes.extensionAttribute1"),
                    AttributePath("businessPhones[0]"), AttributePath("manager.mail"),
                    AttributePath("manager.displayName"),
                ])
            #expect(
                bench.graph.targets.last == "GET /v1.0/users/ada?$select=id,accountEnabled,businessPhones,"
                    + "onPremisesExtensionAttributes&$expand=manager($select=id,displayName,mail)")
            _ = try await bench.directory.profile(of: "ada", paths: [AttributePath("mail")])
            #expect(bench.graph.targets.last == "GET /v1.0/users/ada?$select=id,accountEnabled,mail")
        }
    }

    @Test("keeps numbers, flags, lists and objects as Graph wrote them, and tells a disabled account")
    func shapes() async throws {
        let graph = GraphImitation { request in
            request.path.hasSuffix("/ada")
                ? .text(#"{"id":"ada","accountEnabled":false,"department":1.50,"businessPhones":["1",null,"2"]}"#) : nil
        }
        try await EntraBench.with(graph) { bench in
            let profile = try await bench.directory.profile(
                of: "ada", paths: [AttributePath("department"), AttributePath("businessPhones")])
            #expect(
                profile.attributes == [
                    "id": .text("ada"), "department": .number("1.50"),
                    "businessPhones": .list([.text("1"), .null, .text("2")]),
                ])
            #expect(profile.isDisabled)
        }
    }

    @Test("does not ask again for an unknown name until a while has passed")
    func remembersUnknown() async throws {
        let time = ManualTime()
        try await Self.with(time: time) { bench in
            let paths: Set<AttributePath> = [
                try AttributePath("departmnet"), try AttributePath("shoeSize"), try AttributePath("manager.hat"),
                try AttributePath("department"), try AttributePath("cost centre"),
            ]
            var asked: [Int] = []
            for pause in [0, 60, 15 * 60] {
                time.advance(by: .seconds(pause))
                let before = bench.graph.requests.count
                let profile = try await bench.directory.profile(of: "ada", paths: paths)
                #expect(profile.unknown == ["departmnet", "shoeSize", "manager.hat", "cost centre"])
                #expect(profile.attributes["department"] == .null)
                asked.append(bench.graph.requests.count - before)
            }
            // A sign-in and three refusals; none; the three refusals again.
            #expect(asked == [5, 1, 4])
        }
    }

    @Test("ends when Graph refuses name after name")
    func endlessRefusals() async throws {
        let graph = GraphImitation { request in
            guard let select = request.query["$select"], !request.path.hasSuffix("/token") else { return nil }
            let name = select.split(separator: ",").last.map(String.init) ?? "id"
            return .unknownProperty(name, "user")
        }
        try await EntraBench.with(graph) { bench in
            let paths = Set(try (0..<40).map { try AttributePath("a\($0)") })
            #expect(await failure(of: bench.directory, "ada", paths: paths)?.code == .refused)
            #expect(bench.graph.requests.count < 25)
        }
    }

    @Test("takes a name in other capitals for an unknown one, never for an empty one")
    func capitals() async throws {
        let graph = GraphImitation { request in
            request.path.hasSuffix("/ada") ? .text(#"{"id":"ada","accountEnabled":true,"jobTitle":"x"}"#) : nil
        }
        try await EntraBench.with(graph) { bench in
            let profile = try await bench.directory.profile(of: "ada", paths: [AttributePath("JobTitle")])
            #expect(profile.unknown == ["JobTitle"])
        }
    }

    @Test(
        "says what an answer means",
        arguments: [
            Row(#"{"id":"ada"}"#, .malformed, "'department' was selected and is missing"),
            Row(#"{"id":7,"department":"x"}"#, .malformed, "no id"),
            Row(#"{"department":"x"}"#, .malformed, "no id"),
            Row(#"["ada"]"#, .malformed, "no JSON object"),
            Row(#"{"id":"ada","department":"#, .malformed, "no valid JSON"),
            Row("", .malformed, "no valid JSON"),
            Row(#"{"id":"ada","department":"x","manager":"boss"}"#, .malformed, "manager"),
            Row(#"{"id":"ada","department":"x","manager":{"id":"boss"}}"#, .malformed, "'manager.mail'"),
            Row("<html>", type: "application/json", .unreachable, "HTML"),
            Row(#"{"id":"x"}"#, status: 302, .malformed, "redirect to http://elsewhere.example.com,"),
            Row("", status: 307, .malformed, "redirect"),
            Row(error: "Request_ResourceNotFound", status: 404, .notFound, "404"),
            Row("<html>", status: 404, .unreachable, "HTML"),
            Row("", status: 404, .refused, "without Graph's error object"),
            Row(error: "Authorization_RequestDenied", status: 403, .forbidden, "User.Read.All"),
            Row("<html>", status: 403, .unreachable, "HTML"),
            Row("<html>", status: 401, .unreachable, "HTML"),
            Row(error: "Request_BadRequest", status: 400, .refused, "400 Request_BadRequest"),
            Row(error: "NotImplemented", status: 501, .refused, "501"),
            Row(error: "InternalServerError", status: 500, .refused, "500"),
            Row("<html>", status: 502, .unreachable, "502"),
            Row("", status: 503, .unreachable, "503"),
            Row("", status: 504, .unreachable, "504"),
            Row("", status: 503, retryAfter: "9", .throttled(retryAfter: .seconds(9)), "503"),
            Row("", status: 429, retryAfter: "9", .throttled(retryAfter: .seconds(9)), "429"),
            Row("", status: 429, .throttled(retryAfter: nil), "429"),
        ])
    func meaning(_ row: Row) async throws {
        let graph = GraphImitation { request in request.path.hasSuffix("/token") ? nil : row.answer }
        try await EntraBench.with(graph) { bench in
            let paths: Set<AttributePath> = [try AttributePath("department"), try AttributePath("manager.mail")]
            let error = try #require(await failure(of: bench.directory, "ada", paths: paths))
            #expect(error.code == row.code)
            #expect(error.cause.contains(row.words))
            #expect(error.request == "GET /users/{id}")
            #expect(!error.description.contains("s3cret") && !error.description.contains("token-"))
        }
    }

    @Test("takes the answer about another user for a mix-up")
    func anotherUser() async throws {
        let asked = "4f2c0000-0000-4000-8000-000000000001"
        let graph = GraphImitation { $0.path.hasSuffix("/token") ? nil : .text(#"{"id":"4f2c-other"}"#) }
        try await EntraBench.with(graph) { bench in
            #expect(await failure(of: bench.directory, asked)?.code == .malformed)
        }
    }

    @Test("ends a read that hangs", arguments: [false, true])
    func hangs(atSignIn: Bool) async throws {
        var limits = HTTPClientTransport.Limits()
        limits.whole = .milliseconds(200)
        let graph = GraphImitation { request in
            if request.path.hasSuffix("/token") == atSignIn { try await Task.sleep(for: .seconds(20)) }
            return nil
        }
        try await EntraBench.with(graph, limits: limits) { bench in
            #expect(await failure(of: bench.directory, "ada")?.code == .unreachable)
        }
    }

    @Test("asks nothing for an id that no user can have", arguments: ["", String(repeating: "x", count: 513)])
    func impossibleID(_ id: String) async throws {
        try await Self.with { bench in
            #expect(await failure(of: bench.directory, id)?.code == .notFound)
            #expect(bench.graph.requests.isEmpty)
        }
    }

    @Test("searches other attributes by the advanced engine, and refuses a name that could change the query")
    func searches() async throws {
        try await Self.with { bench in
            #expect(try await bench.directory.users(where: "givenName", equals: "Ada") == ["ada"])
            let target = try #require(bench.graph.targets.last)
            #expect(target == "GET /v1.0/users?$filter=givenName%20eq%20%27Ada%27&$select=id&$count=true")
            let asked = bench.graph.requests.count
            for name in ["mail eq 'x' or mail", "", "a&b", "mail)"] {
                await #expect(throws: DirectoryError.self) {
                    _ = try await bench.directory.users(where: name, equals: "x")
                }
            }
            #expect(bench.graph.requests.count == asked)
        }
    }

    @Test("follows pages on its host only", arguments: [true, false])
    func pages(onHost: Bool) async throws {
        let strayed = Seen<Bool>()
        try await LoopbackServer.with { _ in
            strayed.add(true)
            return .text(#"{"value":[]}"#)
        } _: { other in
            let graph = GraphImitation { request in
                guard request.path == "/v1.0/users" else { return nil }
                if request.query["$skiptoken"] != nil { return .text(#"{"value":[{"id":"b"}]}"#) }
                let base = onHost ? "http://\(request.authority)" : other.absoluteString
                let link = "\(base)/v1.0/users?$skiptoken=x"
                return .text(#"{"value":[{"id":"a"}],"@odata.nextLink":"\#(link)"}"#)
            }
            try await EntraBench.with(graph) { bench in
                if onHost {
                    let found = try await bench.directory.users(where: "mail", equals: "x")
                    #expect(found == ["a", "b"])
                } else {
                    await #expect(throws: DirectoryError.self) {
                        _ = try await bench.directory.users(where: "mail", equals: "x")
                    }
                }
            }
        }
        #expect(strayed.all.isEmpty)
    }

    @Test("proves token, permission and each attribute, and says what to do about an unknown one")
    func examines() async throws {
        try await Self.with { bench in
            let probes = await bench.directory.examine(paths: [
                try AttributePath("department"), try AttributePath("departmnet"), try AttributePath("manager.mail"),
            ])
            #expect(
                probes.map(\.part) == [
                    "entra: token", "entra: permission User.Read.All", "entra: attribute department",
                    "entra: attribute departmnet", "entra: attribute manager.mail",
                ])
            #expect(probes.map(\.ok) == [true, true, true, false, true])
            #expect(probes[3].remedy != nil)
        }
        try await EntraBench.with(GraphImitation(), secret: "wr0ng") { bench in
            let probes = await bench.directory.examine(paths: [])
            #expect(probes.map(\.ok) == [false])
            #expect(probes[0].remedy != nil)
        }
    }

    private static func with(
        time: any TimeSource = SystemTime(), _ body: @escaping @Sendable (EntraBench) async throws -> Void
    ) async throws {
        let graph = GraphImitation()
        for person in [ada, boss] { graph.add(person) }
        try await EntraBench.with(graph, time: time, body)
    }
}

/// An answer and what it must be taken for.
struct Row: Sendable, CustomTestStringConvertible {
    let status: Int
    let body: String
    let type: String
    let retryAfter: String?
    let code: DirectoryError.Code
    let words: String

    init(
        _ body: String, status: Int = 200, type: String = "application/json", retryAfter: String? = nil,
        _ code: DirectoryError.Code, _ words: String
    ) {
        (self.body, self.status, self.type, self.retryAfter) = (body, status, type, retryAfter)
        (self.code, self.words) = (code, words)
    }

    init(error: String, status: Int, _ code: DirectoryError.Code, _ words: String) {
        self.init(#"{"error":{"code":"\#(error)","message":"s3cret"}}"#, status: status, code, words)
    }

    var answer: Response {
        var headers = ["Location": "http://elsewhere.example.com/path?token=s3cret"]
        if let retryAfter { headers["Retry-After"] = retryAfter }
        if status == 307 { headers["Location"] = nil }
        return .text(body, status: status, type: type, headers: headers)
    }

    var testDescription: String { "\(status) \(body)" }
}
