import Domain
import Testing

@Suite struct MatchingTests {
    @Test(
        "makes the key that a target is searched for",
        arguments: [
            (#"{"upn":"Ada.L@example.com"}"#, [.before("@")], .value(TargetMatch(.username, "Ada.L"))),
            (#"{"upn":""}"#, [], .empty), ("{}", [.before("@")], .empty),
            (#"{"upn":"@example.com"}"#, [.before("@")], .empty),
            (#"{"upn":["a"]}"#, [], .error("match: a list: add the transform join")),
            (#"{"upn":{"a":1}}"#, [], .error("match: 'upn' is an object, not a text: name one of its members")),
        ] as [(String, [Transform], MatchKey)])
    func keys(_ json: String, _ transforms: [Transform], _ key: MatchKey) throws {
        let rule = MatchRule(source: try AttributePath("upn"), transforms: transforms, target: .username)
        #expect(rule.key(for: try profile(json)) == key)
    }

    @Test("does not search for an attribute that the IdP does not know")
    func unknown() throws {
        let rule = MatchRule(source: try AttributePath("upm"), target: .email, caseSensitive: true)
        let words = "match: the IdP does not know 'upm' (a typing error, or a field that may not be read)"
        #expect(rule.key(for: try profile("{}", unknown: ["upm"])) == .error(words))
        #expect(
            rule.key(for: try profile(#"{"upm":"A@b"}"#)) == .value(TargetMatch(.email, "A@b", caseSensitive: true)))
    }

    @Test(
        "matches a whole name, without case unless told otherwise",
        arguments: [
            ("ada", "ada", true, true), ("Ada", "aDA", true, false), ("ada", "ada.l", false, false),
            ("ada.l", "ada", false, false), ("ada", "ada ", false, false), ("", "", false, false),
            ("*", "ada", false, false),
            ("ÄDA", "äda", true, false), ("ΟΔΟΣ", "οδος", true, false), ("straße", "STRASSE", false, false),
            ("STRAẞE", "straße", true, false), ("i", "ı", false, false), ("I", "i", true, false),
            ("İ", "i", false, false),
            ("ada", "аda", false, false), ("é", "e\u{301}", false, false), ("É", "é", true, false),
            ("שלום", "שלום", true, true),
            ("😀", "😀", true, true), ("𐐀", "𐐨", true, false), ("a", "a\u{200D}", false, false),
        ])
    func comparison(_ value: String, _ name: String, _ matches: Bool, _ matchesCase: Bool) {
        let user = TargetUser(key: "JIRAUSER1", name: name, email: "other@example.com")
        #expect(TargetMatch(.username, value).matches(user) == matches)
        #expect(TargetMatch(.username, value, caseSensitive: true).matches(user) == matchesCase)
        #expect(!TargetMatch(.email, value).matches(user))
    }

    @Test("matches a mail address only where there is one")
    func mail() {
        let match = TargetMatch(.email, "ADA@example.com")
        #expect(match.matches(TargetUser(key: "1", name: "x", email: "ada@EXAMPLE.com")))
        #expect(!match.matches(TargetUser(key: "1", name: "ADA@example.com", email: nil)))
        #expect(!TargetMatch(.email, "").matches(TargetUser(key: "1", name: "x", email: "")))
    }
}
