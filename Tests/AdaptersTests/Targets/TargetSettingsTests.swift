import Adapters
import Domain
import Foundation
import Settings
import Testing

@Suite("A target's part of the configuration") struct TargetSettingsTests {
    enum Product: String, CaseIterable, Sendable {
        case jira, confluence

        var schema: AdapterSchema {
            switch self {
            case .jira: JiraSettings.schema
            case .confluence: ConfluenceSettings.schema
            }
        }
    }

    @Test("reads the administration pages with their defaults", arguments: Product.allCases)
    func adminPages(_ product: Product) throws {
        let (settings, problems) = try Self.read(
            product,
            """
            baseURL: https://product.example.com/context/
            username: rollcall
            password: { env: SECRET }
            """)
        #expect(problems == [])
        let connection = try #require(settings).connection
        #expect(connection.baseURL.absoluteString == "https://product.example.com/context")
        #expect(connection.method == .adminPages(username: "rollcall", password: Secret("s3cret")))
        #expect(connection.method.credential == Secret("s3cret"))
        #expect(connection.listGroup == (product == .jira ? "jira-software-users" : "confluence-users"))
        #expect(connection.requestsPerSecond == 20)
    }

    @Test("reads the companion script, the first of several tokens", arguments: Product.allCases)
    func companion(_ product: Product) throws {
        let part = """
            baseURL: http://product.internal:8080
            plainHTTP: true
            method: companion
            token: [ { env: NEW }, { env: SECRET } ]
            listGroup: everybody
            requestsPerSecond: 1000
            """
        for (more, path) in [("", TargetMethod.companionPath), ("\ncompanionPath: /rest/mine", "/rest/mine")] {
            let (settings, problems) = try Self.read(product, part + more)
            #expect(problems == [])
            let connection = try #require(settings).connection
            #expect(connection.method == .companion(token: Secret("n3w"), path: path))
            #expect(connection.listGroup == "everybody")
            #expect(connection.requestsPerSecond == 1000)
        }
    }

    @Test(
        "says what is wrong, where and what to do", arguments: Product.allCases,
        [
            ("baseURL: https://x\nusername: x", "'password' is missing"),
            ("baseURL: https://x\nmethod: companion", "'token' is missing"),
            ("baseURL: http://product.example.com\nusername: x\npassword: { env: SECRET }", "https://"),
            ("username: x\npassword: { env: SECRET }", "'baseURL' is missing"),
            ("baseURL: https://x\nmethod: rest\nusername: x\npassword: { env: SECRET }", "admin-pages or companion"),
            (
                "baseURL: https://x\nusername: x\npassword: { env: SECRET }\ntoken: { env: NEW }",
                "'token' belongs to method: companion"
            ),
            (
                "baseURL: https://x\nmethod: companion\ntoken: { env: NEW }\nusername: x",
                "'username' belongs to method: admin-pages"
            ),
            ("baseURL: https://x\nmethod: companion\ntoken: { env: NEW }\ncompanionPath: x?y", "companionPath"),
            ("baseURL: https://x\nmethod: companion\ntoken: { env: NEW }\ncompanionPath: /a/../b", "companionPath"),
            ("baseURL: https://x\nusername: x\npassword: { env: SECRET }\nrequestsPerSecond: 0", "1 to 1000"),
            ("baseURL: https://x\nusername: x\npassword: { env: SECRET }\nusrname: x", "usrname"),
            ("baseURL: https://x\nusername: x\npassword: { env: SECRET }\nlistgroup: x", "listGroup"),
            ("baseURL: https://x\nusername: x\npassword: s3cret", "never the secret itself"),
        ])
    func broken(_ product: Product, _ fault: (part: String, words: String)) throws {
        let (settings, problems) = try Self.read(product, fault.part)
        #expect(settings == nil)
        #expect(problems.count == 1)
        #expect(problems.first?.contains(fault.words) == true)
        #expect(!problems.contains { $0.contains("s3cret") })
    }

    @Test(
        "refuses mappings that the product or the method cannot write",
        arguments: [
            (
                Product.jira,
                """
                - { property: Kostenträger, from: department }
                - { field: department, from: department }
                - { property: Cost centre, from: department }
                """, ["method: companion takes any", "property: in place of field:"]
            ),
            (
                .confluence,
                """
                - { property: Department, from: department }
                - { field: department, from: department }
                - { field: fax, from: faxNumber }
                """, ["write field: in place of property:", "fax"]
            ),
        ])
    func mappings(_ product: Product, _ mappings: String, _ words: [String]) throws {
        let (_, problems) = try Self.read(
            product, "baseURL: https://x\nusername: x\npassword: { env: SECRET }",
            more: """
                pipelines:
                  - name: p
                    connector: feed
                    target: product
                    match: { source: mail, target: email }
                    mappings:
                \(mappings.indented(by: 6))
                """)
        #expect(problems.count == words.count)
        for (problem, words) in zip(problems, words) { #expect(problem.contains(words)) }
    }

    private static func read(
        _ product: Product, _ part: String, more: String = ""
    ) throws -> (settings: (any WritableTargetSettings)?, problems: [String]) {
        let (configuration, problems) = try readConfiguration(
            """
            connectors:
              feed:
                type: entra
                tenantID: 11111111-1111-1111-1111-111111111111
                clientID: 22222222-2222-2222-2222-222222222222
                clientSecret: { env: SECRET }
                clientState: { env: SECRET }
            targets:
              product:
                type: \(product)
            \(part.indented(by: 4))
            \(more)
            """, environment: ["SECRET": "s3cret", "NEW": "n3w"], connectors: [EntraSettings.schema],
            targets: Product.allCases.map(\.schema))
        return (
            configuration?.targets.first?.settings as? any WritableTargetSettings,
            problems.filter { $0.severity == .error }.map(\.description)
        )
    }
}
