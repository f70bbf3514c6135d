import Foundation
import Settings
import Testing

@testable import Settings

@Suite("The environment")
struct EnvironmentOverrideTests {
    @Test(
        "names keys in upper case, with _ between words",
        arguments: [
            ("publicURL", "PUBLIC_URL"), ("url", "URL"), ("listen", "LISTEN"), ("maxAttempts", "MAX_ATTEMPTS"),
            ("timeZone", "TIME_ZONE"), ("privateKey", "PRIVATE_KEY"), ("clientID", "CLIENT_ID"),
            ("some-key.x", "SOME_KEY_X"), ("URLPath", "URL_PATH"),
        ])
    func names(_ key: String, _ words: String) {
        #expect(ReadingContext.words(of: key) == words)
    }

    @Test("overrides scalars, written in the file or not")
    func overrides() throws {
        let workspace = try Workspace()
        try workspace.write("tls.crt", "PEM")
        try workspace.write("tls.key", "PEM")
        workspace.environment.merge([
            "ROLLCALL_HOOKS_PUBLIC_URL": "https://other.example.com/", "ROLLCALL_HOOKS_LISTEN": "[::1]:0",
            "ROLLCALL_HOOKS_MAX_PENDING": "7", "ROLLCALL_HOOKS_TLS_CERTIFICATE": "tls.crt",
            "ROLLCALL_HOOKS_TLS_PRIVATE_KEY": "tls.key", "ROLLCALL_CONSOLE_LISTEN": "0.0.0.0:9999",
            "ROLLCALL_CONSOLE_METRICS": "open", "ROLLCALL_STORE_URL": "sqlite://data/r.db",
            "ROLLCALL_WORKERS_MAX_ATTEMPTS": "3", "ROLLCALL_WORKERS_RETRY_BASE": "10ms",
            "ROLLCALL_RETENTION_HISTORY": "5d", "ROLLCALL_SWEEPS_EVERY": "9s",
            "ROLLCALL_RECONCILIATION_CRON": "0 3 * * *", "ROLLCALL_RECONCILIATION_TIME_ZONE": "Europe/Berlin",
        ]) { $1 }
        let configuration = try workspace.load(
            "hooks: { publicURL: 'https://a.example', maxPending: 5 }\nreconciliation: { every: 1h }\n")
        #expect(configuration.hooks.publicURL?.absoluteString == "https://other.example.com")
        #expect(configuration.hooks.listen == ListenAddress(host: "::1", port: 0))
        #expect(configuration.hooks.maxPending == 7)
        #expect(
            configuration.hooks.tls
                == TLSFiles(
                    certificate: workspace.path("tls.crt"), privateKey: workspace.path("tls.key")))
        #expect(configuration.console.listen.port == 9999)
        #expect(configuration.console.metrics == .open)
        #expect(configuration.store.location == .sqlite(path: workspace.path("data/r.db")))
        #expect(configuration.workers.maxAttempts == 3)
        #expect(configuration.workers.retryBase == .milliseconds(10))
        #expect(configuration.retention.history == .seconds(5 * 86_400))
        #expect(configuration.sweeps.every == .seconds(9))
        let zone = try #require(TimeZone(identifier: "Europe/Berlin"))
        #expect(configuration.reconciliation.schedule == .cron(try CronExpression("0 3 * * *"), zone))
    }

    @Test("is named in what is wrong with it, at the place that it overrides")
    func problems() throws {
        let workspace = try Workspace()
        workspace.environment.merge([
            "ROLLCALL_WORKERS_MAX_ATTEMPTS": "none", "ROLLCALL_HOOKS_PUBLIC_URL": "http://a.example.com",
            "ROLLCALL_STORE_URL": "postgres://user:hunter2@db/rollcall",
        ]) { $1 }
        let errors = try workspace.errors("sweeps: {}\nworkers:\n  maxAttempts: 4\n")
        #expect(
            errors == [
                "1: ROLLCALL_HOOKS_PUBLIC_URL must begin with https://: http:// is for loopback hosts, and for a connector or target that says plainHTTP: true",
                "1: ROLLCALL_STORE_URL names PostgreSQL, which is not built into this version: use sqlite:///var/lib/rollcall/rollcall.db",
                "3: ROLLCALL_WORKERS_MAX_ATTEMPTS must be a whole number, not 'none'",
            ])
    }

    @Test("says nothing by other names, by empty variables, and about lists and other parts")
    func ignored() throws {
        let workspace = try Workspace()
        workspace.environment.merge([
            "ROLLCALL_WORKERS_CONCURENCY": "x", "ROLLCALL_HOOKS_MAX_PENDING": "", "ROLLCALL_NETWORK_PROXY": "x",
            "ROLLCALL_WORKERS_REREADS": "x", "ROLLCALL_HOOKS_TRUSTED_PROXIES": "x", "ROLLCALL_CONFIG": "x",
            "ROLLCALL_CONSOLE_ADMIN": "x", "ROLLCALL_CONSOLE_TLS": "x",
        ]) { $1 }
        let configuration = try workspace.load("hooks: { maxPending: 5 }\n")
        #expect(configuration.hooks.maxPending == 5)
        #expect(configuration.workers == WorkersSettings())
        #expect(configuration.hooks.trustedProxies.isEmpty)
        #expect(configuration.network == nil)
        #expect(configuration.console.adminPasswordHash == nil)
        #expect(configuration.console.tls == nil)
    }
}
