import Adapters
import Domain
import Foundation
import Settings
import Testing

@Suite("Confluence's part of the configuration") struct ConfluenceSettingsTests {
    @Test("reads the administration pages with their defaults")
    func adminPages() throws {
        let (settings, problems) = try Self.read(
            """
            baseURL: https://wiki.example.com/confluence/
            username: rollcall
            password: { env: SECRET }
            """)
        #expect(problems == [])
        let wiki = try #require(settings)
        #expect(wiki.baseURL.absoluteString == "https://wiki.example.com/confluence")
        #expect(wiki.method == .adminPages(username: "rollcall", password: Secret("s3cret")))
        #expect(wiki.listGroup == "confluence-users")
        #expect(wiki.requestsPerSecond == 20)
    }

    @Test("reads the companion script")
    func companion() throws {
        let (settings, problems) = try Self.read(
            """
            baseURL: http://wiki.internal:8090
            plainHTTP: true
            method: companion
            token: { env: SECRET }
            companionPath: /rest/mine
            listGroup: staff
            requestsPerSecond: 5
            """)
        #expect(problems == [])
        let wiki = try #require(settings)
        #expect(wiki.method == .companion(token: Secret("s3cret"), path: "/rest/mine"))
        #expect(wiki.listGroup == "staff")
        #expect(wiki.requestsPerSecond == 5)
    }

    @Test(
        "says what is wrong, where and what to do",
        arguments: [
            ("baseURL: https://w\nusername: x", ["'password' is missing"]),
            ("baseURL: https://w\nmethod: companion", ["'token' is missing"]),
            ("baseURL: http://wiki.example.com\nusername: x\npassword: { env: SECRET }", ["https://"]),
            ("username: x\npassword: { env: SECRET }", ["'baseURL' is missing"]),
            (
                "baseURL: https://w\nusername: x\npassword: { env: SECRET }\ntoken: { env: SECRET }",
                ["'token' belongs to method: companion"]
            ),
            ("baseURL: https://w\nusername: x\npassword: { env: SECRET }\nlistgroup: x", ["listGroup"]),
        ])
    func broken(_ yaml: String, _ expected: [String]) throws {
        let (settings, problems) = try Self.read(yaml)
        #expect(settings == nil)
        #expect(problems.count == expected.count)
        for (problem, words) in zip(problems, expected) { #expect(problem.contains(words)) }
        #expect(!problems.contains { $0.contains("s3cret") })
    }

    @Test("refuses user properties, and fields that there are not")
    func mappings() throws {
        let (_, problems) = try Self.read(
            "baseURL: https://w\nusername: x\npassword: { env: SECRET }",
            mappings: """
                - { property: Department, from: department }
                - { field: department, from: department }
                - { field: fax, from: faxNumber }
                """)
        #expect(problems.count == 2)
        #expect(problems.first?.contains("write field: in place of property:") == true)
        #expect(problems.last?.contains("fax") == true)
    }

    private static func read(
        _ part: String, mappings: String? = nil
    ) throws -> (settings: ConfluenceSettings?, problems: [String]) {
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
              wiki:
                type: confluence
            \(indented(part, 4))
            """
        if let mappings {
            text += """

                pipelines:
                  - name: p
                    connector: feed
                    target: wiki
                    match: { source: mail, target: email }
                    mappings:
                \(indented(mappings, 6))
                """
        }
        let file = FileManager.default.temporaryDirectory.appending(path: "wiki-\(UUID().uuidString).yaml")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        do throws(ConfigurationError) {
            let configuration = try ConfigurationLoader.load(
                file: file.path, environment: ["SECRET": "s3cret"], connectors: [EntraSettings.schema],
                targets: [JiraSettings.schema, ConfluenceSettings.schema])
            return (configuration.targets.first?.settings as? ConfluenceSettings, [])
        } catch {
            return (nil, error.problems.filter { $0.severity == .error }.map(\.description))
        }
    }
}
