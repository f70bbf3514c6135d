import Domain
import Testing

@Suite struct AttributePathTests {
    @Test(
        "reads names, indexes and filters",
        arguments: [
            ("department", [.member("department")]),
            ("profile.login", [.member("profile"), .member("login")]),
            ("businessPhones[0]", [.member("businessPhones"), .index(0)]),
            (
                "phones[type=work].value",
                [.member("phones"), .filter(member: "type", equals: "work"), .member("value")]
            ),
            ("matrix[1][20]", [.member("matrix"), .index(1), .index(20)]),
            (
                "customSchemas.Employment Data.cost-centre_1",
                [
                    .member("customSchemas"), .member("Employment Data"), .member("cost-centre_1"),
                ]
            ),
            ("@odata.type", [.member("@odata"), .member("type")]),
            ("urn:ietf:scim.name", [.member("urn:ietf:scim"), .member("name")]),
            ("phones[type=a.b[c=d]", [.member("phones"), .filter(member: "type", equals: "a.b[c=d")]),
            (
                "phones[type=\"a]b\"].value",
                [
                    .member("phones"), .filter(member: "type", equals: "a]b"), .member("value"),
                ]
            ),
            ("phones[type=\"\"]", [.member("phones"), .filter(member: "type", equals: "")]),
            ("Straße.👩‍👩‍👧.שם", [.member("Straße"), .member("👩‍👩‍👧"), .member("שם")]),
        ] as [(String, [AttributePath.Segment])])
    func grammar(_ text: String, _ segments: [AttributePath.Segment]) throws {
        let path = try AttributePath(text)
        #expect(path.segments == segments)
        #expect(path.text == text)
        #expect(path.segments.first == .member(path.root))
    }

    @Test(
        "says at which character a text is no path",
        arguments: [
            ("", 1), (".", 1), ("a.", 3), (".a", 1), ("a..b", 3), ("[0]", 1), ("a[", 3), ("a[]", 3), ("a[0", 4),
            ("a[-1]", 3), ("a[1x]", 3), ("a[99999999999999999999]", 3), ("a[10000]", 3), ("a[type]", 7),
            ("a[type=", 8), ("a[type=]", 8), ("a[=work]", 3), ("a[type=\"work]", 14), ("a[type=\"work\"x]", 14),
            ("a[x.y=1]", 4), ("a[0]b", 5), ("a]", 2), ("{{a}}", 1), ("a}b", 2), ("a=b", 2), ("a\"b", 2), (" a", 1),
            ("a ", 2), ("a. b", 3), ("a\u{0}b", 2), ("a\nb", 2), ("a\u{2028}b", 2), ("a[t=\u{7}]", 5), ("a\u{301}[", 4),
            ("a[\u{301}]", 4),
        ])
    func refusals(_ text: String, _ character: Int) {
        #expect {
            _ = try AttributePath(text)
        } throws: { error in
            (error as? AttributePathError)?.character == character && "\(error)".hasPrefix("character \(character): ")
        }
    }

    @Test("takes 256 characters and 16 steps, and no more")
    func limits() throws {
        #expect(try AttributePath(String(repeating: "a", count: 256)).root.count == 256)
        #expect(throws: AttributePathError.self) { try AttributePath(String(repeating: "a", count: 257)) }
        #expect(try AttributePath("a" + String(repeating: "[0]", count: 15)).segments.count == 16)
        #expect(throws: AttributePathError.self) { try AttributePath("a" + String(repeating: "[0]", count: 16)) }
        #expect(throws: AttributePathError.self) { try AttributePath(String(repeating: "[", count: 100_000)) }
    }

    @Test("keeps names that differ in case apart")
    func caseMatters() throws {
        #expect(try AttributePath("Department") != AttributePath("department"))
    }
}
