import Domain
import Settings
import Testing

@Suite("A pipeline")
struct PipelineTests {
    /// `adapters` and a pipeline that lacks what `rest` gives, from line 18 on.
    private static func yaml(_ rest: String) -> String {
        adapters + """
            pipelines:
              - name: p
                connector: entra
                target: jira
                match: { source: mail, target: email }
            """ + "\n" + rest + "\n"
    }

    private func pipeline(_ rest: String) throws -> Pipeline {
        try #require(try Workspace().load(Self.yaml(rest)).pipelines.first)
    }

    @Test("is off whether YAML reads off as a text or as false", arguments: ["off", "\"off\"", "false", "OFF", "no"])
    func off(_ word: String) throws {
        #expect(try pipeline("    mode: \(word)").mode == .off)
        #expect(try pipeline("    guard: \(word)").guardLimits == nil)
    }

    @Test("has a guard by percent or by counts")
    func limits() throws {
        let limits = try pipeline("    guard: { maxChangedUsers: 25, maxClearedValues: 2.5% }").guardLimits
        #expect(limits == GuardLimits(maxChangedUsers: .count(25), maxClearedValues: .percent(2.5)))
        let partial = try pipeline("    guard: { maxChangedUsers: 100% }").guardLimits
        #expect(partial == GuardLimits(maxChangedUsers: .percent(100), maxClearedValues: .percent(1)))
    }

