import Domain
import Foundation
import Settings
import Testing

@Suite("The example of the specification")
struct SpecificationExampleTests {
    static let example = #"""
        hooks:                                   # the only listener that the internet may reach
          listen: 0.0.0.0:8443
          publicURL: https://hooks.example.com
          tls: { certificate: tls.crt, privateKey: tls.key }
          maxBodyBytes: 1048576
          maxPending: 1024
          trustedProxies: []
        console:
          listen: 127.0.0.1:8080
          metrics: token
          admin: { passwordHash: { env: ROLLCALL_ADMIN_PASSWORD_HASH } }
          apiTokens: [ { name: ci, token: { env: ROLLCALL_API_TOKEN }, role: operator } ]
          oidc: { issuer: "https://login.example.com/", clientID: rollcall, clientSecret: { env: SECRET }, roles: { claim: groups, admin: [it-admins] } }
        store: { url: "sqlite:///var/lib/rollcall/rollcall.db" }
        workers: { concurrency: 8, maxAttempts: 15, retryBase: 2s, retryCap: 15m, settle: 5s, rereads: [5s, 30s, 2m] }
        network: { proxy: "http://proxy.example.com:3128", noProxy: [.example.com, 10.0.0.0/8], caFile: ca.pem }
        retention: { deliveries: 30d, history: 365d }
        connectors:
          entra:
            type: entra
            tenantID: 11111111-1111-1111-1111-111111111111
            clientID: 22222222-2222-2222-2222-222222222222
            clientSecret: { env: SECRET }
            graphURL: https://graph.microsoft.com/v1.0
            authorityURL: https://login.microsoftonline.com
            clientState: { env: SECRET }
            subscriptions: { manage: true, checkEvery: 15m }
            validationTokens: whenPresent
            requestsPerSecond: 20
          hr-events:
            type: webhook
            notifies: entra
            scheme: standard-webhooks
            secrets: [ { env: WEBHOOK } ]
            userID: data.user.id
          chat:
            type: webhook
            notifies: entra
            scheme: hmac
            secrets: [ { env: SECRET } ]
            hmac: { header: X-Hub-Signature-256, algorithm: sha256, encoding: hex, prefix: "sha256=" }
            userID: user.login
          directory-feed:
            type: webhook
            notifies: entra
            scheme: static-header
            header: Authorization
            secrets: [ { env: SECRET } ]
            success: 200
            userID: "[].user.id"
        targets:
          jira:
            type: jira
            baseURL: https://jira.example.com
            method: admin-pages
            username: rollcall
            password: { env: SECRET }
            companionPath: /rest/scriptrunner/latest/custom/rollcallProfile
            listGroup: jira-software-users
            requestsPerSecond: 20
        pipelines:
          - name: entra-jira
            connector: entra
            target: jira
            match: { source: userPrincipalName, transforms: [{ before: "@" }], target: username, caseSensitive: false }
            scope: { include: [ { attribute: accountEnabled, equals: true } ], exclude: [ { attribute: userPrincipalName, matches: "^svc-" } ] }
            mode: live
            guard: { maxChangedUsers: 10%, maxClearedValues: 1% }
            onDisabled: keep
            mappings:
              - { property: Department, from: department }
              - { property: Cost centre, from: onPremisesExtensionAttributes.extensionAttribute1, whenEmpty: clear }
              - { property: Manager, from: manager.displayName }
              - { property: Phone, first: [mobilePhone, "businessPhones[0]"], transforms: [{ replace: "[^+0-9]", with: "" }] }
              - { property: Location, template: "{{officeLocation}}, {{city}}" }
              - { property: Website, constant: "https://intranet.example.com" }
        sweeps: { every: 5m }
        reconciliation: { every: 6h, depth: light, deepEvery: 7d, first: manual }
        """#

    private func loaded() throws -> Configuration {
        let workspace = try Workspace()
        for name in ["tls.crt", "tls.key", "ca.pem"] { try workspace.write(name, "PEM") }
        workspace.environment["ROLLCALL_ADMIN_PASSWORD_HASH"] = "hash"
        workspace.environment["ROLLCALL_API_TOKEN"] = "token"
        return try workspace.load(Self.example)
    }

    @Test("is read without a word")
    func silence() throws {
        #expect(try loaded().problems.isEmpty)
    }

    @Test("gives the listeners, store, workers and schedules that it says")
    func parts() throws {
        let configuration = try loaded()
        #expect(configuration.hooks.listen == ListenAddress(host: "0.0.0.0", port: 8443))
        #expect(configuration.hooks.publicURL?.absoluteString == "https://hooks.example.com")
        #expect(configuration.hooks.tls?.certificate.hasSuffix("/tls.crt") == true)
        #expect(configuration.hooks.tls?.privateKey.hasPrefix("/") == true)
        #expect(configuration.console.adminPasswordHash?.reveal() == "hash")
        #expect(configuration.console.apiTokens.map(\.name) == ["ci"])
        #expect(configuration.console.apiTokens.map(\.role) == [.operatorRole])
        #expect(configuration.console.oidc?.issuer.absoluteString == "https://login.example.com/")
        #expect(configuration.console.oidc?.groups == [.admin: ["it-admins"]])
        #expect(configuration.store.location == .sqlite(path: "/var/lib/rollcall/rollcall.db"))
        #expect(configuration.workers == WorkersSettings())
        #expect(configuration.retention == RetentionSettings())
        #expect(configuration.sweeps == SweepsSettings())
        #expect(configuration.reconciliation == ReconciliationSettings())
        #expect(configuration.network?.proxy?.absoluteString == "http://proxy.example.com:3128")
        #expect(configuration.network?.caFile?.hasSuffix("/ca.pem") == true)
    }

    @Test("gives the connectors and targets in the order of the file")
    func adapters() throws {
        let configuration = try loaded()
        #expect(configuration.connectors.map(\.name) == ["entra", "hr-events", "chat", "directory-feed"])
        #expect(configuration.connectors.map(\.type) == ["entra", "webhook", "webhook", "webhook"])
        #expect(configuration.targets.map(\.name) == ["jira"])
        let entra = try #require(configuration.connectors[0].settings as? EntraLike)
        #expect(entra.subscriptions == SubscriptionsSettings(manage: true, checkEvery: .seconds(900)))
        #expect(entra.network == configuration.network)
        let webhooks = configuration.connectors.compactMap { $0.settings as? WebhookSettings }
        #expect(webhooks.map(\.success) == [202, 202, 200])
        #expect(webhooks.map(\.userID.path) == ["data.user.id", "user.login", "[].user.id"])
        #expect(
            webhooks.map(\.scheme) == [
                .standardWebhooks, .hmac(HMACSettings(header: "X-Hub-Signature-256", prefix: "sha256=")),
                .staticHeader(name: "Authorization"),
            ])
    }

    @Test("gives the pipeline with all of its rows")
    func pipeline() throws {
        let pipeline = try #require(try loaded().pipelines.first)
        let path = { (text: String) in try AttributePath(text) }
        #expect(
            pipeline.match
                == MatchRule(source: try path("userPrincipalName"), transforms: [.before("@")], target: .username))
        #expect(
            pipeline.scope
                == Scope(
                    include: [ScopeTest(attribute: try path("accountEnabled"), condition: .equals("true"))],
                    exclude: [
                        ScopeTest(attribute: try path("userPrincipalName"), condition: .matches(try Pattern("^svc-")))
                    ]))
        #expect(pipeline.guardLimits == GuardLimits(maxChangedUsers: .percent(10), maxClearedValues: .percent(1)))
        #expect(pipeline.mappings.map(\.target.name).first == "Department")
        #expect(pipeline.mappings[1].whenEmpty == .clear)
        #expect(pipeline.mappings[3].source == .first([try path("mobilePhone"), try path("businessPhones[0]")]))
        #expect(pipeline.mappings[3].transforms == [.replace(try Pattern("[^+0-9]"), with: "")])
        #expect(pipeline.mappings[4].source == .template(try Template("{{officeLocation}}, {{city}}")))
        #expect(pipeline.mappings[5].source == .constant("https://intranet.example.com"))
    }
}
