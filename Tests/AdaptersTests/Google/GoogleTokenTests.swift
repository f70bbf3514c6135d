import Adapters
import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Synchronization
import TestSupport
import Testing

@Suite("Google's sign-in") struct GoogleTokenTests {
    @Test("signs an assertion of just the contract's claims, for the one scope that is needed")
    func assertion() async throws {
        let time = ManualTime()
        let google = Self.google(time)
        try await GoogleBench.with(google) { bench in
            _ = try await bench.directory.profile(of: "1", paths: [AttributePath("primaryEmail")])
            let claims = try #require(google.assertions.first)
            let now = Int(time.now.timeIntervalSince1970)
            #expect(
                claims == [
                    "iss": .text(GoogleImitation.clientEmail), "sub": .text(GoogleImitation.admin),
                    "scope": .text(GoogleImitation.userScope), "aud": .text(bench.settings.tokenURL.absoluteString),
                    "iat": .number("\(now)"), "exp": .number("\(now + 1800)"),
                ])
            #expect(google.requests.first?.headers[.contentType] == "application/x-www-form-urlencoded")
        }
    }

    @Test("signs in once for all who read at the same time, and again only shortly before the token expires")
    func cached() async throws {
        let time = ManualTime()
        let google = Self.google(time)
        try await GoogleBench.with(google) { bench in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<20 { group.addTask { _ = try await bench.directory.profile(of: "1", paths: []) } }
                try await group.waitForAll()
            }
            #expect(google.signIns == 1)
            for (pause, signIns) in [(3000, 1), (400, 2)] {
                time.advance(by: .seconds(pause))
                _ = try await bench.directory.profile(of: "1", paths: [])
                #expect(google.signIns == signIns)
            }
        }
    }

    @Test("replaces a refused token once, and gives up when the new one is refused, too")
    func replaces() async throws {
        let google = Self.google()
        try await GoogleBench.with(google) { bench in
            _ = try await bench.directory.profile(of: "1", paths: [])
            google.state.withLock { $0.tokens = [:] }
            _ = try await bench.directory.profile(of: "1", paths: [])
            #expect(google.signIns == 2)
        }
        let refusing = GoogleImitation { $0.path == "/token" ? nil : .google(401, "authError") }
        try await GoogleBench.with(refusing) { bench in
            #expect(await failure(of: bench.directory, "1")?.code == .credentials)
            #expect(refusing.signIns == 2 && refusing.requests.count == 4)
        }
    }

    @Test("says what to do about refused credentials, once for all who read, and nothing of the key")
    func refused() async throws {
        let time = ManualTime()
        let cases: [(key: String, admin: String, scopes: Set<String>, skew: Double, words: [String])] = [
            (
                TestKeys.rsa, GoogleImitation.admin, [], 0,
                ["unauthorized_client", "domain-wide delegation", "readonly"]
            ),
            (TestKeys.otherRSA, GoogleImitation.admin, [GoogleImitation.userScope], 0, ["invalid_grant", "key"]),
            (TestKeys.rsa, "nobody@example.com", [GoogleImitation.userScope], 0, ["invalid_grant", "delegatedAdmin"]),
            (TestKeys.rsa, GoogleImitation.admin, [GoogleImitation.userScope], 999, ["invalid_grant", "clock"]),
        ]
        for (key, admin, scopes, skew, words) in cases {
            let google = Self.google(ManualTime(time.now.addingTimeInterval(skew))) { request in
                guard skew != 0, request.path == "/token" else { return nil }
                return .oauth(400, "invalid_grant", "Invalid JWT: Token must be a short-lived token")
            }
            google.state.withLock { $0.granted = scopes }
            try await GoogleBench.with(google, key: key, admin: admin) { bench in
                let errors = await withTaskGroup(of: DirectoryError?.self) { group in
                    for _ in 0..<10 { group.addTask { await failure(of: bench.directory, "1") } }
                    return await group.reduce(into: []) { $0.append($1) }
                }
                #expect(errors.allSatisfy { $0?.code == .credentials })
                #expect(google.signIns == 1)
                let error = try #require(errors.first ?? nil)
                for word in words { #expect(error.description.contains(word), "\(error)") }
                #expect(error.request == "POST {token_uri}")
                #expect(!error.description.contains("example.com") && !error.description.contains("PRIVATE"))
            }
        }
    }

    @Test(
        "never lets a faulty sign-in count for a user",
        arguments: [
            (500, "oops", "text/plain", DirectoryError.Code.unreachable), (502, "", "text/plain", .unreachable),
            (503, "{}", "application/json", .unreachable), (200, "<html>", "text/html", .unreachable),
            (200, "{}", "application/json", .unreachable), (200, "{\"access", "application/json", .unreachable),
            (200, #"{"access_token":"a\nb"}"#, "application/json", .unreachable),
            (302, "", "text/plain", .unreachable), (404, "not here", "text/plain", .unreachable),
            (404, "<html>", "text/html", .unreachable), (429, "", "text/plain", .throttled(retryAfter: nil)),
            (400, #"{"error":"temporarily_unavailable"}"#, "application/json", .unreachable),
            (400, #"{"error":"invalid_scope"}"#, "application/json", .credentials),
            (401, #"{"error":"invalid_client"}"#, "application/json", .credentials),
            (400, #"{"error":"invalid_grant"}"#, "application/json", .credentials),
            (400, #"{"error":"something_new"}"#, "application/json", .credentials),
        ])
    func faulty(status: Int, body: String, type: String, code: DirectoryError.Code) async throws {
        let google = GoogleImitation { _ in .text(body, status: status, type: type) }
        try await GoogleBench.with(google) { bench in
            let error = try #require(await failure(of: bench.directory, "1"))
            #expect(error.code == code)
            #expect(error.code != .credentials || error.remedy != nil)
        }
    }

    private static func google(
        _ time: any TimeSource = SystemTime(), override: @escaping GoogleImitation.Override = { _ in nil }
    ) -> GoogleImitation {
        let google = GoogleImitation(time: time, override: override)
        google.add("1", "ada@example.com")
        return google
    }
}
