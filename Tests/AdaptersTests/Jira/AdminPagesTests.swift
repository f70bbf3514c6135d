import Adapters
import Domain
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite("Jira's administration pages") struct AdminPagesTests {
    static let awkward = [
        "R&D", "<script>alert(1)</script>", "&amp; &lt; &#39; &nbsp;", "\"quoted\" 'single' \\back\\slash",
        "👩🏽‍💻 Ümläut 漢字",
        "a+b=c%20d?e#f;g", "two\nlines\tand a tab", "https://example.com/?a=1&b=2", "no\u{A0}break",
        "édecomposed e\u{301}",
        String(repeating: "x", count: 250), String(repeating: "👩", count: 125),
    ]

    @Test("hold and give back a value unchanged", arguments: awkward)
    func roundTrip(_ value: String) async throws {
        let jira = ImitationJira([.ada.holding(["Location": value])])
        try await JiraBench.with(jira) { bench in
            let user = ImitationJira.Person.ada.user
            let before = try await bench.values(of: user, attributes: [.location, .department])
            #expect(before == [.location: value])
            let results = try await bench.apply([.set(.department, value)], to: user)
            #expect(results == [.department: .written])
            #expect(jira.values(user.key) == ["Location": value, "Department": value])
        }
        #expect(jira.state.withLock { $0.violations } == [])
    }

    @Test("are written by add, change and delete, and only where something differs")
    func leastWrites() async throws {
        var traits = ImitationJira.Traits()
        traits.mapped = ["Department", "Location", "Manager", "Team"]
        let held = ["Department": "Old", "Location": "Berlin", "Manager": "Boss", "other_key-1": "untouched"]
        let jira = ImitationJira([.ada.holding(held)], traits)
        try await JiraBench.with(jira) { bench in
            _ = try await bench.values(of: ImitationJira.Person.ada.user, attributes: [.department])
            let results = try await bench.apply(
                [
                    .set(.department, "New", from: "Old"), .set(.location, "Berlin", from: "Berlin"),
                    .set(.manager, nil, from: "Boss"), .set(TargetAttribute(.property, "Team"), "Blue"),
                    .set(TargetAttribute(.property, "Absent"), nil),
                ], to: ImitationJira.Person.ada.user)
            #expect(results.count == 5 && results.values.allSatisfy { $0 == .written })
            #expect(
                jira.values("JIRAUSER10101")
                    == ["Department": "New", "Location": "Berlin", "Team": "Blue", "other_key-1": "untouched"])
            #expect(jira.count("POST /secure/admin/user/EditUserProperty!update.jspa") == 1)
            #expect(jira.count("POST /secure/admin/user/EditUserProperties!add.jspa") == 1)
            #expect(jira.count("POST /secure/admin/user/DeleteUserProperty.jspa") == 1)
        }
        #expect(jira.state.withLock { $0.violations } == [])
    }

    @Test("are not written at all where everything is there already")
    func nothingToDo() async throws {
        let jira = ImitationJira([.ada.holding(["Department": "R&D"])])
        try await JiraBench.with(jira) { bench in
            let results = try await bench.apply(
                [.set(.department, "R&D", from: "R&D"), .set(.location, nil)], to: ImitationJira.Person.ada.user)
            #expect(results == [.department: .written, .location: .written])
            #expect(jira.state.withLock { $0.log.filter { $0.hasPrefix("POST /secure/admin/user") } } == [])
        }
    }

    @Test("cost four requests for a user of whom one value changes")
    func fewRequests() async throws {
        let jira = ImitationJira([.ada.holding(["Department": "Old"])])
        try await JiraBench.with(jira) { bench in
            let user = ImitationJira.Person.ada.user
            _ = try await bench.values(of: user, attributes: [.department])
            jira.state.withLock { $0.log = [] }
            expectSame(try await bench.users(.username, "ada"), [user])
            expectSame(try await bench.values(of: user, attributes: [.department]), [.department: "Old"])
            expectSame(
                try await bench.apply([.set(.department, "New", from: "Old")], to: user), [.department: .written])
            #expect(
                jira.state.withLock { $0.log } == [
                    "GET /rest/api/2/user/search", "GET /secure/admin/user/EditUserProperties.jspa",
                    "POST /secure/admin/user/EditUserProperty!update.jspa",
                    "GET /secure/admin/user/EditUserProperties.jspa",
                ])
        }
    }

    @Test(
        "are listed again and chosen anew where somebody changed them since they were read",
        arguments: [
            // What was read, what is there, what is wanted, and how often something is posted.
            (nil, "Old", "New", 2), ("Old", nil, "New", 2), (nil, "New", "New", 1), ("Old", nil, nil, 1),
            ("Old", "Other", "New", 1), (nil, "", "New", 2),
        ] as [(String?, String?, String?, Int)])
    func choosesAgain(_ read: String?, _ present: String?, _ wanted: String?, _ posts: Int) async throws {
        var held = ["Location": "Berlin"]
        held["Department"] = present
        let jira = ImitationJira([.ada.holding(held)])
        try await JiraBench.with(jira) { bench in
            // Signs in and confirms the password.
            _ = try await bench.values(of: ImitationJira.Person.ada.user, attributes: [.department])
            jira.state.withLock { $0.log = [] }
            let results = try await bench.apply(
                [.set(.department, wanted, from: read), .set(.location, "Bonn", from: "Berlin")],
                to: ImitationJira.Person.ada.user)
            #expect(results == [.department: .written, .location: .written])
            var due = ["Location": "Bonn"]
            due["Department"] = wanted
            #expect(jira.values("JIRAUSER10101") == due)
            let log = jira.state.withLock { $0.log }
            #expect(log.count { $0.hasPrefix("POST /secure/admin/user") } == posts + 1)
            #expect(log.count { $0.hasPrefix("GET /secure/admin/user") } <= 3)
        }
    }

    @Test("refuse one value in Jira's words, and the others are written")
    func refusesOne() async throws {
        let jira = ImitationJira([.ada])
        try await JiraBench.with(jira) { bench in
            let results = try await bench.apply(
                [.set(.department, "REFUSED"), .set(.location, "Berlin")], to: ImitationJira.Person.ada.user)
            #expect(results[.location] == .written)
            #expect(results[.department] == .refused("Jira refused it: Not …, & never."))
            #expect(jira.values("JIRAUSER10101") == ["Location": "Berlin"])
        }
    }

    @Test(
        "get no request for what they could not hold",
        arguments: ["", "  \n", String(repeating: "x", count: 251), "a\u{0}b"])
    func checksBefore(_ value: String) async throws {
        let jira = ImitationJira([.ada])
        try await JiraBench.with(jira) { bench in
            let results = try await bench.apply([.set(.department, value)], to: ImitationJira.Person.ada.user)
            guard case .refused = results[.department] else {
                Issue.record("was not refused")
                return
            }
            #expect(jira.state.withLock { $0.log } == [])
        }
    }

    @Test("that keep another text than was written make that attribute fail, with clear words")
    func readsBack() async throws {
        var traits = ImitationJira.Traits()
        traits.trimsValues = true
        let jira = ImitationJira([.ada], traits)
        try await JiraBench.with(jira) { bench in
            let results = try await bench.apply(
                [.set(.department, " R&D "), .set(.location, "Berlin")], to: ImitationJira.Person.ada.user)
            #expect(results[.location] == .written)
            guard case .refused(let words) = results[.department] else {
                Issue.record("was not refused")
                return
            }
            #expect(words.contains("white space") && !words.contains("R&D"))
        }
    }

    @Test(
        "are read whatever their language, layout and kind of redirect",
        arguments: [
            ("", "", false, ImitationJira.Redirects.root), ("\n      ", "\n   ", true, .absolute),
            (" ", " ", true, .relative),
            ("\n  <b>", "</b>\n", false, .absolute),
        ])
    func layouts(
        _ before: String, _ after: String, _ isGerman: Bool, _ redirects: ImitationJira.Redirects
    ) async throws {
        var traits = ImitationJira.Traits()
        traits.context = "/jira"
        traits.padding = (before, after)
        traits.isGerman = isGerman
        traits.redirects = redirects
        let jira = ImitationJira([.ada.holding(["Cost centre": " 4711 ", "Odd <key> & \"more\"": "x"])], traits)
        try await JiraBench.with(jira) { bench in
            let cost = TargetAttribute(.property, "Cost centre"),
                odd = TargetAttribute(.property, "Odd <key> & \"more\"")
            let user = ImitationJira.Person.ada.user
            let found = try await bench.values(of: user, attributes: [cost, odd])
            #expect(found == [cost: " 4711 ", odd: "x"])
            let written = try await bench.apply([.set(.department, "R&D")], to: user)
            #expect(written == [.department: .written])
            #expect(jira.values(user.key)["Department"] == "R&D")
        }
        #expect(jira.state.withLock { $0.violations } == [])
    }

    @Test("tell a user without properties from one who is gone")
    func goneOrEmpty() async throws {
        let jira = ImitationJira([.ada])
        try await JiraBench.with(jira) { bench in
            let none = try await bench.values(of: ImitationJira.Person.ada.user, attributes: [.department])
            #expect(none.isEmpty)
            let renamed = TargetUser(key: "JIRAUSER10101", name: "ada.old")
            #expect(
                await code { _ = try await bench.values(of: renamed, attributes: [.department]) } == .notFound)
            #expect(await code { _ = try await bench.apply([.set(.department, "x")], to: renamed) } == .notFound)
        }
    }

    @Test(
        "that are not recognised get nothing written, and are named",
        arguments: [
            "<html><body><p>Welcome</p></body></html>",
            "<html><body><table class=\"aui\"><tr><td>Department</td><td>R&amp;D</td><td></td></tr></table></body></html>",
            "<html><body><table class=\"aui\"><tr><td>a</td><td>b</td><td><a id=\"edit_a\"></a></td></tr>",
            "<html><body><table class=\"aui\"><tr><td>a</td><td>b</td><td><a id=\"edit_a\"></a></td></tr>"
                + "<tr><td>a</td><td>c</td><td><a id=\"edit_a\"></a></td></tr></table></body></html>",
            "\u{FEFF}not even HTML",
        ])
    func unknownPage(_ text: String) async throws {
        let jira = ImitationJira([.ada.holding(["Department": "R&D"])]) { request, _ in
            request.path.hasSuffix("EditUserProperties.jspa") ? .html(text) : nil
        }
        try await JiraBench.with(jira) { bench in
            do {
                // As a pass does it: nothing is planned, hence nothing written, for what could not be read.
                let user = ImitationJira.Person.ada.user
                let old = try await bench.values(of: user, attributes: [.department])[.department]
                _ = try await bench.apply([.set(.department, "New", from: old)], to: user)
                Issue.record("wrote over a page that is not known")
            } catch let error as TargetError {
                #expect(error.code == .malformed)
                #expect(error.request.contains("EditUserProperties.jspa"))
            }
            #expect(jira.state.withLock { $0.log.filter { $0.hasPrefix("POST /secure/admin/user") } } == [])
        }
    }

    @Test("that answer a write with something else stop the writing")
    func unknownAnswer() async throws {
        let jira = ImitationJira([.ada]) { request, _ in
            request.path.hasSuffix("!add.jspa") ? .html("<html><body>thanks</body></html>") : nil
        }
        try await JiraBench.with(jira) { bench in
            let error = await code {
                _ = try await bench.apply(
                    [.set(.department, "a"), .set(.location, "b")], to: ImitationJira.Person.ada.user)
            }
            #expect(error == .malformed)
            #expect(jira.count("POST /secure/admin/user/EditUserProperties!add.jspa") == 1)
        }
    }
}
