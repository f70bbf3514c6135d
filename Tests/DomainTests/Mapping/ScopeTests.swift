import Domain
import Testing

@Suite struct ScopeTests {
    private let ada: Profile

    init() throws {
        ada = try profile(
            #"{"accountEnabled":true,"upn":"ada@example.com","groups":["dev","ops"],"level":7,"city":null,"o":{"a":1}}"#,
            unknown: ["typo"])
    }

    @Test(
        "tests one attribute",
        arguments: [
            ("accountEnabled", .equals("true"), true), ("accountEnabled", .equals("True"), false),
            ("level", .equals("7"), true), ("level", .equals("7.0"), false), ("groups", .equals("ops"), true),
            ("groups", .equals("dev, ops"), false), ("upn", .oneOf(["x", "ada@example.com"]), true),
            ("upn", .oneOf([]), false), ("groups", .oneOf(["hr", "ops"]), true),
            ("upn", .equals("ADA@example.com"), false),
            ("city", .equals("Berlin"), false), ("city", .equals(""), true), ("city", .empty(true), true),
            ("city", .empty(false), false), ("upn", .empty(true), false), ("upn", .empty(false), true),
            ("groups", .empty(false), true), ("o", .empty(true), false), ("o", .empty(false), true),
            ("absent", .empty(true), true),
        ] as [(String, ScopeTest.Condition, Bool)])
    func tests(_ path: String, _ condition: ScopeTest.Condition, _ holds: Bool) throws {
        let test = ScopeTest(attribute: try AttributePath(path), condition: condition)
        #expect((Scope(include: [test]).contains(ada) == .inside) == holds)
        #expect((Scope(exclude: [test]).contains(ada) == .inside) == !holds)
    }

    @Test(
        "searches with patterns, in each element of a list",
        arguments: [
            ("upn", "example", true), ("upn", "^svc-", false), ("groups", "^op", true), ("city", "^$", true),
            ("city", ".", false),
        ])
    func patterns(_ path: String, _ pattern: String, _ holds: Bool) throws {
        let test = ScopeTest(attribute: try AttributePath(path), condition: .matches(try Pattern(pattern)))
        #expect((Scope(include: [test]).contains(ada) == .inside) == holds)
    }

    @Test("wants all of include and none of exclude, and says what decided")
    func combination() throws {
        let enabled = ScopeTest(attribute: try AttributePath("accountEnabled"), condition: .equals("true"))
        let service = ScopeTest(attribute: try AttributePath("upn"), condition: .matches(try Pattern("^ada")))
        let senior = ScopeTest(attribute: try AttributePath("level"), condition: .oneOf(["8", "9"]))
        #expect(Scope().contains(ada) == .inside)
        #expect(Scope(include: [enabled]).contains(ada) == .inside)
        #expect(Scope(include: [enabled, senior]).contains(ada) == .outside("not included: level is none of '8', '9'"))
        #expect(Scope(include: [enabled], exclude: [service]).contains(ada) == .outside("excluded: upn matches '^ada'"))
        #expect(Scope(include: [enabled], exclude: [senior]).contains(ada) == .inside)
    }

    @Test("never guesses about an attribute that is unknown, no text, or takes too long")
    func errors() throws {
        let outside = ScopeTest(attribute: try AttributePath("level"), condition: .equals("8"))
        let typo = ScopeTest(attribute: try AttributePath("typo"), condition: .empty(true))
        let unknown = ScopeResult.error(
            "scope: the IdP does not know 'typo' (a typing error, or a field that may not be read)")
        #expect(Scope(include: [typo]).contains(ada) == unknown)
        #expect(Scope(exclude: [typo]).contains(ada) == unknown)
        #expect(Scope(include: [outside], exclude: [typo]).contains(ada) == unknown)
        let object = ScopeTest(attribute: try AttributePath("o"), condition: .equals("1"))
        #expect(
            Scope(exclude: [object]).contains(ada)
                == .error("scope: 'o' is an object, not a text: name one of its members"))
        let endless = ScopeTest(attribute: try AttributePath("x"), condition: .matches(try Pattern("(a+)+$")))
        let long = Profile(id: "1", attributes: ["x": .text(String(repeating: "a", count: 200) + "!")])
        guard case .error = Scope(exclude: [endless]).contains(long) else {
            Issue.record("a search that was given up must not count as no match")
            return
        }
    }

    @Test("clears a departed user only where the pipeline says so")
    func standing() throws {
        let test = ScopeTest(attribute: try AttributePath("level"), condition: .equals("8"))
        let disabled = try profile(#"{"level":8}"#, isDisabled: true)
        let reason = "not included: level is not '8'"
        #expect(try pipeline(Scope()).standing(of: ada) == .inside)
        #expect(try pipeline(Scope(include: [test])).standing(of: ada) == .outside(reason: reason, clears: false))
        #expect(
            try pipeline(Scope(include: [test]), onOutOfScope: .clear).standing(of: ada)
                == .outside(reason: reason, clears: true))
        #expect(try pipeline(Scope(include: [test]), onOutOfScope: .clear).standing(of: disabled) == .inside)
        #expect(
            try pipeline(Scope(include: [test]), onDisabled: .clear).standing(of: disabled)
                == .outside(reason: "disabled at the IdP", clears: true))
        #expect(
            try pipeline(Scope(include: [test]), onDisabled: .clear).standing(of: ada)
                == .outside(reason: reason, clears: false))
        let typo = ScopeTest(attribute: try AttributePath("typo"), condition: .equals("8"))
        guard case .unclear = try pipeline(Scope(include: [typo]), onOutOfScope: .clear).standing(of: ada) else {
            Issue.record("an unknown attribute must not clear anything")
            return
        }
    }

    private func pipeline(
        _ scope: Scope, onDisabled: Pipeline.Departure = .keep, onOutOfScope: Pipeline.Departure = .keep
    ) throws -> Pipeline {
        Pipeline(
            name: "entra-jira", connector: "entra", target: "jira",
            match: MatchRule(source: try AttributePath("upn"), target: .email), scope: scope, onDisabled: onDisabled,
            onOutOfScope: onOutOfScope, mappings: [])
    }
}
