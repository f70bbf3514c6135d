import Foundation
import Settings
import Testing

@Suite("A configuration file")
struct DocumentTests {
    @Test("that is not there, empty or no mapping is an error of the file")
    func unusable() throws {
        let workspace = try Workspace()
        let remedy = "name another with --config or ROLLCALL_CONFIG"
        #expect(try workspace.errors() == ["1: the configuration file does not exist: \(remedy)"])
        for text in ["", "\n\n", "# nothing\n", "---\n", "~", "null\n"] {
            #expect(try workspace.errors(text) == ["1: the configuration file is empty"])
        }
        #expect(try workspace.errors("- a\n") == ["1: the configuration must be a mapping, not a list"])
        #expect(try workspace.errors("# c\nhello") == ["2: the configuration must be a mapping, not a single value"])
        try workspace.write("rollcall.yaml", Data("sweeps: {}\nx: ".utf8) + Data([0xff, 0xfe]))
        #expect(try workspace.errors() == ["2: the configuration file is not UTF-8 text"])
        try workspace.write("rollcall.yaml", Data(repeating: 35, count: 1_048_577))
        #expect(try workspace.errors() == ["1: the configuration file is larger than 1048576 bytes: \(remedy)"])
        try FileManager.default.removeItem(atPath: workspace.file)
        try FileManager.default.createDirectory(atPath: workspace.file, withIntermediateDirectories: false)
        #expect(
            try workspace.errors() == [
                "1: the configuration file cannot be read (a folder, or no permission): \(remedy)"
            ])
    }

    @Test(
        "that is no YAML names the line",
        arguments: [
            ("hooks:\n  listen: [a\nstore: {}", 3), ("hooks: {}\n\tstore: {}", 2), ("a: b: c", 1), ("a: \"b", 1),
            ("a: 'x'\nb: @c", 2), ("sweeps: {}\nb: \u{7}", 2), ("a: *nowhere", 1), ("sweeps: {}\n---\nsweeps: {}", 2),
            ("a: {b: [}]", 1),
        ])
    func syntax(_ text: String, _ line: Int) throws {
        let errors = try Workspace().errors(text)
        #expect(errors.count == 1)
        #expect(errors.first?.hasPrefix("\(line): not valid YAML: ") == true, "\(errors)")
    }

    @Test("tells everything at once, in the order of its lines")
    func together() throws {
        let yaml = """
            hooks: { maxPending: 0, lisen: x }
            sweeps: { every: often }
            connectors:
              entra:
                type: entra
                clientSecret: hunter2
                requestPerSecond: 5
            pipelines:
              - name: p
                connector: entraa
                target: jira
                match: { source: mail, target: mail }
            sweeps: { every: 5m }
            """
        #expect(
            try Workspace().errors(yaml) == [
                "1: 'hooks.maxPending' must be from 1 to 65536, not 0",
                "1: unknown key 'lisen'; did you mean 'listen'?",
                "2: 'sweeps.every' must be a duration such as 500ms, 30s, 15m, 6h or 7d, not 'often'",
                "4: 'tenantID' is missing in connectors.entra",
                "6: 'connectors.entra.clientSecret' must be a reference to a secret, never the secret itself: write { env: NAME } or { file: PATH }",
                "7: unknown key 'requestPerSecond'; did you mean 'requestsPerSecond'?",
                "10: there is no connector 'entraa'; did you mean 'entra'?",
                "11: there is no target 'jira'; there are: none",
                "12: 'pipelines[0].match.target' must be username or email, not 'mail'; did you mean 'email'?",
                "13: key 'sweeps' is there already, on line 2",
            ])
    }

    @Test("names each duplicate key")
    func duplicates() throws {
        let yaml = """
            hooks:
              maxPending: 5
              "maxPending": 6
            store: {}
            hooks: {}
            store: {}
            store: {}
            ? sweeps
            : { every: 5s, 'every': 6s }
            """
        #expect(
            try Workspace().errors(yaml) == [
                "3: key 'maxPending' is there already, on line 2", "5: key 'hooks' is there already, on line 1",
                "6: key 'store' is there already, on line 4", "7: key 'store' is there already, on line 4",
                "9: key 'every' is there already, on line 9",
            ])
    }

    @Test("may share parts by anchors")
    func anchors() throws {
        let configuration = try Workspace().load(
            "sweeps: &a { every: 7s }\nworkers: { settle: &s 1s, retryBase: *s }\n")
        #expect(configuration.sweeps.every == .seconds(7))
        #expect(configuration.workers.retryBase == .seconds(1))
    }

    @Test("that would grow without bound is refused")
    func bombs() throws {
        var bomb = "a0: &a0 [x, x]\n"
        for level in 1...40 { bomb += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
        let errors = try Workspace().errors(bomb)
        #expect(errors.count == 1)
        #expect(errors.first?.contains("the file has more than 100000 values, aliases included") == true)
        let keys = try Workspace().errors(bomb + "? *a40\n: x\n")
        #expect(keys == ["42: a key must be a text, not an alias, list or mapping"])
        let list = try Workspace().errors(bomb + "? [*a40, *a40]\n: x\n")
        #expect(list == ["42: a key must be a text, not an alias, list or mapping"])
        let deep = try Workspace().errors("a: " + String(repeating: "[", count: 100_000))
        #expect(deep.count == 1)
        let dashes = try Workspace().errors(String(repeating: "- ", count: 100_000))
        #expect(dashes.count == 1)
    }

    @Test("with more mistakes than anybody reads is told about some of them, each on one line")
    func many() throws {
        let workspace = try Workspace()
        let keys = (1...2_000).map { "k\($0): 1\n" }.joined()
        let errors = try workspace.errors(keys + "\"a\\nb\": 1\n")
        #expect(errors.count == 501)
        #expect(errors.last?.hasSuffix("more is wrong: 500 are shown") == true)
        #expect(
            try workspace.errors("\"a\\nb\": 1").first?.hasPrefix("1: unknown key 'a\u{FFFD}b'; valid here: hooks")
                == true)
        #expect(try workspace.errors("sweeps: { every: \(String(repeating: "x", count: 9_999)) }").joined().count < 700)
    }

    @Test("keeps the stars of its texts")
    func stars() throws {
        let workspace = try Workspace()
        let configuration = try workspace.load(
            "network: { noProxy: ['*.example.com', \"*b\"] }\nreconciliation: { cron: '0 3 * * *' }\n")
        #expect(configuration.network?.noProxy == ["*.example.com", "*b"])
    }

    @Test("has problems that scripts can read")
    func json() throws {
        let problem = Problem(severity: .error, file: "a.yaml", line: 3, key: "store.url", message: "is wrong")
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let json = String(decoding: try encoder.encode(problem), as: UTF8.self)
        #expect(
            json
                == #"{"file":"a.yaml","key":"store.url","line":3,"message":"is wrong","remedy":null,"severity":"error"}"#
        )
    }

    @Test("gives each problem its key in full")
    func keys() throws {
        let workspace = try Workspace()
        try workspace.write("rollcall.yaml", "hooks: { tls: { certificat: a } }\npipelines: [{ nam: p }]\n")
        #expect(
            try workspace.problems().filter { $0.severity == .error }.map(\.key) == [
                "hooks.tls.certificate", "hooks.tls.privateKey", "hooks.tls.certificat", "pipelines[0].name",
                "pipelines[0].connector", "pipelines[0].target", "pipelines[0].match", "pipelines[0].nam",
            ])
    }
}
