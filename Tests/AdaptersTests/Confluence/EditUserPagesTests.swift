import Adapters
import Domain
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite("Confluence's page that edits a user") struct EditUserPagesTests {
    typealias Person = ImitationConfluence.Person
    static let post = "POST /admin/users/doedituser.action"
    static let ada = Person.ada.user

    @Test("writes what changes and nothing else: no name, no address, no about text, no other field")
    func leastWrites() async throws {
        var traits = ImitationConfluence.Traits()
        traits.mapped = ["phone", "position", "location"]
        let held = ["phone": "1", "im": "x", "position": "Engineer", "department": "R&D", "location": "Bonn"]
        let wiki = ImitationConfluence([.ada.holding(held)], traits)
        try await ConfluenceBench.with(wiki) { bench in
            let changes: [TargetChange] = [
                .set(.position, "Director", from: "Engineer"), .set(.phone, nil, from: "1"),
                .set(.office, "Bonn", from: "Bonn"),
            ]
            let results = try await bench.apply(changes, to: Self.ada)
            #expect(results == [.position: .written, .phone: .written, .office: .written])
            #expect(wiki.count(Self.post) == 1)
            #expect(
                wiki.forms.withLock { $0 } == [
                    [
                        "username": "ada", "fullName": Person.ada.fullName, "email": "ada@example.com",
                        "userparam-position": "Director", "userparam-phone": "", "confirm": "Submit",
                    ]
                ])
        }
        let after = try #require(wiki.person("ff81"))
        #expect(after.values == ["im": "x", "position": "Director", "department": "R&D", "location": "Bonn"])
        #expect(after.name == "ada" && after.fullName == Person.ada.fullName && after.about == Person.ada.about)
        #expect(wiki.state.withLock { $0.violations } == [])
    }

    @Test("is not posted at all where it shows what is wanted already")
    func nothingToDo() async throws {
        let wiki = ImitationConfluence([.ada.holding(["position": "Director", "website": "intranet.example.com"])])
        try await ConfluenceBench.with(wiki) { bench in
            let changes: [TargetChange] = [
                .set(.position, "Director"), .set(.phone, nil, from: "1"),
                .set(.website, "http://intranet.example.com"),
            ]
            let results = try await bench.apply(changes, to: Self.ada)
            #expect(results.values.allSatisfy { $0 == .written })
            #expect(wiki.count(Self.post) == 0)
        }
    }

    @Test(
        "of a read-only directory gets neither name nor address, and the fields are written all the same",
        arguments: [ImitationConfluence.Directory.disables, .lacks])
    func readOnlyDirectory(_ directory: ImitationConfluence.Directory) async throws {
        let wiki = ImitationConfluence([.ada.kept(in: directory)])
        try await ConfluenceBench.with(wiki) { bench in
            let results = try await bench.apply([.set(.position, "Director")], to: Self.ada)
            #expect(results == [.position: .written])
            #expect(
                wiki.forms.withLock { $0 } == [
                    ["username": "ada", "userparam-position": "Director", "confirm": "Submit"]
                ])
        }
        #expect(wiki.state.withLock { $0.violations } == [])
    }

    @Test(
        "is understood whatever the redirects look like",
        arguments: [
            (ImitationConfluence.Traits.Redirects.root, ""), (.absolute, "/confluence"), (.relative, "/confluence"),
        ])
    func layouts(_ redirects: ImitationConfluence.Traits.Redirects, _ context: String) async throws {
        var traits = ImitationConfluence.Traits()
        (traits.redirects, traits.context, traits.namesSessions, traits.checksTokens) = (redirects, context, true, true)
        let wiki = ImitationConfluence([.ada], traits)
        try await ConfluenceBench.with(wiki) { bench in
            expectSame(try await bench.apply([.set(.position, "Director")], to: Self.ada), [.position: .written])
        }
        #expect(wiki.state.withLock { $0.violations } == [])
    }

    @Test("is not posted for another user than was asked for", arguments: ["eve", "ada ", ""])
    func anotherUser(_ name: String) async throws {
        let wiki = ImitationConfluence([.ada]) { wiki, request, _ in
            guard request.path.hasSuffix("edituser.action"), request.method == "GET" else { return nil }
            return .html(Self.form(username: name))
        }
        try await ConfluenceBench.with(wiki) { bench in
            #expect(await code { _ = try await bench.values(of: Self.ada, attributes: [.phone]) } == .malformed)
            #expect(await code { _ = try await bench.apply([.set(.phone, "1")], to: Self.ada) } == .malformed)
            #expect(wiki.count(Self.post) == 0)
        }
    }

    @Test("sends the name as the form has it, not as it was asked for")
    func otherCase() async throws {
        let wiki = ImitationConfluence([Person(key: "ff81", name: "Ada", email: "ada@example.com")])
        try await ConfluenceBench.with(wiki) { bench in
            expectSame(try await bench.apply([.set(.phone, "1")], to: Self.ada), [.phone: .written])
            #expect(wiki.person("ff81")?.name == "Ada")
        }
        #expect(wiki.state.withLock { $0.violations } == [])
    }

    @Test("belongs to another account by now: the key tells")
    func anotherKey() async throws {
        let wiki = ImitationConfluence([Person(key: "other", name: "ada", email: "ada@example.com")])
        try await ConfluenceBench.with(wiki) { bench in
            #expect(await code { _ = try await bench.apply([.set(.phone, "1")], to: Self.ada) } == .notFound)
            let nobody = TargetUser(key: "ff99", name: "nobody")
            #expect(await code { _ = try await bench.values(of: nobody, attributes: [.phone]) } == .notFound)
            #expect(wiki.count(Self.post) == 0)
        }
    }

    @Test("is never asked for by a name that it would decode once more", arguments: ["a%64a", "%41", "x%2Fy"])
    func percentNames(_ name: String) async throws {
        let wiki = ImitationConfluence([.ada, Person(key: "ff90", name: name, email: "p@example.com")])
        try await ConfluenceBench.with(wiki) { bench in
            let user = TargetUser(key: "ff90", name: name)
            expectSame(try await bench.user(key: "ff90")?.name, name)
            #expect(await code { _ = try await bench.values(of: user, attributes: [.phone]) } == .refused)
            #expect(await code { _ = try await bench.apply([.set(.phone, "1")], to: user) } == .refused)
            #expect(!wiki.state.withLock { $0.log.contains { $0.contains("edituser") } })
        }
        try await ConfluenceBench.with(wiki, method: .companion) { bench in
            let user = TargetUser(key: "ff90", name: name)
            expectSame(try await bench.apply([.set(.phone, "1")], to: user), [.phone: .written])
        }
        // A percent sign alone is as good as any other.
        let plain = ImitationConfluence([Person(key: "ff90", name: "100%", email: "p@example.com")])
        try await ConfluenceBench.with(plain) { bench in
            let user = TargetUser(key: "ff90", name: "100%")
            expectSame(try await bench.apply([.set(.phone, "1")], to: user), [.phone: .written])
        }
    }

    @Test("refuses one value in Confluence's words, and the others are written")
    func refusesOne() async throws {
        let wiki = ImitationConfluence([.ada])
        try await ConfluenceBench.with(wiki) { bench in
            let results = try await bench.apply(
                [.set(.phone, "1"), .set(.position, "REFUSED"), .set(.office, "Bonn")], to: Self.ada)
            #expect(results[.phone] == .written && results[.office] == .written)
            #expect(results[.position] == .refused("Confluence refused it: The value … is not <allowed>"))
            #expect(wiki.person("ff81")?.values == ["phone": "1", "location": "Bonn"])
            let alone = try await bench.apply([.set(.position, "REFUSED")], to: Self.ada)
            #expect(alone[.position] != .written)
        }
        #expect(wiki.state.withLock { $0.violations } == [])
    }

    @Test("that keeps another text than was written makes that attribute fail")
    func readsBack() async throws {
        var traits = ImitationConfluence.Traits()
        traits.trimsValues = true
        let wiki = ImitationConfluence([.ada], traits)
        try await ConfluenceBench.with(wiki) { bench in
            let results = try await bench.apply([.set(.position, " x "), .set(.phone, "1")], to: Self.ada)
            #expect(results[.phone] == .written)
            guard case .refused(let words) = results[.position] else {
                Issue.record("was not refused")
                return
            }
            #expect(words.contains("white space"))
        }
    }

    @Test("that shows more changed than was sent is an error", arguments: ["fullName", "email", "username", "phone"])
    func moreChanged(_ what: String) async throws {
        let wiki = ImitationConfluence([.ada.holding(["phone": "1"])]) { wiki, request, _ in
            guard request.path.hasSuffix("doedituser.action") else { return nil }
            wiki.state.withLock { state in
                state.people["ff81"]?.values["position"] = "Director"
                switch what {
                case "fullName": state.people["ff81"]?.fullName = "Somebody else"
                case "email": state.people["ff81"]?.email = "ada@elsewhere.example"
                case "phone": state.people["ff81"]?.values["phone"] = nil
                default: state.people["ff81"]?.name = "ada2"
                }
            }
            return .found(at: "/admin/users/viewuser.action?username=ada")
        }
        try await ConfluenceBench.with(wiki) { bench in
            let error = await code { _ = try await bench.apply([.set(.position, "Director")], to: Self.ada) }
            #expect(error == (what == "username" ? .notFound : .malformed))
        }
    }

    @Test(
        "that answers a write with something else is not believed",
        arguments: [
            "/admin/users/browseusers.action", "/dashboard.action", "/admin/users/viewuser.action?username=eve",
        ])
    func elsewhere(_ place: String) async throws {
        let wiki = ImitationConfluence([.ada]) { _, request, _ in
            request.path.hasSuffix("doedituser.action") ? .found(at: place) : nil
        }
        try await ConfluenceBench.with(wiki) { bench in
            #expect(await code { _ = try await bench.apply([.set(.position, "x")], to: Self.ada) } == .malformed)
            #expect(wiki.count(Self.post) == 1)
        }
    }

    @Test(
        "that is not recognised gets nothing written, and is named",
        arguments: [
            "<html><body><p>Welcome</p></body></html>", "\u{FEFF}not even HTML",
            form(username: "ada").replacing("</body></html>", with: ""),
            form(username: "ada").replacing("userparam-im", with: "im"),
            form(username: "ada").replacing("doedituser.action", with: "removeuser.action"),
            form(username: "ada").replacing("doedituser.action", with: "https://evil.example.org/doedituser.action"),
            form(username: "ada").replacing("method=\"POST\"", with: "method=\"GET\""),
            form(username: "ada").replacing("name=\"editUser\"", with: "name=\"other\""),
            form(username: "ada").replacing("</form>", with: "<input name=\"username\" value=\"eve\"></form>"),
        ])
    func unknownPage(_ text: String) async throws {
        let wiki = ImitationConfluence([.ada]) { _, request, _ in
            request.path.hasSuffix("/edituser.action") ? .html(text) : nil
        }
        try await ConfluenceBench.with(wiki) { bench in
            do {
                _ = try await bench.apply([.set(.position, "x")], to: Self.ada)
                Issue.record("wrote over a page that is not known")
            } catch let error as TargetError {
                #expect(error.code == .malformed)
                #expect(error.request.contains("edituser.action"))
            }
            #expect(wiki.count(Self.post) == 0)
        }
    }

    @Test("of a user whom the account may not edit fails that user alone")
    func systemAdministrator() async throws {
        var root = Person(key: "ff91", name: "root", email: "root@example.com")
        root.isSystemAdministrator = true
        let wiki = ImitationConfluence([.ada, root])
        try await ConfluenceBench.with(wiki) { bench in
            let user = TargetUser(key: "ff91", name: "root")
            #expect(await code { _ = try await bench.values(of: user, attributes: [.phone]) } == .forbidden)
            expectSame(try await bench.apply([.set(.phone, "1")], to: Self.ada), [.phone: .written])
        }
    }

    static func form(username: String) -> String {
        let fields = ImitationConfluence.fieldNames.map { "<input name=\"userparam-\($0)\" value=\"\">" }.joined()
        return """
            <html><body><form name="editUser" method="POST" action="doedituser.action?userKey=ff81&amp;atl_token=x">
            <input name="username" value="\(username)"><input name="fullName" value="Ada"><input name="email" value="a@b">
            \(fields)</form></body></html>
            """
    }
}
