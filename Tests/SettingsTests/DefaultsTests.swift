import Domain
import Settings
import Testing

@Suite("Without a word in the file")
struct DefaultsTests {
    @Test("every part has the defaults of the specification")
    func defaults() throws {
        let configuration = try Workspace().load("sweeps:\n")
        #expect(configuration.hooks.listen.description == "0.0.0.0:8443")
        #expect(configuration.hooks.publicURL == nil)
        #expect(configuration.hooks.tls == nil)
        #expect(configuration.hooks.maxBodyBytes == 1_048_576)
        #expect(configuration.hooks.maxPending == 1024)
        #expect(configuration.hooks.trustedProxies.isEmpty)
        #expect(configuration.console.listen.description == "127.0.0.1:8080")
        #expect(configuration.console.metrics == .token)
        #expect(configuration.console.apiTokens.isEmpty)
        #expect(configuration.store.location == .sqlite(path: "/var/lib/rollcall/rollcall.db"))
        #expect(configuration.workers.concurrency == 8)
        #expect(configuration.workers.maxAttempts == 15)
        #expect(configuration.workers.retryBase == .seconds(2))
        #expect(configuration.workers.retryCap == .seconds(15 * 60))
        #expect(configuration.workers.settle == .seconds(5))
        #expect(configuration.workers.rereads == [.seconds(5), .seconds(30), .seconds(120)])
        #expect(configuration.network == nil)
        #expect(configuration.retention.deliveries == .seconds(30 * 86_400))
        #expect(configuration.retention.history == .seconds(365 * 86_400))
        #expect(configuration.sweeps.every == .seconds(300))
        #expect(configuration.reconciliation.schedule == .every(.seconds(6 * 3600)))
        #expect(configuration.reconciliation.depth == .light)
        #expect(configuration.reconciliation.deepEvery == .seconds(7 * 86_400))
        #expect(configuration.reconciliation.first == .manual)
    }

    @Test("a connector and a pipeline have theirs")
    func pipeline() throws {
        let configuration = try Workspace().load(
            adapters + """
                pipelines:
                  - { name: p, connector: entra, target: jira, match: { source: mail, target: email }, mappings: [{ property: A, from: a }] }
                """)
        let entra = try #require(configuration.connectors[0].settings as? EntraLike)
        #expect(entra.rate == 20)
        #expect(entra.success == 202)
        #expect(entra.subscriptions.manage)
        let pipeline = try #require(configuration.pipelines.first)
        #expect(pipeline.mode == .live)
        #expect(pipeline.scope == Scope())
        #expect(pipeline.guardLimits == GuardLimits(maxChangedUsers: .percent(10), maxClearedValues: .percent(1)))
        #expect([pipeline.onDisabled, pipeline.onDeleted, pipeline.onOutOfScope] == [.keep, .keep, .keep])
        #expect(!pipeline.match.caseSensitive)
        #expect(pipeline.mappings[0].whenEmpty == .keep)
    }

    @Test("the file is the option's, the variable's, or the one in /etc")
    func path() {
        #expect(ConfigurationLoader.defaultPath(option: nil, environment: [:]) == "/etc/rollcall/rollcall.yaml")
        let environment = ["ROLLCALL_CONFIG": "/a.yaml"]
        #expect(ConfigurationLoader.defaultPath(option: nil, environment: environment) == "/a.yaml")
        #expect(ConfigurationLoader.defaultPath(option: "b.yaml", environment: environment) == "b.yaml")
    }
}
