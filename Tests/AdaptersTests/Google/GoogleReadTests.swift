import Adapters
import Domain
import Foundation
import Hummingbird
import TestSupport
import Testing

@Suite("Reading Google's users") struct GoogleReadTests {
    private static let lists = #"""
        {"id":"1","primaryEmail":"ada@example.com","name":{"givenName":"Ada","fullName":"Ada Lovelace"},
         "phones":[{"type":"home","value":"+1"},{"type":"work","value":"+2"},{"type":"work","value":"+3"}],
         "organizations":{"title":"Engineer","department":"R&D"},"aliases":"a@example.com",
         "ims":[{"im":"one"},{"im":"two","primary":true}],"websites":[{"value":"w1"},{"value":"w2"}],
         "externalIds":[{"type":"organization","value":"007"}],
         "customSchemas":{"HR":{"costCentre":"42","phones":[{"value":"x"},{"type":"work","value":"y"}]}}}
        """#

    @Test(
        "finds values in lists, by filter, by index and by what is primary",
        arguments: [
            ("phones[type=work].value", .list(["+2", "+3"])), ("phones[type=home].value", .text("+1")),
            ("phones[0].value", .text("+1")), ("phones[type=mobile].value", .empty), ("phones[9].value", .empty),
            // An object in place of a list is a list of one.
            ("organizations[0].title", .text("Engineer")), ("organizations.department", .list(["R&D"])),
            ("organizations[primary=true].title", .text("Engineer")), ("aliases[0]", .text("a@example.com")),
            // Without a primary one the first counts; with one, only that.
            ("websites[primary=true].value", .text("w1")), ("websites[primary=false].value", .text("w2")),
            ("ims[primary=true].im", .text("two")), ("ims[primary=false].im", .text("one")),
            ("externalIds[type=organization].value", .text("007")),
            ("customSchemas.HR.costCentre", .text("42")), ("customSchemas.HR.phones.value", .list(["x", "y"])),
            ("customSchemas.HR.phones[type=work].value", .text("y")), ("customSchemas.HR.phones", .structure),
            ("name.fullName", .text("Ada Lovelace")), ("name.familyName", .empty), ("locations[0].floorName", .empty),
            ("recoveryEmail", .empty), ("suspended", .text("false")),
            // Typing errors are not empty.
            ("phones[type=work].vlaue", .unknown("phones.vlaue")), ("name.givenname", .unknown("name.givenname")),
            ("recoveryEmail.x", .unknown("recoveryEmail.x")), ("Name.givenName", .unknown("Name")),
            ("organizations[0].costcenter", .unknown("organizations.costcenter")),
            ("locations[0].floor.name", .unknown("locations.floor")),
        ] as [(String, Lookup)])
    func values(_ text: String, _ due: Lookup) async throws {
        try await Self.with(body: Self.lists) { bench in
            let path = try AttributePath(text)
            let profile = try await bench.directory.profile(of: "1", paths: [path])
            #expect(profile.value(at: path) == due)
            #expect(bench.google.calls == ["GET /admin/directory/v1/users/1?projection=full"])
        }
    }

    @Test("takes for known what Google sends, whatever our list says")
    func newAttributes() async throws {
        try await Self.with(body: #"{"id":"1","shoeSize":43,"name":{"nickName":"A"},"phones":[{"ring":"x"}]}"#) {
            bench in
            let paths = try Set(["shoeSize", "name.nickName", "phones[0].ring"].map(AttributePath.init))
            let profile = try await bench.directory.profile(of: "1", paths: paths)
            #expect(profile.unknown.isEmpty)
            #expect(try profile.value(at: AttributePath("shoeSize")) == .text("43"))
            #expect(try profile.value(at: AttributePath("phones[0].ring")) == .text("x"))
        }
    }

    @Test(
        "takes suspended and archived for disabled",
        arguments: [
            (#""suspended":true"#, true), (#""archived":true"#, true), (#""suspended":false,"archived":false"#, false),
            (#""suspended":"true""#, false), (#""x":1"#, false),
        ])
    func standing(_ members: String, _ isDisabled: Bool) async throws {
        try await Self.with(body: #"{"id":"1",\#(members)}"#) { bench in
            let profile = try await bench.directory.profile(of: "1", paths: [])
            #expect(profile.isDisabled == isDisabled)
        }
    }

    @Test(
        "says what an answer means",
        arguments: [
            Row(#"{"primaryEmail":"x"}"#, .malformed, "no id"), Row(#"["1"]"#, .malformed, "no JSON object"),
            Row(#"{"id":"1","name":"#, .malformed, "no valid JSON"), Row("", .malformed, "no valid JSON"),
            Row(#"{"id":"2"}"#, .malformed, "another user"),
            Row("<html>", type: "application/json", .unreachable, "HTML"),
            Row(#"{"id":"1"}"#, status: 302, .malformed, "redirect to http://elsewhere.example.com,"),
            Row(#"{"id":"1"}"#, status: 307, .malformed, "redirect"),
            Row(google: "notFound", status: 404, .notFound, "404 notFound"),
            Row("<html>", status: 404, .unreachable, "HTML"),
            Row("", status: 404, .refused, "without Google's error object"),
            Row(google: "forbidden", status: 403, .forbidden, "forbidden"),
            Row(google: "insufficientPermissions", status: 403, .forbidden, "insufficientPermissions"),
            Row(google: "accessNotConfigured", status: 403, .forbidden, "accessNotConfigured"),
            Row(google: "somethingNew", status: 403, .forbidden, "somethingNew"),
            Row(google: "rateLimitExceeded", status: 403, .throttled(retryAfter: nil), "rateLimitExceeded"),
            Row(google: "userRateLimitExceeded", status: 403, .throttled(retryAfter: nil), "userRateLimit"),
            Row(google: "quotaExceeded", status: 403, retryAfter: "9", .throttled(retryAfter: .seconds(9)), "quota"),
            Row(google: "dailyLimitExceeded", status: 403, .throttled(retryAfter: .seconds(3600)), "daily"),
            Row(google: "rateLimitExceeded", status: 429, retryAfter: "9", .throttled(retryAfter: .seconds(9)), "429"),
            Row("<html>", status: 403, .unreachable, "HTML"), Row("<html>", status: 401, .unreachable, "HTML"),
            Row(google: "invalid", status: 400, .refused, "400 invalid"),
            Row(google: "backendError", status: 500, .refused, "500 backendError"),
            Row(google: "backendError", status: 503, .unreachable, "503 backendError"),
            Row("<html>", status: 502, .unreachable, "502"), Row("", status: 504, .unreachable, "504"),
            Row("", status: 503, retryAfter: "9", .throttled(retryAfter: .seconds(9)), "503"),
        ])
    func meaning(_ row: Row) async throws {
        let google = GoogleImitation { $0.path == "/token" ? nil : row.answer }
        try await GoogleBench.with(google) { bench in
            let error = try #require(await failure(of: bench.directory, "1", paths: [AttributePath("name.givenName")]))
            #expect(error.code == row.code)
            #expect(error.cause.contains(row.words), "\(error)")
            #expect(error.request == "GET /users/{userKey}")

            #expect(!error.description.contains("s3cret") && !error.description.contains("ya29"))
        }
    }

    @Test(
        "names the way out of each refusal",
        arguments: [
            ("accessNotConfigured", "enable the Admin SDK API"), ("insufficientPermissions", "domain-wide delegation"),
            ("forbidden", "role"),
        ])
    func remedies(_ reason: String, _ words: String) async throws {
        let google = GoogleImitation { $0.path == "/token" ? nil : .google(403, reason) }
        try await GoogleBench.with(google) { bench in
            #expect(await failure(of: bench.directory, "1")?.remedy?.contains(words) == true)
        }
    }

    @Test("ends a read that hangs", arguments: [false, true])
    func hangs(atSignIn: Bool) async throws {
        var limits = HTTPClientTransport.Limits()
        limits.whole = .milliseconds(200)
        let google = GoogleImitation { request in
            if (request.path == "/token") == atSignIn { try await Task.sleep(for: .seconds(20)) }
            return nil
        }
        try await GoogleBench.with(google, limits: limits) { bench in
            #expect(await failure(of: bench.directory, "1")?.code == .unreachable)
        }
    }

    @Test("asks nothing for an id that no user can have", arguments: ["", String(repeating: "x", count: 513)])
    func impossibleID(_ id: String) async throws {
        try await GoogleBench.with(GoogleImitation()) { bench in
            #expect(await failure(of: bench.directory, id)?.code == .notFound)
            #expect(bench.google.requests.isEmpty)
        }
    }

    @Test("takes an id that Google writes as a number digit by digit")
    func numbers() async throws {
        try await Self.with(body: #"{"id":111220860655841818702}"#) { bench in
            let id = "111220860655841818702"
            let profile = try await bench.directory.profile(of: id, paths: [])
            #expect(profile.id == id)
        }
    }

    private static func with(
        body: String, _ run: @escaping @Sendable (GoogleBench) async throws -> Void
    ) async throws {
        let google = GoogleImitation { $0.path.hasPrefix("/admin/directory/v1/users/") ? .text(body) : nil }
        try await GoogleBench.with(google, run)
    }
}

extension Row {
    init(
        google reason: String, status: Int, retryAfter: String? = nil, _ code: DirectoryError.Code, _ words: String
    ) {
        let body = #"{"error":{"code":\#(status),"message":"s3cret","errors":[{"domain":"x","reason":"\#(reason)"}]}}"#
        self.init(body, status: status, retryAfter: retryAfter, code, words)
    }
}
