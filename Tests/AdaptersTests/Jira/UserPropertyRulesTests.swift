import Adapters
import Domain
import Foundation
import TestSupport
import Testing

@Suite("What a Jira user property may be") struct UserPropertyRulesTests {
    static func settings(_ method: JiraBench.Method) throws -> JiraSettings {
        JiraSettings(
            TargetConnectionSettings(
                baseURL: try #require(URL(string: "https://jira.example.com")),
                method: method.configured(username: "rollcall", password: "x", token: "x"), listGroup: "everybody"))
    }

    @Test(
        "goes by the method for names",
        arguments: [
            ("Department", true, true), ("Cost centre 2", true, true), ("A\tB", true, true),
            (String(repeating: "x", count: 200), true, true), (String(repeating: "x", count: 201), false, false),
            ("Kostenträger", false, true), ("a-b", false, true), ("a_b", false, true), ("👩🏽‍💻", false, true),
            (String(repeating: "👩🏽‍💻", count: 200), false, true), ("   ", false, true), ("", false, false),
        ])
    func names(_ name: String, _ onPages: Bool, _ byScript: Bool) throws {
        let attribute = TargetAttribute(.property, name)
        #expect((try Self.settings(.adminPages).objection(toMapping: attribute) == nil) == onPages)
        #expect((try Self.settings(.companion).objection(toMapping: attribute) == nil) == byScript)
    }

    @Test("is never a profile field", arguments: JiraBench.Method.allCases)
    func fields(_ method: JiraBench.Method) throws {
        let words = try Self.settings(method).objection(toMapping: TargetAttribute(.field, "department"))
        #expect(words?.contains("property:") == true)
    }

    @Test(
        "is at most 250 UTF-16 units long and says how long it is",
        arguments: [
            (String(repeating: "x", count: 250), true, true), (String(repeating: "x", count: 251), false, false),
            (String(repeating: "👩", count: 126), false, false), ("", false, false), (" \n", false, true),
            ("tab\tand\nline", true, true), ("bell\u{7}", false, true), ("\u{0}", false, true),
        ])
    func values(_ value: String, _ onPages: Bool, _ byScript: Bool) async throws {
        try await HTTPClientTransport.with { transport in
            for (method, holds) in [(JiraBench.Method.adminPages, onPages), (.companion, byScript)] {
                let target = try JiraTarget(name: "jira", settings: try Self.settings(method), transport: transport)
                let words = target.objection(to: value, for: .department)
                #expect((words == nil) == holds)
                if value.utf16.count > 250 { #expect(words?.contains("\(value.utf16.count)") == true) }
            }
        }
    }
}
