import Adapters
import Foundation
import Settings
import TestSupport
import Testing

@Suite("What the configuration says about Okta") struct OktaSettingsTests {
    private static let least = """
        orgURL: https://example.okta.com/
        apiToken: { env: TOKEN }
        hookSecret: { env: HOOK }
        """

    @Test("needs little and fills in the rest")
    func defaults() throws {
        let settings = try #require(try Self.read(Self.least).settings)
        #expect(settings.orgURL.absoluteString == "https://example.okta.com")
        #expect(settings.signIn == .apiToken(Secret("t0ken")))
        #expect(settings.hookSecret.map { $0.reveal() } == ["h00k s3cret"])
        #expect(settings.requestsPerSecond == 10)
        #expect(settings.success == 200)
        #expect(settings.subscriptions == SubscriptionsSettings())
        #expect(settings.needsPublicURL)
        #expect(!String(reflecting: settings).contains("s3cret") && !String(reflecting: settings).contains("t0ken"))
    }

    @Test("takes the first token of a list, every hook secret of one, and a webhook that names its users")
    func rotation() throws {
        let (settings, problems) = try Self.read(
            """
            orgURL: http://127.0.0.1:8081
            apiToken: [{ env: NEW }, { env: TOKEN }]
            hookSecret: [{ env: NEW }, { env: HOOK }]
            subscriptions: { manage: false, ids: [who1] }
            requestsPerSecond: 5
            success: 204
            """,
            more: """
                  chat:
                    type: webhook
                    notifies: okta
                    scheme: static-header
                    secrets: [ { env: HOOK } ]
                    userID: { path: user.mail, attribute: profile.email }
                """)
        let read = try #require(settings)
        #expect(read.signIn == .apiToken(Secret("n3w")))
        #expect(read.hookSecret.map { $0.reveal() } == ["n3w", "h00k s3cret"])
        #expect(read.subscriptions.ids == ["who1"] && !read.needsPublicURL)
        #expect((read.requestsPerSecond, read.success) == (5, 204))
        #expect(!problems.contains { $0.contains("chat") })
    }

    @Test("takes a service app in place of a token")
    func client() throws {
        let part = Self.least.replacing(
            "apiToken: { env: TOKEN }", with: "clientID: 0oa1\nkeyID: k\nprivateKey: { env: KEY }")
        let settings = try #require(try Self.read(part).settings)
        guard case .client("0oa1", "k", let key) = settings.signIn else {
            Issue.record("no service app")
            return
        }
        #expect(key.reveal().hasPrefix("-----BEGIN"))
        #expect(!String(reflecting: settings).contains("PRIVATE KEY"))
    }

    @Test(
        "says what is wrong and what to do",
        arguments: [
            ("orgURL: https://example.okta.com/", "", "'orgURL' is missing"),
            ("https://example.okta.com/", "https://example.okta.com/api/v1/", "without /api/v1"),
            ("https://example.okta.com/", "https://example-admin.okta.com", "without -admin"),
            ("https://example.okta.com/", "http://example.okta.com", "https://"),
            ("apiToken: { env: TOKEN }", "", "'apiToken' is missing"),
            ("apiToken: { env: TOKEN }", "apiToken: t0ken", "reference to a secret"),
            ("{ env: TOKEN }", "{ env: SCHEME }", "without SSWS"),
            ("{ env: TOKEN }", "{ env: BLANK }", "no API token"),
            ("apiToken: { env: TOKEN }", "clientID: 0oa1\nkeyID: k", "'privateKey' is missing"),
            ("apiToken: { env: TOKEN }", "clientID: 0oa1\nprivateKey: { env: KEY }", "'keyID' is missing"),
            ("apiToken: { env: TOKEN }", "clientID: 0oa1\nkeyID: k\nprivateKey: { env: HOOK }", "PEM"),
            ("apiToken: { env: TOKEN }", "clientID: a b\nkeyID: k\nprivateKey: { env: KEY }", "'clientID' must"),
            ("apiToken", "clientID: 0oa1\nkeyID: k\nprivateKey: { env: KEY }\napiToken", "one of the two ways"),
            ("hookSecret: { env: HOOK }", "", "'hookSecret' is missing"),
            ("{ env: HOOK }", "[]", "has no secret"),
            ("{ env: HOOK }", "[{ env: HOOK }, { env: BLANK }]", "blank at its edge"),
            ("{ env: HOOK }", "{ env: LINES }", "value of a header"),
            ("orgURL", "requestsPerSecond: 1001\norgURL", "1000"),
            ("orgURL", "success: 302\norgURL", "success"),
            ("orgURL", "orgUrl", "did you mean 'orgURL'"),
        ])
    func problems(text: String, replacement: String, words: String) throws {
        let (settings, problems) = try Self.read(Self.least.replacing(text, with: replacement))
        #expect(settings == nil)
        #expect(problems.contains { $0.contains(words) })
        #expect(!problems.contains { $0.contains("s3cret") })
    }

    private static func read(
        _ part: String, more: String = ""
    ) throws -> (settings: OktaSettings?, problems: [String]) {
        try readConnector(
            OktaSettings.schema, part, more: more,
            environment: [
                "TOKEN": "t0ken", "NEW": "n3w", "HOOK": "h00k s3cret", "SCHEME": "SSWS t0ken", "BLANK": "s3cret ",
                "LINES": "s3cret\nX: y", "KEY": TestKeys.p256,
            ])
    }
}
