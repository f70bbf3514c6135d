import Foundation
import Settings
import Testing

@Suite("A webhook connector")
struct WebhookTests {
    static let head = """
        hooks: { publicURL: "https://hooks.example.com" }
        connectors:
          entra: { type: entra, tenantID: t, clientSecret: { env: SECRET } }
          hook:
            type: webhook
        """ + "\n    notifies: entra\n"

    private func webhook(_ rest: String, _ workspace: Workspace? = nil) throws -> WebhookSettings {
        let workspace = try workspace ?? Workspace()
        return try #require(try workspace.load(Self.head + rest).connectors.last?.settings as? WebhookSettings)
    }

    @Test("takes several secrets, or one without a list")
    func secrets() throws {
        let workspace = try Workspace()
        workspace.environment["SECOND"] = "second"
        let two = try webhook(
            "    scheme: static-header\n    userID: id\n    secrets: [{ env: SECRET }, { env: SECOND }]", workspace)
        #expect(two.secrets.map { $0.reveal() } == ["s3cret-value", "second"])
        let one = try webhook("    scheme: static-header\n    userID: id\n    secrets: { env: SECRET }")
        #expect(one.secrets.count == 1)
        #expect(one.success == 200)
    }

    @Test("takes HMAC secrets as text, base64 or hex")
    func encodings() throws {
        let workspace = try Workspace()
        workspace.environment["B64"] = "AP8="
        workspace.environment["HEX"] = "00fF"
        let webhook = try webhook(
            """
                scheme: hmac
                userID: id
                hmac: { header: X-Signature }
                secrets: [{ env: B64, encoding: base64 }, { env: HEX, encoding: hex }, { env: HEX }]
            """, workspace)
        #expect(webhook.secrets.map(\.bytes) == [Data([0, 255]), Data([0, 255]), Data("00fF".utf8)])
    }

    @Test("takes all keys of hmac")
    func hmac() throws {
        let slack = try webhook(
            """
                scheme: hmac
                secrets: { env: SECRET }
                userID: { path: "events[].user.mail", attribute: mail }
                hmac:
                  header: X-Slack-Signature
                  algorithm: sha512
                  encoding: base64url
                  prefix: "v0="
                  timestampHeader: X-Slack-Request-Timestamp
                  timestampUnit: milliseconds
                  signedContent: "v0:{timestamp}:{id}:{body}"
                  tolerance: 10m
                  idHeader: X-Id
            """)
        let expected = HMACSettings(
            header: "X-Slack-Signature", algorithm: .sha512, encoding: .base64url, prefix: "v0=",
            timestampHeader: "X-Slack-Request-Timestamp", timestampUnit: .milliseconds,
            signedContent: "v0:{timestamp}:{id}:{body}", tolerance: .seconds(600), idHeader: "X-Id")
        #expect(slack.scheme == .hmac(expected))
        #expect(slack.userID == WebhookSettings.UserPath(path: "events[].user.mail", attribute: "mail"))
    }

    @Test("signs the timestamp that stands in a composite header")
    func composite() throws {
        let stripe = try webhook(
            """
                scheme: hmac
                secrets: { env: SECRET }
                userID: id
                hmac: { header: Stripe-Signature, composite: "t={timestamp},v1={signature}" }
            """)
        let expected = HMACSettings(
            header: "Stripe-Signature", signedContent: "{timestamp}.{body}", composite: "t={timestamp},v1={signature}")
        #expect(stripe.scheme == .hmac(expected))
    }

    private static let wrongSecret =
        ": it is whsec_ with base64 of 24 to 64 bytes, or whpk_ with base64 of 32 bytes"