    @Test("takes every test of scope")
    func scope() throws {
        let scope = try pipeline(
            """
                scope:
                  include:
                    - { attribute: a, equals: 5 }
                    - { attribute: b, in: [NO, 1, "x"] }
                  exclude:
                    - { attribute: c, matches: "^x" }
                    - { attribute: d, empty: true }
                    - { attribute: e, empty: false }
                    - { attribute: f, equals: "" }
            """
        ).scope
        #expect(scope.include.map(\.condition) == [.equals("5"), .oneOf(["NO", "1", "x"])])
        #expect(
            scope.exclude.map(\.condition) == [.matches(try Pattern("^x")), .empty(true), .empty(false), .equals("")])
    }

    @Test("takes every transform, in order")
    func transforms() throws {
        let mappings = try pipeline(
            #"""
                mappings:
                  - property: A
                    from: a
                    transforms:
                      - trim
                      - lowercase
                      - uppercase
                      - { before: "@" }
                      - { after: "\\" }
                      - { replace: "(a)b", with: "$1" }
                      - { lookup: { DE: Germany, NO: Norway, 1: one }, default: Other }
                      - { lookup: { DE: Germany } }
                      - { lookup: { DE: Germany }, default: "" }
                      - { join: ", " }
                      - { truncate: 50 }
                      - { date: { from: yyyy-MM-dd, to: dd.MM.yyyy } }
            """#
        ).mappings
        #expect(
            mappings[0].transforms == [
                .trim, .lowercase, .uppercase, .before("@"), .after("\\"), .replace(try Pattern("(a)b"), with: "$1"),
                .lookup(["DE": "Germany", "NO": "Norway", "1": "one"], fallback: "Other"),
                .lookup(["DE": "Germany"], fallback: nil), .lookup(["DE": "Germany"], fallback: ""), .join(", "),
                .truncate(50), .date(from: "yyyy-MM-dd", to: "dd.MM.yyyy"),
            ])
    }

    @Test("keeps, clears or replaces what is empty")
    func whenEmpty() throws {
        let mappings = try pipeline(
            """
                mappings:
                  - { property: A, from: a, whenEmpty: keep }
                  - { property: B, from: a, whenEmpty: clear }
                  - { property: C, from: a, whenEmpty: { default: none } }
            """
        ).mappings
        #expect(mappings.map(\.whenEmpty) == [.keep, .clear, .fallback("none")])
    }

    static let broken: [Broken] = [
        Broken(
            "    mode: lve\n    guard: on\n    onDisabled: drop",
            "17: 'pipelines[0].mode' must be live, simulate or off, not 'lve'; did you mean 'live'?",
            "18: 'pipelines[0].guard' must be off, or a mapping such as { maxChangedUsers: 10%, maxClearedValues: 1% }",
            "19: 'pipelines[0].onDisabled' must be keep or clear, not 'drop'"),
        Broken(
            "    guard: { maxChangedUsers: 101%, maxClearedValues: -1 }",
            "17: 'pipelines[0].guard.maxChangedUsers' must be a percentage from 0% to 100% or a whole number, not '101%'",
            "17: 'pipelines[0].guard.maxClearedValues' must be a percentage from 0% to 100% or a whole number, not '-1'"
        ),
        Broken(
            "    scope:\n      include:\n        - { attribute: a }\n        - { equals: 5 }\n        - { attribute: a, equals: 5, empty: true }\n        - x",
            "19: pipelines[0].scope.include[0] needs exactly one of 'equals', 'in', 'matches', 'empty'",
            "20: 'attribute' is missing in pipelines[0].scope.include[1]",
            "21: pipelines[0].scope.include[2] has several of 'equals', 'in', 'matches', 'empty': exactly one is allowed",
            "22: 'pipelines[0].scope.include[3]' must be a mapping, not a single value"),
        Broken(
            "    mappings:\n      - { property: A, field: phone, from: a }\n      - { from: a }\n      - { property: B }\n      - { property: C, from: a, constant: b }\n      - { proprty: D, from: a }",
            "18: pipelines[0].mappings[0] has several of 'property', 'field': exactly one is allowed",
            "19: pipelines[0].mappings[1] needs exactly one of 'property', 'field'",
            "20: pipelines[0].mappings[2] needs exactly one of 'from', 'first', 'template', 'constant'",
            "21: pipelines[0].mappings[3] has several of 'from', 'first', 'template', 'constant': exactly one is allowed",
            "22: pipelines[0].mappings[4] needs exactly one of 'property', 'field'",
            "22: unknown key 'proprty'; did you mean 'property'?"),
        Broken(
            "    mappings:\n      - { property: A, from: a }\n      - { property: A, from: b }",
            "19: property 'A' is mapped already, on line 18"),
        Broken(
            "    mappings:\n      - { field: phone, from: a }\n      - { field: phon, from: a }\n      - { property: a name of many characters, from: b }",
            "18: 'pipelines[0].mappings[0]': Jira has no field:, write property:",
            "19: 'pipelines[0].mappings[1].field' must be phone, im, website, position, department or location, not 'phon'; did you mean 'phone'?",
            "20: 'pipelines[0].mappings[2]': the name is too long"),
        Broken(
            "    mappings:\n      - { property: A, from: a, whenEmpty: drop }\n      - { property: B, from: a, whenEmpty: {} }\n      - { property: C, from: a, whenEmpty: [] }",
            "18: 'pipelines[0].mappings[0].whenEmpty' must be keep, clear or { default: TEXT }, not 'drop'",
            "19: 'default' is missing in pipelines[0].mappings[1].whenEmpty",
            "20: 'pipelines[0].mappings[2].whenEmpty' must be keep, clear or { default: TEXT }, not a list"),
        Broken(
            "    mappings:\n      - property: A\n        from: a\n        transforms:\n          - trm\n          - before\n          - { befor: \"@\" }\n          - { before: a, after: b }\n          - { replace: a }\n          - { truncate: 0 }\n          - { date: { from: y } }\n          - []\n          - { lookup: {} }",
            "21: unknown transform 'trm'; did you mean 'trim'?",
            "22: transform 'before' needs a value: { before: … }",
            "23: pipelines[0].mappings[0].transforms[2] needs exactly one of 'before', 'after', 'replace', 'lookup', 'join', 'truncate', 'date'",
            "23: unknown key 'befor'; did you mean 'before'?",
            "24: pipelines[0].mappings[0].transforms[3] has several of 'before', 'after', 'replace', 'lookup', 'join', 'truncate', 'date': exactly one is allowed",
            "25: 'with' is missing in pipelines[0].mappings[0].transforms[4]",
            "26: 'pipelines[0].mappings[0].transforms[5].truncate' must be from 1 to 100000, not 0",
            "27: 'to' is missing in pipelines[0].mappings[0].transforms[6].date",
            "28: 'pipelines[0].mappings[0].transforms[7]' must be a transform, not a list",
            "29: 'pipelines[0].mappings[0].transforms[8].lookup' has no values in it"),
    ]

    @Test("is refused when it is broken", arguments: broken)
    func refused(_ broken: Broken) throws {
        let errors = try Workspace().errors(Self.yaml(broken.yaml))
        #expect(errors == broken.errors)
    }

    @Test("is refused with the place of a path, template or pattern that cannot be read")
    func unreadable() throws {
        let errors = try Workspace().errors(
            Self.yaml(
                """
                    scope: { include: [{ attribute: a, matches: "(" }] }
                    mappings:
                      - { property: A, from: "a..b" }
                      - property: B
                        first:
                          - a
                          - "b["
                      - { property: C, template: "{{a" }
                """))
        let beginnings = [
            "17: 'pipelines[0].scope.include[0].matches' is no usable regular expression: ",
            "19: 'pipelines[0].mappings[0].from' is no attribute path: ",
            "23: 'pipelines[0].mappings[1].first' is no attribute path: ",
            "24: 'pipelines[0].mappings[2].template' is no template: ",
        ]
        #expect(errors.count == beginnings.count)
        for (error, beginning) in zip(errors, beginnings) { #expect(error.hasPrefix(beginning)) }
    }

    @Test("names a connector and a target that are there, and no other pipeline's name")
    func references() throws {
        let match = "match: { source: mail, target: email }"
        let yaml =
            adapters + """
                pipelines:
                  - { name: p, connector: entr, target: jria, \(match) }
                  - { name: p, connector: feed, target: jira, \(match) }
                  - { name: a/b, connector: okta, target: other, \(match) }
                  - { connector: entra, target: jira }
                """
        #expect(
            try Workspace().errors(yaml) == [
                "13: there is no connector 'entr'; did you mean 'entra'?",
                "13: there is no target 'jria'; did you mean 'jira'?",
                "14: there is a pipeline 'p' already, on line 13",
                "14: connector 'feed' is a webhook, which has no users of its own: name the connector that it notifies",
                "15: 'a/b' is no name: 1 to 64 letters, digits, dots, hyphens and underscores are allowed",
                "15: there is no connector 'okta'; there are: entra",
                "15: there is no target 'other'; there are: jira",
                "16: 'name' is missing in pipelines[3]",
                "16: 'match' is missing in pipelines[3]",
            ])
    }

    @Test("knows a connector's name even when that connector is broken")
    func brokenConnector() throws {
        let yaml = """
            connectors: { entra: { type: entra, tenantID: t, subscriptions: { manage: false } } }
            targets: { jira: { type: jira } }
            pipelines:
              - { name: p, connector: entra, target: jira, match: { source: mail, target: email } }
            """
        #expect(
            try Workspace().errors(yaml) == [
                "1: 'clientSecret' is missing in connectors.entra", "2: 'baseURL' is missing in targets.jira",
            ])
    }

    @Test("is warned about when it maps nothing, and so are adapters that nobody uses")
    func unused() throws {
        #expect(
            try Workspace().warnings(Self.yaml("")) == [
                "13: pipeline 'p' has no mappings here: it writes nothing until there are some"
            ])
        #expect(
            try Workspace().warnings(adapters) == [
                "1: there are no pipelines: nothing will be synced", "3: connector 'entra' is in no pipeline",
                "9: target 'jira' is in no pipeline",
            ])
    }
}
