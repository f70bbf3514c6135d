import Domain
import Testing

@Suite struct PatternTests {
    @Test("refuses what is no regular expression", arguments: ["", "(", "[a", "a{2", "*", "\\", "(?<n", "(?<=a*)b"])
    func syntax(_ source: String) {
        #expect(throws: PatternError.self) { try Pattern(source) }
    }

    @Test("takes 1,000 characters and no more")
    func length() throws {
        #expect(try Pattern(String(repeating: "é", count: 1_000)).source.count == 1_000)
        #expect(throws: PatternError.self) { try Pattern(String(repeating: "a", count: 1_001)) }
        #expect(throws: PatternError.self) { try Pattern(String(repeating: "(", count: 100_000)) }
    }

    @Test(
        "searches, unless the pattern is anchored",
        arguments: [
            ("svc", "my-svc-1", true), ("^svc-", "my-svc-1", false), ("^svc-", "svc-1", true), ("^$", "", true),
            ("^.$", "😀", true), ("^..$", "e\u{301}", true), ("ö", "o\u{308}", false), ("(?i)STRASSE", "strasse", true),
            ("\\p{Hebrew}", "abc שלום", true),
        ])
    func occurrence(_ source: String, _ text: String, _ occurs: Bool) throws {
        #expect(try Pattern(source).occurs(in: text) == occurs)
    }

    @Test(
        "replaces every match",
        arguments: [
            ("[^+0-9]", "", "+49 (30) 12-34", "+49301234"),
            ("(\\w+), (\\w+)", "$2 $1", "Lovelace, Ada", "Ada Lovelace"),
            ("a", "$0$0", "banana", "baanaanaa"), ("b", "\\$1", "abc", "a$1c"), ("b", "\\\\", "abc", "a\\c"),
            ("b", "$", "abc", "a$c"), ("(a)(x)?", "<$1$2>", "a", "<a>"), ("(a)", "$10", "a", "a0"),
            ("x*", "-", "ab", "-a-b-"),
            ("😀", "🏢", "a😀😀b", "a🏢🏢b"), (".", "x", "😀e\u{301}", "xxx"), ("$", "!", "", "!"), ("x", "y", "", ""),
            ("\\s+", " ", "a \n\t b\u{a0}", "a b "), ("b", "שלום", "abc", "aשלוםc"),
        ])
    func replacement(_ source: String, _ template: String, _ text: String, _ result: String) throws {
        #expect(try Pattern(source).replacing(in: text, with: template) == result)
    }

    @Test(
        "gives up on a pattern that would run for ages",
        arguments: [
            ("(a+)+$", String(repeating: "a", count: 4_000) + "b"), ("(a+)+$", String(repeating: "a", count: 40) + "b"),
            ("(a|aa)+$", String(repeating: "a", count: 100) + "b"),
            ("(.*)(.*)(.*)(.*)x", String(repeating: "a", count: 4_000)),
            ("(a*)*b", String(repeating: "a", count: 4_000)),
            ("(?:a?){1000}a{1000}", String(repeating: "a", count: 999)),
            ("(?=(a+))(a+)+b\\1", String(repeating: "a", count: 1_000)),
        ])
    func catastrophe(_ source: String, _ text: String) throws {
        let pattern = try Pattern(source)
        #expect(throws: PatternError.self) { try pattern.occurs(in: text) }
        #expect(throws: PatternError.self) { try pattern.replacing(in: text, with: "") }
    }

    @Test("gives up when going back needs too much memory, instead of calling it no match")
    func memory() throws {
        let groups = String(repeating: "(a)?", count: 240)
        #expect(throws: PatternError.self) {
            try Pattern("(?:\(groups)b)*c").occurs(in: String(repeating: "b", count: 4_096))
        }
    }

    @Test(
        "still answers for the longest text where a pattern is harmless",
        arguments: ["b", "[^a]", "a+$", "b$", "(?<=a)b", "^.*$"])
    func harmless(_ source: String) throws {
        let text = String(repeating: "a", count: 4_095) + "b"
        #expect(throws: Never.self) { try Pattern(source).replacing(in: text, with: "") }
    }

    @Test("bounds what is searched and what replacing makes")
    func bounds() throws {
        let pattern = try Pattern("a")
        #expect(throws: PatternError.self) { try pattern.occurs(in: String(repeating: "a", count: 4_097)) }
        #expect(throws: PatternError.self) { try Pattern("(a+)+$").occurs(in: String(repeating: "a", count: 10_000)) }
        #expect(throws: PatternError.self) {
            try pattern.replacing(in: String(repeating: "a", count: 4_096), with: String(repeating: "$0", count: 20))
        }
    }

    @Test("is the same pattern when it is written the same")
    func equality() throws {
        #expect(try Set([Pattern("a+"), Pattern("a+"), Pattern("b")]).count == 2)
    }
}