    static let broken: [Broken] = [
        Broken(
            "    scheme: standard\n    secrets: { env: WEBHOOK }\n    userID: id",
            "7: 'connectors.hook.scheme' must be standard-webhooks, hmac, static-header or security-event-token, not 'standard'"
        ),
        Broken(
            "    scheme: security-event-token\n    token: { issuer: x }\n    subjects: {}",
            "7: 'connectors.hook.scheme' names security event tokens, which are not in this version"),
        Broken(
            "    scheme: standard-webhooks\n    secrets: { env: SECRET }\n    userID: id",
            "8: 'connectors.hook.secrets' holds a secret (environment variable SECRET) that Standard Webhooks do not know"
                + wrongSecret),
        Broken(
            "    scheme: standard-webhooks\n    hmac: { header: X }\n    userID: id",
            "4: 'secrets' is missing in connectors.hook",
            "8: unknown key 'hmac'; valid here: type, plainHTTP, notifies, scheme, userID, success, secrets"),
        Broken(
            "    scheme: hmac\n    secrets: { env: SECRET }\n    userID: id", "4: 'hmac' is missing in connectors.hook"),
        Broken(
            "    scheme: hmac\n    secrets: { env: SECRET }\n    userID: id\n    hmac: { algorithm: md5, header: X Y }",
            "10: 'connectors.hook.hmac.header' must be the name of a header, not 'X Y'",
            "10: 'connectors.hook.hmac.algorithm' must be sha1, sha256 or sha512, not 'md5'"),
        Broken(
            "    scheme: hmac\n    secrets: { env: SECRET, encoding: hex }\n    userID: id\n    hmac: { header: X }",
            "8: 'connectors.hook.secrets' cannot be resolved: environment variable SECRET is not hex"),
        Broken(
            "    scheme: static-header\n    secrets: { env: SECRET, encoding: hex }\n    userID: id",
            "8: unknown key 'encoding'; valid here: env, file"),
        Broken(
            "    scheme: hmac\n    secrets: []\n    userID: id\n    hmac: { header: X, signedContent: '{timestamp}' }",
            "8: 'connectors.hook.secrets' has no secret in it",
            "10: 'connectors.hook.hmac.signedContent' must hold {body} once",
            "10: 'connectors.hook.hmac.signedContent' holds {timestamp}, but nothing says where it is sent: set timestampHeader or composite"
        ),
        Broken(
            "    scheme: hmac\n    secrets: { env: SECRET }\n    userID: id\n    hmac: { header: X, signedContent: '{id}{nonce}{body}' }",
            "10: 'connectors.hook.hmac.signedContent' may hold {timestamp}, {id} or {body}, and no other braces",
            "10: 'connectors.hook.hmac.signedContent' holds {id}, but nothing says where it is sent: set idHeader"),
        Broken(
            "    scheme: hmac\n    secrets: { env: SECRET }\n    userID: id\n    hmac: { header: X, composite: 't={timestamp}' }",
            "10: 'connectors.hook.hmac.composite' must be written like t={timestamp},v1={signature}"),
        Broken(
            "    scheme: static-header\n    secrets: { env: SECRET }\n    userID: events[x].id\n    success: 410",
            "9: 'connectors.hook.userID' must be a path such as data.user.id or events[].user.id, not 'events[x].id'",
            "10: 'connectors.hook.success' must be from 200 to 299, not 410"),
        Broken(
            "    scheme: static-header\n    secrets: { env: SECRET }\n    userID: { atribute: mail }",
            "9: 'path' is missing in connectors.hook.userID", "9: unknown key 'atribute'; did you mean 'attribute'?"),
    ]

    @Test("is refused when it is broken", arguments: broken)
    func refused(_ broken: Broken) throws {
        #expect(try Workspace().errors(Self.head + broken.yaml) == broken.errors)
    }

    @Test("must notify a connector that has users")
    func notifies() throws {
        let hook = "type: webhook, scheme: static-header, secrets: { env: SECRET }, userID: id"
        let yaml = """
            hooks: { publicURL: "https://hooks.example.com" }
            connectors:
              a: { notifies: entr, \(hook) }
              b: { notifies: a, \(hook) }
              entra: { type: entra, tenantID: t, clientSecret: { env: SECRET } }
              c: { \(hook) }
              d: { notifies: someone, \(hook) }
            """
        #expect(
            try Workspace().errors(yaml) == [
                "3: there is no connector 'entr'; did you mean 'entra'?",
                "4: 'connectors.b.notifies' names 'a', a webhook, which has no users of its own",
                "6: 'notifies' is missing in connectors.c",
                "7: there is no connector 'someone'; there are: entra",
            ])
    }

    @Test("is warned about a timestamp that is not signed")
    func unsigned() throws {
        let yaml =
            Self.head + """
                    scheme: hmac
                    secrets: { env: SECRET }
                    userID: id
                    hmac: { header: X, timestampHeader: Y }
                """
        #expect(
            try Workspace().warnings(yaml).contains(
                "10: 'connectors.hook.hmac.signedContent' does not hold {timestamp}: a timestamp that is not signed protects from nobody"
            ))
    }
}
