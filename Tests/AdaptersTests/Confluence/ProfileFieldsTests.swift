import Adapters
import Domain
import Synchronization
import TestSupport
import Testing

@Suite("A field of a Confluence profile") struct ProfileFieldsTests {
    static let ada = ImitationConfluence.Person.ada.user

    @Test(
        "holds and gives back a value unchanged",
        arguments: [
            "R&D", "<script>alert(1)</script>", "&amp; &lt; &#39;", "\"quoted\" 'single' \\back\\slash",
            "👩🏽‍💻 Ümläut 漢字", "a+b=c%20d?e#f;g", "no\u{A0}break", "e\u{301} é", String(repeating: "x", count: 255),
        ])
    func roundTrip(_ value: String) async throws {
        let wiki = ImitationConfluence([.ada.holding(["location": value])])
        try await ConfluenceBench.with(wiki) { bench in
            expectSame(try await bench.values(of: Self.ada, attributes: [.office, .position]), [.office: value])
            expectSame(try await bench.apply([.set(.position, value)], to: Self.ada), [.position: .written])
            #expect(wiki.person("ff81")?.values == ["location": value, "position": value])
        }
        #expect(wiki.state.withLock { $0.violations } == [])
    }

    @Test(
        "gets no request for what it could not hold",
        arguments: [
            (TargetAttribute.phone, ""), (.phone, "  "), (.phone, String(repeating: "x", count: 256)),
            (.phone, "a\u{0}b"), (.phone, "a\nb"), (.website, "ftp://x.example"), (.website, "javascript:alert(1)"),
            (.website, "mailto:a@b.example"), (.website, "http://"), (.website, "two words"),
            (.website, String(repeating: "x", count: 250)), (.field("fax"), "1"), (.department, "x"),
        ])
    func checksBefore(_ attribute: TargetAttribute, _ value: String) async throws {
        let wiki = ImitationConfluence([.ada])
        try await ConfluenceBench.with(wiki) { bench in
            let results = try await bench.apply([.set(attribute, value)], to: Self.ada)
            guard case .refused = results[attribute] else {
                Issue.record("was not refused")
                return
            }
            #expect(wiki.state.withLock { $0.log } == [])
        }
    }

    @Test(
        "gets a scheme before a website that has none, and both ways of keeping it end alike",
        arguments: [true, false],
        [
            ("intranet.example.com", "http://intranet.example.com"), ("host:8080/x", "http://host:8080/x"),
            ("https://a.example/?b=c&d", "https://a.example/?b=c&d"), ("HTTP://A.example", "HTTP://A.example"),
        ])
    func websites(_ addsScheme: Bool, _ pair: (String, String)) async throws {
        var traits = ImitationConfluence.Traits()
        traits.addsScheme = addsScheme
        let wiki = ImitationConfluence([.ada.holding(["website": pair.0])], traits)
        try await ConfluenceBench.with(wiki) { bench in
            #expect(bench.target.normalized(pair.0, for: .website) == pair.1)
            expectSame(try await bench.values(of: Self.ada, attributes: [.website]), [.website: pair.1])
            expectSame(try await bench.apply([.set(.website, nil, from: pair.1)], to: Self.ada), [.website: .written])
            expectSame(try await bench.apply([.set(.website, pair.0)], to: Self.ada), [.website: .written])
            #expect(wiki.person("ff81")?.values["website"] == pair.1)
        }
    }
}
