import Adapters
import Domain
import Foundation
import Settings
import TestSupport
import Testing

@Suite("Jira's part of the configuration") struct JiraSettingsTests {
    @Test("reads the administration pages with their defaults")
    func adminPages() throws {
        let (settings, problems) = try Self.read(
            """
            baseURL: https://jira.example.com/jira/
            username: rollcall
            password: { env: SECRET }
            """)
        #expect(problems == [])
        let jira = try #require(settings)
        #expect(jira.baseURL.absoluteString == "https://jira.example.com/jira")
        #expect(jira.method == .adminPages(username: "rollcall", password: Secret("s3cret")))
        #expect(jira.listGroup == "jira-software-users")
        #expect(jira.requestsPerSecond == 20)
        #expect(jira.method.credential == Secret("s3cret"))
    }

    @Test("reads the companion script, the first of several tokens")
    func companion() throws {
        let (settings, problems) = try Self.read(
            """
            baseURL: http://jira.internal:8080
            plainHTTP: true
            method: companion
            token: [ { env: NEW }, { env: SECRET } ]
            listGroup: everybody
            requestsPerSecond: 1000
            """)
        #expect(problems == [])
        let jira = try #require(settings)
        #expect(jira.method == .companion(token: Secret("n3w"), path: TargetMethod.companionPath))
        #expect(jira.listGroup == "everybody")
        #expect(jira.requestsPerSecond == 1000)
    }

    @Test(
        "says what is wrong, where and what to do",
        arguments: [
            ("baseURL: https://j\nusername: x", ["'password' is missing"]),
            ("baseURL: https://j\nmethod: companion", ["'token' is missing"]),
            ("baseURL: http://jira.example.com\nusername: x\npassword: { env: SECRET }", ["https://"]),
            ("username: x\npassword: { env: SECRET }", ["'baseURL' is missing"]),
            ("baseURL: https://j\nmethod: rest\nusername: x\npassword: { env: SECRET }", ["admin-pages or companion"]),
            (
                "baseURL: https://j\nusername: x\npassword: { env: SECRET }\ntoken: { env: NEW }",
                ["'token' belongs to method: companion"]
            ),
            (
                "baseURL: https://j\nmethod: companion\ntoken: { env: NEW }\nusername: x",
                ["'username' belongs to method: admin-pages"]
            ),
            ("baseURL: https://j\nmethod: companion\ntoken: { env: NEW }\ncompanionPath: x?y", ["companionPath"]),
            ("baseURL: https://j\nmethod: companion\ntoken: { env: NEW }\ncompanionPath: /a/../b", ["companionPath"]),
            ("baseURL: https://j\nusername: x\npassword: { env: SECRET }\nrequestsPerSecond: 0", ["1 to 1000"]),
            ("baseURL: https://j\nusername: x\npassword: { env: SECRET }\nusrname: x", ["usrname"]),
            ("baseURL: https://j\nusername: x\npassword: s3cret", ["never the secret itself"]),
        ])
    func broken(_ yaml: String, _ expected: [String]) throws {
        let (settings, problems) = try Self.read(yaml)
        #expect(settings == nil)
        #expect(problems.count == expected.count)
        for (problem, words) in zip(problems, expected) { #expect(problem.contains(words)) }
        #expect(!problems.contains { $0.contains("s3cret") })
    }

    @Test("refuses mappings that the method cannot write")
    func mappings() throws {
        let part = "baseURL: https://j\nusername: x\npassword: { env: SECRET }"
        let (_, problems) = try Self.read(
            part,
            mappings: """
                - { property: Kostenträger, from: department }
                - { field: department, from: department }
                - { property: Cost centre, from: department }
                """)
        #expect(problems.count == 2)
        #expect(problems.first?.contains("method: companion takes any") == true)
        #expect(problems.last?.contains("property: in place of field:") == true)
    }

    private static func read(
        _ part: String, mappings: String? = nil
    ) throws -> (settings: JiraSettings?, problems: [String]) {
        func indented(_ text: String, _ count: Int) -> String {
            text.split(separator: "\n").map { String(repeating: " ", count: count) + $0 }.joined(separator: "\n")
        }
        var text = """
            hooks: { listen: 127.0.0.1:0, publicURL: https://hooks.example.com }
            store: { url: "sqlite:///tmp/none.db" }
            connectors:
              feed:
                type: entra
                tenantID: 11111111-1111-1111-1111-111111111111
                clientID: 22222222-2222-2222-2222-222222222222
                clientSecret: { env: SECRET }
                clientState: { env: SECRET }
            targets:
              jira:
                type: jira
            \(indented(part, 4))
            """
        if let mappings {
            text += """

                pipelines:
                  - name: p
                    connector: feed
                    target: jira
                    match: { source: userPrincipalName, target: username }
                    mappings:
                \(indented(mappings, 6))
                """
        }
        let file = FileManager.default.temporaryDirectory.appending(path: "jira-\(UUID().uuidString).yaml")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        do throws(ConfigurationError) {
            let configuration = try ConfigurationLoader.load(
                file: file.path, environment: ["SECRET": "s3cret", "NEW": "n3w"], connectors: [EntraSettings.schema],
                targets: [JiraSettings.schema])
            return (configuration.targets.first?.settings as? JiraSettings, [])
        } catch {
            return (nil, error.problems.filter { $0.severity == .error }.map(\.description))
        }
    }
}
