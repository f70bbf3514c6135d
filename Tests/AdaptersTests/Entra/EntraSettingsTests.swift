import Adapters
import Foundation
import Settings
import Testing

@Suite("What the configuration says about Entra") struct EntraSettingsTests {
    private static let least = """
        tenantID: 11111111-1111-1111-1111-111111111111
        clientID: 22222222-2222-2222-2222-222222222222
        clientSecret: { env: SECRET }
        clientState: { env: STATE }
        """

    @Test("needs little and fills in the rest")
    func defaults() throws {
        let settings = try #require(try Self.read(Self.least).settings)
        #expect(settings.credential == .secret(Secret("s3cret")))
        #expect(settings.graphURL.absoluteString == "https://graph.microsoft.com/v1.0")
        #expect(settings.authorityURL.absoluteString == "https://login.microsoftonline.com")
        #expect(settings.requestsPerSecond == 20)
        #expect(settings.success == 202)
        #expect(settings.needsPublicURL)
        #expect(!String(reflecting: settings).contains("s3cret"))
    }

    @Test("takes the first secret of a list for signing in, and accepts every clientState of one")
    func rotation() throws {
        let settings = try #require(
            try Self.read(
                Self.least.replacing("{ env: SECRET }", with: "[{ env: NEW }, { env: SECRET }]")
                    .replacing("{ env: STATE }", with: "[{ env: STATE }, { env: SECRET }]")
                    + "\nplainHTTP: true\ngraphURL: http://graph.internal/v1.0/\nsubscriptions: { manage: false, ids: [a] }"
            ).settings)
        #expect(settings.credential == .secret(Secret("n3w")))
        #expect(settings.clientState.map { $0.reveal() } == ["state", "s3cret"])
        #expect(settings.graphURL.absoluteString == "http://graph.internal/v1.0")
        #expect(settings.subscriptions.ids == ["a"])
        #expect(!settings.needsPublicURL)
    }

    @Test(
        "says what is wrong and what to do",
        arguments: [
            ("clientSecret: { env: SECRET }", "", "needs exactly one of 'clientSecret', 'clientCertificate'"),
            ("clientSecret", "clientCertificate: { certificate: a, privateKey: b }\nclientSecret", "exactly one"),
            (
                "clientSecret: { env: SECRET }", "clientCertificate: { certificate: none.pem, privateKey: none.key }",
                "does not exist"
            ), ("clientSecret: { env: SECRET }", "clientCertificate: { certificate: a }", "'privateKey' is missing"),
            ("{ env: STATE }", "{ env: LONG }", "128 characters"),
            ("11111111-1111-1111-1111-111111111111", "../other", "tenantID"),
            ("22222222-2222-2222-2222-222222222222", "a b", "clientID"),
            ("tenantID", "requestsPerSecond: 1001\ntenantID", "1000"),
            ("tenantID", "validationTokens: required\ntenantID", "whenPresent"),
            ("tenantID", "graphURL: http://graph.example.com\ntenantID", "https://"),
            ("tenantID", "tenandID", "did you mean 'tenantID'"),
            ("tenantID", "success: 302\ntenantID", "success"),
        ])
    func problems(text: String, replacement: String, words: String) throws {
        let (settings, problems) = try Self.read(Self.least.replacing(text, with: replacement))
        #expect(settings == nil)
        #expect(problems.contains { $0.contains(words) })
        #expect(!problems.contains { $0.contains("s3cret") })
    }

    private static func read(_ part: String) throws -> (settings: EntraSettings?, problems: [String]) {
        try readConnector(
            EntraSettings.schema, part,
            environment: [
                "SECRET": "s3cret", "NEW": "n3w", "STATE": "state", "LONG": String(repeating: "x", count: 129),
            ])
    }
}
