import Adapters
import Foundation
import Settings
import TestSupport
import Testing

@Suite("What the configuration says about Google") struct GoogleSettingsTests {
    private static let least = """
        serviceAccountKey: { env: KEY }
        delegatedAdmin: admin@example.com
        channelToken: { env: TOKEN }
        """
    private static let plain = String(
        decoding: GoogleImitation.keyFile(tokenURI: "https://oauth2.example.com/token"), as: UTF8.self)

    @Test("needs little and fills in the rest")
    func defaults() throws {
        let settings = try #require(try Self.read(Self.least).settings)
        #expect(settings.customer == "my_customer")
        #expect(settings.apiURL.absoluteString == "https://admin.googleapis.com")
        #expect(settings.tokenURL.absoluteString == "https://oauth2.example.com/token")
        #expect(settings.serviceAccountKey.clientEmail == GoogleImitation.clientEmail)
        #expect(settings.serviceAccountKey.keyID == "key-1")
        #expect(settings.requestsPerSecond == 20 && settings.success == 200 && settings.needsPublicURL)
        #expect(settings.channelToken.map { $0.reveal() } == ["ch4nnel"])
        var dumped = String(reflecting: settings)
        dump(settings, to: &dumped)
        #expect(!dumped.contains("PRIVATE") && !dumped.contains("ch4nnel"))
        #expect(settings.credentials.contains { $0.contains("PRIVATE KEY") })
    }

    @Test("takes Google's own token endpoint where the key names none, and plain HTTP where that is said")
    func tokenURI() throws {
        var members = try #require(try JSONSerialization.jsonObject(with: Data(Self.plain.utf8)) as? [String: Any])
        members["token_uri"] = nil
        members["private_key_id"] = nil
        let bare = String(decoding: try JSONSerialization.data(withJSONObject: members), as: UTF8.self)
        let settings = try #require(try Self.read(Self.least, key: bare).settings)
        #expect(settings.tokenURL.absoluteString == "https://oauth2.googleapis.com/token")
        #expect(settings.serviceAccountKey.keyID == nil)
        for (uri, more, isFine) in [
            ("http://127.0.0.1:1/token", "", true), ("http://oauth2.example.com/token", "\nplainHTTP: true", true),
            ("http://oauth2.example.com/token", "", false), ("oauth2.example.com", "", false),
            ("https://u:p@oauth2.example.com/", "", false),
        ] {
            let key = String(decoding: GoogleImitation.keyFile(tokenURI: uri), as: UTF8.self)
            let (settings, problems) = try Self.read(Self.least + more, key: key)
            #expect(settings?.tokenURL.absoluteString == (isFine ? uri : nil))
            #expect(isFine || problems.contains { $0.contains("serviceAccountKey' has a token_uri that must") })
            #expect(!problems.contains { $0.contains("u:p") })
        }
    }

    @Test(
        "a broken key is a fault of the configuration that is not repeated",
        arguments: [
            ("hunter2", "no JSON object"), ("[\"hunter2\"]", "no JSON object"),
            (#"{"type":"authorized_user","private_key":"hunter2"}"#, "another kind of credentials"),
            (#"{"type":"service_account","private_key":"hunter2"}"#, "no client_email"),
            (#"{"client_email":"hunter2@x"}"#, "no private_key"),
            (#"{"client_email":"hunter2@x","private_key":""}"#, "no private_key"),
            (#"{"client_email":"hunter2@x","private_key":"hunter2"}"#, "no RSA key"),
            (plain.replacing("MII", with: "MIhunter2"), "no RSA key"),
            (
                String(decoding: GoogleImitation.keyFile(TestKeys.p256, tokenURI: "https://x.example"), as: UTF8.self),
                "no RSA key"
            ),
            (
                String(
                    decoding: GoogleImitation.keyFile(TestKeys.encryptedRSA, tokenURI: "https://x.example"),
                    as: UTF8.self),
                "no RSA key"
            ),
        ])
    func brokenKey(_ key: String, _ words: String) throws {
        let (settings, problems) = try Self.read(Self.least, key: key)
        #expect(settings == nil)
        #expect(
            problems.contains {
                $0.contains("'connectors.google.serviceAccountKey'") || $0.contains("'serviceAccountKey'")
            })
        #expect(problems.contains { $0.contains(words) }, "\(problems)")
        #expect(!problems.contains { $0.contains("hunter2") || $0.contains("MII") })
    }

    @Test(
        "says what else is wrong and what to do",
        arguments: [
            ("serviceAccountKey: { env: KEY }", "", "'serviceAccountKey' is missing"),
            ("serviceAccountKey: { env: KEY }", "serviceAccountKey: google.json", "never the secret itself"),
            ("channelToken: { env: TOKEN }", "", "'channelToken' is missing"),
            ("admin@example.com", "admin", "mail address"), ("delegatedAdmin: admin@example.com", "", "delegatedAdmin"),
            ("delegatedAdmin", "customer: a/b\ndelegatedAdmin", "customer"),
            ("delegatedAdmin", "success: 299\ndelegatedAdmin", "200, 201, 202 or 204"),
            ("delegatedAdmin", "apiURL: http://x.example.com\ndelegatedAdmin", "https://"),
            ("delegatedAdmin", "requestsPerSecond: 1001\ndelegatedAdmin", "1000"),
            ("delegatedAdmin", "delegateAdmin", "did you mean 'delegatedAdmin'"),
        ])
    func problems(_ text: String, _ replacement: String, _ words: String) throws {
        let (settings, problems) = try Self.read(Self.least.replacing(text, with: replacement))
        #expect(settings == nil)
        #expect(problems.contains { $0.contains(words) }, "\(problems)")
    }

    @Test("takes the first key and the first token of lists for sending, and accepts all tokens")
    func rotation() throws {
        let other = String(
            decoding: GoogleImitation.keyFile(TestKeys.otherRSA, tokenURI: "https://x.example/t", id: "two"),
            as: UTF8.self)
        let text = Self.least.replacing("{ env: KEY }", with: "[{ env: OTHER }, { env: KEY }]")
            .replacing("{ env: TOKEN }", with: "[{ env: NEW }, { env: TOKEN }]")
        let settings = try #require(try Self.read(text, more: ["OTHER": other, "NEW": "new"]).settings)
        #expect(settings.serviceAccountKey.keyID == "two")
        #expect(settings.channelToken.map { $0.reveal() } == ["new", "ch4nnel"])
    }

    private static func read(
        _ part: String, key: String = plain, more: [String: String] = [:]
    ) throws -> (settings: GoogleSettings?, problems: [String]) {
        try readConnector(
            GoogleSettings.schema, part, environment: ["KEY": key, "TOKEN": "ch4nnel"].merging(more) { $1 })
    }
}
