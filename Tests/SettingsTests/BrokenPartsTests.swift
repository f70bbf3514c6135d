import Foundation
import Testing

/// One broken text and all that must be said about it, `LINE: message`.
struct Broken: Sendable, CustomTestStringConvertible {
    let yaml: String
    let errors: [String]

    init(_ yaml: String, _ errors: String...) {
        (self.yaml, self.errors) = (yaml, errors)
    }

    var testDescription: String { yaml.replacing("\n", with: "⏎") }
}

@Suite("A broken part is an error with its line")
struct BrokenPartsTests {
    static let listeners: [Broken] = [
        Broken("hooks: { lisen: a:1 }", "1: unknown key 'lisen'; did you mean 'listen'?"),
        Broken("hooks:\n  publicUrl: https://a.example", "2: unknown key 'publicUrl'; did you mean 'publicURL'?"),
        Broken("hoks: {}", "1: unknown key 'hoks'; did you mean 'hooks'?"),
        Broken(
            "sweeps:\n  zzzzzzz: 1", "2: unknown key 'zzzzzzz'; valid here: every"),
        Broken("hooks: 5", "1: 'hooks' must be a mapping, not a single value"),
        Broken("hooks: []", "1: 'hooks' must be a mapping, not a list"),
        Broken(
            "hooks:\n  listen: 8443",
            "2: 'hooks.listen' must be HOST:PORT such as 0.0.0.0:8443 or [::1]:8080, not '8443'"),
        Broken(
            "hooks:\n  publicURL: http://hooks.example.com",
            "2: 'hooks.publicURL' must begin with https://: http:// is for loopback hosts, and for a connector or target that says plainHTTP: true"
        ),
        Broken("hooks:\n  maxBodyBytes: 0", "2: 'hooks.maxBodyBytes' must be from 1 to 67108864, not 0"),
        Broken("hooks:\n  maxPending: many", "2: 'hooks.maxPending' must be a whole number, not 'many'"),
        Broken("hooks:\n  maxPending: \"5\"", "2: 'hooks.maxPending' must be a whole number, not '5'"),
        Broken("hooks:\n  maxPending: [5]", "2: 'hooks.maxPending' must be a single value, not a list"),
        Broken("hooks:\n  tls: { certificate: rollcall.yaml }", "2: 'privateKey' is missing in hooks.tls"),
        Broken(
            "hooks:\n  trustedProxies:\n    - 10.0.0.0/8\n    - 10.0.0.1/8",
            "4: 'hooks.trustedProxies' must hold networks such as 10.0.0.0/8 or fd00::/8, not '10.0.0.1/8': no bits may be set behind the prefix"
        ),
        Broken("hooks:\n  trustedProxies: 10.0.0.0/8", "2: 'hooks.trustedProxies' must be a list, not a single value"),
        Broken(
            "hooks: { listen: \"127.0.0.1:9000\" }\nconsole: { listen: \"127.0.0.1:9000\" }",
            "2: 'console.listen' is the address of hooks.listen, too: 127.0.0.1:9000"),
        Broken("console:\n  metrics: closed", "2: 'console.metrics' must be token or open, not 'closed'"),
        Broken(
            "console:\n  apiTokens:\n    - name: ci\n      token: { env: SECRET }\n      role: operater",
            "5: 'console.apiTokens[0].role' must be viewer, operator or admin, not 'operater'; did you mean 'operator'?"
        ),
        Broken(
            "console:\n  apiTokens:\n    - { name: a, token: { env: SECRET }, role: viewer }\n    - { name: a, token: { env: SECRET }, role: admin }",
            "4: 'console.apiTokens[1]' has the name 'a' of another token",
            "4: 'console.apiTokens[1]' is the same token as 'a'"),
        Broken("console:\n  apiTokens: [ci]", "2: 'console.apiTokens[0]' must be a mapping, not a single value"),
        Broken("console:\n  admin: {}", "2: 'passwordHash' is missing in console.admin"),
        Broken(
            "console:\n  oidc: { issuer: 'https://a.example', clientID: a, clientSecret: { env: SECRET }, roles: {} }",
            "2: 'console.oidc.roles' gives nobody a role: name groups for admin"),
    ]

