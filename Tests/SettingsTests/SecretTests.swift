import Foundation
import Settings
import Testing

@Suite("A secret")
struct SecretTests {
    private func yaml(_ reference: String) -> String {
        "connectors:\n  e:\n    type: entra\n    tenantID: t\n    subscriptions: { manage: false }\n    clientSecret: \(reference)\n"
    }

    private func secrets(_ workspace: Workspace, _ reference: String) throws -> [String] {
        let settings = try workspace.load(yaml(reference)).connectors.first?.settings
        return try #require(settings as? EntraLike).secrets.map { $0.reveal() }
    }

    @Test("comes from the environment or from a file beside the configuration, without the line's end")
    func sources() throws {
        let workspace = try Workspace()
        try workspace.write("one", "first\n")
        try workspace.write("two", "second\r\n")
        try workspace.write("three", "third\n\n")
        #expect(try secrets(workspace, "{ env: SECRET }") == ["s3cret-value"])
        #expect(try secrets(workspace, "[{ file: one }, { file: ./two }]") == ["first", "second"])
        #expect(try secrets(workspace, "{ file: \(workspace.path("three")) }") == ["third\n"])
    }

    @Test("is read again by another load")
    func reload() throws {
        let workspace = try Workspace()
        try workspace.write("one", "old")
        #expect(try secrets(workspace, "{ file: one }") == ["old"])
        try workspace.write("one", "new")
        #expect(try secrets(workspace, "{ file: one }") == ["new"])
    }

    @Test("is an error when it cannot be resolved")
    func unresolved() throws {
        let workspace = try Workspace()
        workspace.environment["EMPTY"] = ""
        try workspace.write("empty", "\n")
        try workspace.write("binary", Data([0xff, 0xfe, 0x00]))
        try workspace.write("huge", Data(repeating: 65, count: 70_000))
        let folder = workspace.folder.path
        let name = "6: 'connectors.e.clientSecret'"
        let cases: [(String, [String])] = [
            (
                "{ env: NOWHERE }",
                [
                    "\(name) cannot be resolved: environment variable NOWHERE is not set: set it for the process that runs rollcall"
                ]
            ),
            ("{ env: EMPTY }", ["\(name) cannot be resolved: environment variable EMPTY is empty"]),
            ("{ file: nowhere }", ["\(name) cannot be resolved: file \(folder)/nowhere does not exist"]),
            ("{ file: empty }", ["\(name) cannot be resolved: file \(folder)/empty is empty"]),
            ("{ file: binary }", ["\(name) cannot be resolved: file \(folder)/binary is not UTF-8 text"]),
            ("{ file: huge }", ["\(name) cannot be resolved: file \(folder)/huge is larger than 65536 bytes"]),
            ("{ env: SECRET, file: empty }", ["\(name) must name one source of the secret: \(Self.way)"]),
            ("{}", ["\(name) must name one source of the secret: \(Self.way)"]),
            (
                "{ evn: SECRET }",
                [
                    "\(name) must name one source of the secret: \(Self.way)",
                    "6: unknown key 'evn'; did you mean 'env'?",
                ]
            ),
        ]
        for (reference, errors) in cases { #expect(try workspace.errors(yaml(reference)) == errors) }
    }

    private static let way = "write { env: NAME } or { file: PATH }"

    @Test(
        "written as a literal is refused without being repeated",
        arguments: ["hunter2", "\"hunter2\"", "[hunter2]", "[[hunter2]]", "12345hunter2"])
    func literal(_ text: String) throws {
        let errors = try Workspace().errors(yaml(text))
        #expect(
            errors == [
                "6: 'connectors.e.clientSecret' must be a reference to a secret, never the secret itself: \(Self.way)"
            ])
    }

    @Test("written in place of a variable's name is not repeated")
    func misplaced() throws {
        let errors = try Workspace().errors(yaml("{ env: hunter2 }"))
        #expect(
            errors == [
                "6: 'connectors.e.clientSecret' cannot be resolved: the environment variable that stands there is not set: set it for the process that runs rollcall"
            ])
    }

    @Test("written on a line that is no YAML is not repeated")
    func syntax() throws {
        let errors = try Workspace().errors(yaml("hunter2: : ]"))
        #expect(errors.count == 1)
        #expect(errors.first?.hasPrefix("6: not valid YAML: ") == true)
        #expect(!errors.joined().contains("hunter2"))
    }

    @Test("prints as dots however it is printed")
    func printing() {
        let secret = Secret("hunter2", source: .environment("NAME"))
        var dumped = ""
        dump(secret, to: &dumped)
        dump(["key": [secret]], to: &dumped)
        let printed = [
            "\(secret)", String(describing: secret), String(reflecting: secret), "\([secret])", dumped,
            "\(Optional(secret) as Any)",
        ]
        for text in printed {
            #expect(text.contains("••••"))
            #expect(!text.contains("hunter2"))
        }
        #expect(Mirror(reflecting: secret).children.isEmpty)
    }

    @Test("is equal to another with the same bytes, wherever it comes from")
    func equality() {
        #expect(Secret("a", source: .file("/a")) == Secret("a"))
        #expect(Secret("a") != Secret("b"))
        #expect(Set([Secret("a"), Secret("a", source: .environment("A"))]).count == 1)
    }

    @Test("does not show in the settings that hold it")
    func settings() throws {
        let workspace = try Workspace()
        let configuration = try workspace.load(yaml("{ env: SECRET }"))
        var dumped = "\(configuration)"
        dump(configuration, to: &dumped)
        #expect(!dumped.contains("s3cret-value"))
    }
}
