import Foundation
import Settings
import Testing

@Suite("A broken connector or target is an error with its line")
struct BrokenAdaptersTests {
    private static let entra = "    type: entra\n    tenantID: t\n    clientSecret: { env: SECRET }\n"

    static let connectors: [Broken] = [
        Broken("connectors:\n  entra: {}", "2: 'type' is missing in connectors.entra"),
        Broken(
            "connectors:\n  entra: entra", "2: 'connectors.entra' must be a mapping with a type, not a single value"),
        Broken("connectors: [entra]", "1: 'connectors' must be a mapping, not a list"),
        Broken(
            "connectors:\n  a:\n    type: entar\n    anything: 1",
            "3: unknown connector type 'entar'; did you mean 'entra'?"),
        Broken("connectors:\n  a:\n    type: ldap", "3: unknown connector type 'ldap'; there are: entra, webhook"),
        Broken(
            "connectors:\n  a b:\n    type: ldap",
            "2: 'a b' is no name: 1 to 64 letters, digits, dots, hyphens and underscores are allowed",
            "3: unknown connector type 'ldap'; there are: entra, webhook"),
        Broken(
            "connectors:\n  ..:\n    type: ldap",
            "2: '..' is no name: 1 to 64 letters, digits, dots, hyphens and underscores are allowed",
            "3: unknown connector type 'ldap'; there are: entra, webhook"),
        Broken(
            "connectors:\n  entra:\n    type: entra\n    subscriptions: { manage: false }",
            "2: 'tenantID' is missing in connectors.entra", "2: 'clientSecret' is missing in connectors.entra"),
        Broken(
            "connectors:\n  entra:\n\(entra)",
            "2: hooks.publicURL is missing: connector 'entra' must tell the IdP what to call: set hooks.publicURL, or say subscriptions: { manage: false } there"
        ),
        Broken(
            "connectors:\n  entra:\n\(entra)    subscriptions:\n      manage: maybe",
            "7: 'connectors.entra.subscriptions.manage' must be true or false, not 'maybe'"),
        Broken(
            "hooks: { publicURL: 'https://a.example' }\nconnectors:\n  entra:\n\(entra)    subscriptions: { ids: [a] }",
            "7: 'connectors.entra.subscriptions.ids' pins what somebody else makes: say manage: false beside it"),
        Broken(
            "hooks: { publicURL: 'https://a.example' }\nconnectors:\n  entra:\n\(entra)    requestsPerSecond: 1001\n    success: 302",
            "7: 'connectors.entra.requestsPerSecond' must be from 1 to 1000, not 1001",
            "8: 'connectors.entra.success' must be from 200 to 299, not 302"),
        Broken(
            "hooks: { publicURL: 'https://a.example' }\nconnectors:\n  entra:\n\(entra)    graphURL: http://graph.example.com\n    tenantId: x",
            "7: 'connectors.entra.graphURL' must begin with https://: http:// is for loopback hosts, and for a connector or target that says plainHTTP: true",
            "8: unknown key 'tenantId'; did you mean 'tenantID'?"),
    ]

    static let targets: [Broken] = [
        Broken(
            "targets:\n  wiki:\n    type: confluence",
            "3: unknown target type 'confluence'; there are: jira"),
        Broken("targets:\n  jira:\n    type: jira", "2: 'baseURL' is missing in targets.jira"),
        Broken(
            "targets:\n  jira:\n    type: jira\n    baseURL: jira.example.com",
            "4: 'targets.jira.baseURL' must be a whole address such as https://host.example.com"),
        Broken(
            "targets:\n  jira:\n    type: jira\n    baseURL: ftp://jira.example.com",
            "4: 'targets.jira.baseURL' must begin with https://"),
        Broken(
            "targets:\n  jira:\n    type: jira\n    baseURL: https://jira.example.com?a=b",
            "4: 'targets.jira.baseURL' must not hold a query or a fragment"),
        Broken(
            "targets:\n  jira:\n    type: jira\n    baseURL: https://jira.example.com:99999",
            "4: 'targets.jira.baseURL' must have a port from 1 to 65535"),
        Broken(
            "targets:\n  jira:\n    type: jira\n    plainHTTP: sure\n    baseURL: https://jira.example.com",
            "4: 'targets.jira.plainHTTP' must be true or false, not 'sure'"),
    ]

    @Test("in connectors", arguments: connectors)
    func connectorsRefused(_ broken: Broken) throws {
        #expect(try Workspace().errors(broken.yaml) == broken.errors)
    }

    @Test("in targets", arguments: targets)
    func targetsRefused(_ broken: Broken) throws {
        #expect(try Workspace().errors(broken.yaml) == broken.errors)
    }

    @Test(
        "but http:// is fine for loopback hosts",
        arguments: ["localhost", "127.0.0.1:8080", "127.8.9.10", "[::1]:80"])
    func loopback(_ host: String) throws {
        let yaml = "targets:\n  jira: { type: jira, baseURL: \"http://\(host)/jira\" }"
        #expect(try Workspace().errors(yaml).isEmpty)
    }

    @Test(
        "and http:// is refused for what only looks like one",
        arguments: ["127.0.0.1.example.com", "localhost.example.com", "0.0.0.0", "127.1", "[::2]", "2130706433"])
    func notLoopback(_ host: String) throws {
        let yaml = "targets:\n  jira: { type: jira, baseURL: \"http://\(host)/jira\" }"
        #expect(try Workspace().errors(yaml).count == 1)
    }

    @Test("and plainHTTP: true allows it for that target alone")
    func plainHTTP() throws {
        let yaml = """
            targets:
              a: { type: jira, baseURL: "http://jira.example.com", plainHTTP: true }
              b: { type: jira, baseURL: "http://jira.example.com", plainHTTP: false }
            """
        #expect(try Workspace().errors(yaml).map { $0.prefix(22) } == ["3: 'targets.b.baseURL'"])
    }

    @Test("and an address loses the slashes at its end")
    func slashes() throws {
        let configuration = try Workspace().load("targets:\n  a: { type: jira, baseURL: \"https://a.example/jira//\" }")
        let jira = try #require(configuration.targets.first?.settings as? JiraLike)
        #expect(jira.baseURL.absoluteString == "https://a.example/jira")
    }
}