    static let others: [Broken] = [
        Broken(
            "store: { url: \"postgres://user:hunter2@db/rollcall\" }",
            "1: 'store.url' names PostgreSQL, which is not built into this version: use sqlite:///var/lib/rollcall/rollcall.db"
        ),
        Broken(
            "store:\n  url: mysql://db",
            "2: 'store.url' must be an address such as sqlite:///var/lib/rollcall/rollcall.db"),
        Broken(
            "store:\n  url: \"sqlite://:memory:\"",
            "2: 'store.url' must name a file, such as sqlite:///var/lib/rollcall/rollcall.db"),
        Broken("workers:\n  concurrency: 0", "2: 'workers.concurrency' must be from 1 to 256, not 0"),
        Broken("workers:\n  maxAttempts: 1.5", "2: 'workers.maxAttempts' must be a whole number, not '1.5'"),
        Broken(
            "workers:\n  settle: 5", "2: 'workers.settle' must be a duration such as 500ms, 30s, 15m, 6h or 7d, not '5'"
        ),
        Broken("workers:\n  settle: 2h", "2: 'workers.settle' must be from 0s to 1h, not 2h"),
        Broken("workers: { retryBase: 1m, retryCap: 1s }", "1: 'workers.retryCap' must not be shorter than retryBase"),
        Broken(
            "workers:\n  rereads:\n    - 5s\n    - soon",
            "4: 'workers.rereads' must be a duration such as 500ms, 30s, 15m, 6h or 7d, not 'soon'"),
        Broken(
            "network:\n  caFile: nowhere.pem\n  proxi: x",
            "2: 'network.caFile' names a file that is not there or cannot be read: FOLDER/nowhere.pem",
            "3: unknown key 'proxi'; did you mean 'proxy'?"),
        Broken(
            "network:\n  proxy: https://proxy.example.com",
            "2: 'network.proxy' must begin with http://: proxies over TLS are not in this version"),
        Broken(
            "network:\n  proxy: http://user:pw@proxy.example.com",
            "2: 'network.proxy' must not hold a user name or password"),
        Broken("retention: { history: 1s }", "1: 'retention.history' must be from 1m to 36500d, not 1s"),
        Broken("sweeps: { every: 0s }", "1: 'sweeps.every' must be from 1s to 7d, not 0s"),
        Broken(
            "reconciliation: { every: 6h, cron: \"0 3 * * *\" }",
            "1: 'reconciliation' has both every and cron: exactly one is allowed"),
        Broken(
            "reconciliation: { cron: \"0 25 * * *\" }",
            "1: 'reconciliation.cron' has '25' as hour: numbers from 0 to 23, ranges, steps and * are allowed"),
        Broken(
            "reconciliation: { cron: \"0 3 * *\" }",
            "1: 'reconciliation.cron' must have five fields (minute, hour, day of month, month, day of week), not 4"),
        Broken(
            "reconciliation: { cron: \"0 3 * * *\", timeZone: Europe/Atlantis }",
            "1: 'reconciliation.timeZone' must be a time zone such as Europe/Berlin, not 'Europe/Atlantis'"),
        Broken("reconciliation: { depth: shallow }", "1: 'reconciliation.depth' must be light or deep, not 'shallow'"),
        Broken(
            "reconciliation: { first: autp }",
            "1: 'reconciliation.first' must be manual or auto, not 'autp'; did you mean 'auto'?"),
    ]

    @Test("of the listeners", arguments: listeners)
    func listenersRefused(_ broken: Broken) throws { try check(broken) }

    @Test("of store, workers, network and schedules", arguments: others)
    func othersRefused(_ broken: Broken) throws { try check(broken) }

    @Test("and a password in an address is not repeated")
    func noPasswords() throws {
        let workspace = try Workspace()
        for yaml in [Self.others[0].yaml, "hooks: { publicURL: \"https://user:hunter2@a.example\" }"] {
            #expect(!(try workspace.errors(yaml).joined().contains("hunter2")))
        }
    }

    private func check(_ broken: Broken) throws {
        let workspace = try Workspace()
        let expected = broken.errors.map { $0.replacing("FOLDER", with: workspace.folder.path) }
        #expect(try workspace.errors(broken.yaml) == expected)
    }
}
