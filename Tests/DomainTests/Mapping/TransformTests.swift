import Domain
import Testing

@Suite struct TransformTests {
    @Test(
        "transforms one text",
        arguments: [
            (.trim, " \n\u{a0}R & D\u{2003}\t", "R & D"), (.trim, "\u{200F}a\u{200F}", "\u{200F}a\u{200F}"),
            (.trim, " \u{301}a", "\u{301}a"), (.lowercase, "ÄÖ İI SS ẞ", "äö i\u{307}i ss ß"),
            (.uppercase, "straße i ı ﬁ", "STRASSE I I FI"),
            (.before("@"), "ada@example.com@x", "ada"), (.before("@"), "ada", "ada"), (.before(""), "ada", "ada"),
            (.before("--"), "a-b--c", "a-b"), (.before("😀"), "a😀b", "a"), (.before("e"), "e\u{301}x", nil),
            (.before("É"), "E\u{301}x", "E\u{301}x"), (.before("a"), "שלוםa", "שלום"),
            (.after("\\"), "CORP\\ada\\x", "ada\\x"), (.after("\\"), "ada", "ada"), (.after("ada"), "ada", nil),
            (.after("aab"), "aaab!", "!"), (.join(", "), "one", "one"),
            (.lookup(["DE": "Germany"], fallback: nil), "DE", "Germany"),
            (.lookup(["DE": "Germany"], fallback: nil), "de", "de"),
            (.lookup(["DE": "Germany"], fallback: "Other"), "FR", "Other"),
            (.lookup(["DE": ""], fallback: "Other"), "DE", nil),
            (.truncate(3), "abcd", "abc"), (.truncate(3), "ab", "ab"), (.truncate(2), "👩‍👩‍👧e\u{301}x", "👩‍👩‍👧e\u{301}"),
            (.truncate(0), "abc", nil), (.truncate(-1), "abc", nil),
            (.date(from: "yyyy-MM-dd", to: "dd.MM.yyyy"), "2026-02-03", "03.02.2026"),
            (.date(from: "yyyy-MM-dd'T'HH:mm:ssX", to: "d MMMM yyyy"), "2026-02-03T23:30:00-05:00", "4 February 2026"),
            (.date(from: "yyyyMMdd", to: "EEEE"), "20260203", "Tuesday"),
            (.date(from: "yyyy-MM-dd", to: "yyyy"), "1066-10-14", "1066"),
        ] as [(Transform, String, String?)])
    func texts(_ transform: Transform, _ text: String, _ result: String?) {
        #expect(resolve(.constant(text), [transform]) == result.map(MappedValue.value) ?? .empty)
    }

    @Test(
        "says what is wrong with a date, without the value",
        arguments: ["2026-02-30", "2026-02-03T10:00:00Z", "03.02.2026", "secret", "2026-13-01", "😀"])
    func dates(_ text: String) {
        let result = resolve(.constant(text), [.date(from: "yyyy-MM-dd", to: "dd.MM.yyyy")])
        #expect(result == .error("date: the value is no date like 'yyyy-MM-dd'"))
    }

    @Test("does not take a date pattern that writes nothing for an empty source", arguments: ["", " ", "' '"])
    func blankDates(_ pattern: String) {
        let result = resolve(.constant("2026-02-03"), [.date(from: "yyyy-MM-dd", to: pattern)])
        #expect(result == .error("date: '\(pattern)' writes nothing"))
    }

    @Test("goes in order")
    func order() throws {
        let transforms: [Transform] = [
            .trim, .before("@"), .replace(try Pattern("(\\w+)\\.(\\w+)"), with: "$2, $1"), .uppercase, .truncate(8),
        ]
        #expect(resolve(.constant("  ada.lovelace@example.com "), transforms) == .value("LOVELACE"))
        #expect(resolve(.constant("a@b"), [.uppercase, .lookup(["A@B": "x"], fallback: nil)]) == .value("x"))
        #expect(resolve(.constant("a@b"), [.lookup(["A@B": "x"], fallback: nil), .uppercase]) == .value("A@B"))
    }

    @Test("transforms each element of a list, joins what is not blank, and needs the join")
    func lists() throws {
        let ada = try profile(#"{"phones":["+49 (1)","-",null," +49 2"]}"#)
        let source = MappingSource.from(try AttributePath("phones"))
        let digits = Transform.replace(try Pattern("[^+0-9]"), with: "")
        #expect(resolve(source, [digits, .join("; ")], ada) == .value("+491; +492"))
        #expect(resolve(source, [.join("|"), .before("|"), .trim], ada) == .value("+49 (1)"))
        #expect(resolve(source, [digits], ada) == .error("a list: add the transform join"))
        #expect(resolve(source, [], ada) == .error("a list: add the transform join"))
        #expect(resolve(source, [.truncate(0), .join(";")], ada) == .empty)
        #expect(
            resolve(source, [.date(from: "yyyy", to: "yy"), .join(";")], ada)
                == .error("date: the value is no date like 'yyyy'"))
    }

    @Test("makes a blank result empty", arguments: [" ", "\u{a0}\n", "x"])
    func blank(_ text: String) throws {
        #expect(resolve(.constant(text), [.replace(try Pattern("x"), with: "\t")]) == .empty)
    }

    @Test("leaves an empty source alone: a lookup's default is for other values")
    func emptySource() throws {
        let source = MappingSource.from(try AttributePath("country"))
        #expect(resolve(source, [.lookup([:], fallback: "Other")], try profile("{}")) == .empty)
    }

    @Test("ends a catastrophic replacement with an error that names the pattern and not the value")
    func catastrophe() throws {
        let transform = Transform.replace(try Pattern("(a+)+$"), with: "")
        for text in [String(repeating: "a", count: 10_000), String(repeating: "a", count: 1_000) + "!"] {
            guard case .error(let words) = resolve(.constant(text), [transform]) else {
                Issue.record("no error")
                continue
            }
            #expect(words.hasPrefix("replace: ") && words.contains("(a+)+$") && !words.contains("aaa"))
        }
    }

    @Test(
        "keeps emoji, right-to-left text, markup and line breaks as they are",
        arguments: ["👩🏽‍💻", "שלום abc", "<b>&amp;", "a\nb\u{0}"])
    func untouched(_ text: String) throws {
        #expect(
            resolve(.constant(text), [.trim, .before("@"), .truncate(50), .replace(try Pattern("zz"), with: "")])
                == .value(text))
    }

    private func resolve(
        _ source: MappingSource, _ transforms: [Transform], _ profile: Profile = Profile(id: "1", attributes: [:])
    ) -> MappedValue {
        Mapping(target: TargetAttribute(.property, "X"), source: source, transforms: transforms).resolve(profile)
    }
}
