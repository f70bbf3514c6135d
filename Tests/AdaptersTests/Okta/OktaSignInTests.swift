import Adapters
import Domain
import Foundation
import Hummingbird
import Settings
import Synchronization
import TestSupport
import Testing

@Suite("Okta's sign-in for service apps") struct OktaSignInTests {
    private static let ada = StandPerson(id: "00u1", login: "a@x", mail: nil, givenName: "Ada")

    @Test("gets a token by an assertion that the app's key signs", arguments: [TestKeys.rsa, TestKeys.p256])
    func bearer(pem: String) async throws {
        let tokens = try TokenImitation(demandsProof: false, pem: pem)
        try await Self.with(tokens, pem: pem) { bench in
            _ = try await bench.directory.profile(of: "00u1", paths: [])
            _ = try await bench.directory.profile(of: "00u1", paths: [])
            #expect(tokens.signIns == 1)
            #expect(bench.okta.requests.last?.headers[.authorization] == "Bearer t0ken-1")
            #expect(tokens.complaints.isEmpty)
        }
    }

    @Test("proves possession where the app demands it: asked once for a proof, once for the nonce")
    func possession() async throws {
        let time = ManualTime()
        let tokens = try TokenImitation(demandsProof: true)
        try await Self.with(tokens, time: time) { bench in
            _ = try await bench.directory.profile(of: "00u1", paths: [])
            _ = try await bench.directory.page(after: nil, paths: [])
            #expect(tokens.signIns == 3)
            #expect(bench.okta.requests.last?.headers[.authorization] == "DPoP t0ken-3")
            // The next token costs one request, and two where the nonce was renewed.
            time.advance(by: .seconds(3400))
            _ = try await bench.directory.profile(of: "00u1", paths: [])
            #expect(tokens.signIns == 4)
            tokens.state.withLock { $0.nonce = "n0nce-2" }
            time.advance(by: .seconds(3400))
            _ = try await bench.directory.profile(of: "00u1", paths: [])
            #expect(tokens.signIns == 6)
            #expect(tokens.complaints.isEmpty)
        }
    }

    @Test("replaces a token that is refused, once")
    func replaces() async throws {
        let tokens = try TokenImitation(demandsProof: false)
        try await Self.with(tokens) { bench in
            _ = try await bench.directory.profile(of: "00u1", paths: [])
            tokens.state.withLock { $0.tokens = [:] }
            _ = try await bench.directory.profile(of: "00u1", paths: [])
            #expect(tokens.signIns == 2)
        }
        let refusing = OktaImitation { request in
            request.path == "/oauth2/v1/token" ? tokens.answer(request) : .okta(401, "E0000011")
        }
        try await OktaBench.with(refusing, signIn: Self.client()) { bench in
            let before = tokens.signIns
            #expect(await failure(of: bench.directory, "00u1")?.code == .credentials)
            #expect(tokens.signIns == before + 2)
        }
    }

    @Test("ends when a nonce is demanded again and again")
    func endless() async throws {
        let asked = Seen<Bool>()
        let okta = OktaImitation { request in
            asked.add(true)
            return .oauth(400, "use_dpop_nonce", headers: ["dpop-nonce": "n-\(asked.all.count)"])
        }
        try await OktaBench.with(okta, signIn: Self.client()) { bench in
            #expect(await failure(of: bench.directory, "00u1")?.code == .credentials)
            #expect(asked.all.count == 3)
        }
    }

    @Test(
        "says what a refusal means and what to do",
        arguments: [
            (
                401, #"{"error":"invalid_client","error_description":"s3cret"}"#, DirectoryError.Code.credentials,
                "keyID"
            ),
            (400, #"{"error":"invalid_scope"}"#, .credentials, "Okta API Scopes"),
            (400, #"{"error":"unauthorized_client"}"#, .credentials, "API Services"),
            (400, #"{"error":"use_dpop_nonce"}"#, .credentials, "DPoP"),
            (400, #"{"error":"server_error"}"#, .unreachable, ""), (400, "{}", .unreachable, "orgURL"),
            (404, "<html>", .unreachable, "orgURL"), (500, "{}", .unreachable, ""),
            (200, "{}", .unreachable, "orgURL"), (200, #"{"access_token":"a b"}"#, .unreachable, "orgURL"),
            (302, "", .unreachable, "orgURL"), (429, "{}", .throttled(retryAfter: nil), ""),
        ])
    func refusals(status: Int, body: String, code: DirectoryError.Code, words: String) async throws {
        let okta = OktaImitation { _ in .text(body, status: status) }
        try await OktaBench.with(okta, signIn: Self.client()) { bench in
            let error = try #require(await failure(of: bench.directory, "00u1"))
            #expect(error.code == code)
            #expect(error.request == "POST /oauth2/v1/token")
            #expect(error.remedy?.contains(words) ?? words.isEmpty)
            #expect(!error.description.contains("s3cret"))
        }
    }

    @Test("is examined as a token, and its scopes as permissions")
    func examines() async throws {
        let tokens = try TokenImitation(demandsProof: true)
        try await Self.with(tokens) { bench in
            let probes = await bench.directory.examine(paths: [try AttributePath("status")])
            #expect(probes.filter { !$0.ok }.isEmpty)
        }
        try await OktaBench.with(OktaImitation { _ in .oauth(401, "invalid_client") }, signIn: Self.client()) { bench in
            let probes = await bench.directory.examine(paths: [])
            #expect(probes.map(\.part) == ["okta: token"] && probes.map(\.ok) == [false])
        }
    }

    private static func client(_ pem: String = TestKeys.rsa) -> OktaCredentials {
        .client(id: "0oaClient", keyID: "kid1", privateKey: Secret(pem))
    }

    private static func with(
        _ tokens: TokenImitation, pem: String = TestKeys.rsa, time: any TimeSource = SystemTime(),
        _ body: @escaping @Sendable (OktaBench) async throws -> Void
    ) async throws {
        let okta = OktaImitation { tokens.answer($0) }
        okta.state.withLock { $0.token = nil }
        okta.add(ada)
        try await OktaBench.with(okta, signIn: client(pem), time: time, body)
    }
}
