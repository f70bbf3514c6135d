import Adapters
import Domain
import Synchronization
import TestSupport
import Testing

@Suite("Listing Confluence's accounts") struct ConfluenceListerTests {
    typealias Person = ImitationConfluence.Person

    static let people = (1...23).map { number in
        Person(key: "k\(100 + number)", name: "user\(number)", email: "user\(number)@x", active: number % 5 != 0)
    }
    static let everybody = Set(people.map(\.key) + ["ff80"])

    @Test("shows everybody, the inactive too, whatever the size of pages", arguments: [1, 7, 24, 25, 1000])
    func all(_ mostOfPage: Int) async throws {
        var traits = ImitationConfluence.Traits()
        traits.mostOfPage = mostOfPage
        try await ConfluenceBench.with(ImitationConfluence(Self.people, traits)) { bench in
            let found = try await Self.list(bench)
            #expect(Set(found.map(\.key)) == Self.everybody)
            #expect(found.count == Self.everybody.count)
            #expect(found.allSatisfy { $0.email == nil })
        }
    }

    @Test("shows the members of the group where the version lists no users")
    func group() async throws {
        var traits = ImitationConfluence.Traits()
        traits.listsAll = false
        traits.mostOfPage = 5
        try await ConfluenceBench.with(ImitationConfluence(Self.people, traits), method: .companion) { bench in
            let found = try await Self.list(bench)
            #expect(Set(found.map(\.key)) == Set(Self.people.filter(\.active).map(\.key) + ["ff80"]))
        }
    }

    @Test("begins with the listing that tells addresses, and goes on with everybody", arguments: [true, false])
    func active(_ tellsMail: Bool) async throws {
        var traits = ImitationConfluence.Traits()
        traits.activeTellsMail = tellsMail
        traits.mostOfPage = 10
        let wiki = ImitationConfluence(Self.people, traits)
        try await ConfluenceBench.with(wiki) { bench in
            let found = try await Self.list(bench)
            #expect(Set(found.map(\.key)) == Self.everybody)
            let told = found.filter { $0.email != nil }
            #expect(told.count == (tellsMail ? Self.people.count { $0.active } + 1 : 0))
            // Without addresses its first page is enough.
            #expect(wiki.count("GET /rest/api/admin/users/list/active") == (tellsMail ? 3 : 1))
        }
    }

    @Test("goes on from any page in another process")
    func resumes() async throws {
        var traits = ImitationConfluence.Traits()
        traits.mostOfPage = 10
        let wiki = ImitationConfluence(Self.people, traits)
        try await ConfluenceBench.with(wiki) { bench in
            var cursor: String?
            var found: Set<String> = []
            repeat {
                // A lister of its own for each page.
                let page = Mutex<AccountPage?>(nil)
                let from = cursor
                try await ConfluenceBench.with(wiki) { other in
                    let next = try await other.lister.page(after: from)
                    page.withLock { $0 = next }
                }
                let next = try #require(page.withLock { $0 })
                found.formUnion(next.accounts.map(\.key))
                cursor = next.next
            } while cursor != nil
            #expect(found == Self.everybody)
            expectSame(try await bench.lister.page(after: "nonsense").next, "all:0")
        }
    }

    @Test("says what to do where there is no such group, or nobody may be listed")
    func remedies() async throws {
        let without = ImitationConfluence([]) { _, request, _ in
            request.path.contains("/list") || request.path.contains("/member") ? ImitationConfluence.missing("?") : nil
        }
        try await ConfluenceBench.with(without) { bench in
            let probes = await bench.lister.examine()
            #expect(probes.map(\.ok) == [false])
            #expect(probes.first?.remedy?.contains("listGroup") == true)
        }
        let forbidden = ImitationConfluence([]) { _, request, _ in
            request.path.hasSuffix("/list") ? .text("{}", status: 403) : nil
        }
        try await ConfluenceBench.with(forbidden) { bench in
            let found = await code { _ = try await bench.lister.page(after: "all:0") }
            #expect(found == .forbidden)
        }
        try await ConfluenceBench.with(ImitationConfluence([.ada])) { bench in
            #expect(await bench.lister.examine().map(\.ok) == [true])
        }
    }

    @Test(
        "takes no answer for a page that is none",
        arguments: ["[]", "{}", #"{"results":[{"type":"anonymous"}]}"#, #"{"results":[{"username":"ada"}]}"#])
    func malformed(_ body: String) async throws {
        let wiki = ImitationConfluence([.ada]) { _, request, _ in
            request.path.hasSuffix("/user/list") ? .text(body) : nil
        }
        try await ConfluenceBench.with(wiki) { bench in
            #expect(await code { _ = try await bench.lister.page(after: "all:0") } == .malformed)
        }
    }

    private struct EndlessListing: Error {}

    private static func list(_ bench: ConfluenceBench) async throws -> [TargetUser] {
        var found: [TargetUser] = []
        var cursor: String?
        for _ in 0..<200 {
            let page = try await bench.lister.page(after: cursor)
            found += page.accounts
            cursor = page.next
            if cursor == nil {
                return found.reduce(into: []) { all, one in
                    if !all.contains(where: { $0.key == one.key }) { all.append(one) }
                }
            }
        }
        throw EndlessListing()
    }
}
