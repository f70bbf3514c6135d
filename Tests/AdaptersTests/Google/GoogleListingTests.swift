import Adapters
import Domain
import Foundation
import Hummingbird
import Synchronization
import TestSupport
import Testing

@Suite("Listing and searching Google's users") struct GoogleListingTests {
    @Test("asks for the largest pages in the order of addresses, and goes on in another process")
    func pages() async throws {
        try await Self.with(1200) { bench in
            let paths: Set<AttributePath> = [try AttributePath("primaryEmail")]
            let first = try await bench.directory.page(after: nil, paths: paths)
            #expect(first.profiles.count == 500)
            let target =
                "GET /admin/directory/v1/users?customer=my_customer&maxResults=500&projection=full&orderBy=email"
            #expect(bench.google.calls == [target])
            let other = GoogleDirectory(name: "google", settings: bench.settings, transport: bench.transport)
            let second = try await other.page(after: first.next, paths: paths)
            let third = try await other.page(after: second.next, paths: paths)
            #expect(
                bench.google.calls.dropFirst() == [target + "&pageToken=page-500", target + "&pageToken=page-1000"])
            #expect(second.profiles.count == 500 && third.profiles.count == 200 && third.next == nil)
        }
    }

    @Test(
        "says expired when Google does not take the page token any more, and nothing else",
        arguments: [
            (400, true), (410, true), (403, false), (404, false), (500, false),
        ])
    func expired(_ status: Int, _ isExpired: Bool) async throws {
        let google = GoogleImitation { $0.query["pageToken"] == nil ? nil : .google(status, "invalid") }
        for number in 0..<600 { google.add("\(number)", "\(number)@example.com") }
        try await GoogleBench.with(google) { bench in
            let next = try await bench.directory.page(after: nil, paths: []).next
            let error = await #expect(throws: DirectoryError.self) {
                try await bench.directory.page(after: next, paths: [])
            }
            #expect((error?.code == .expired) == isExpired)
        }
    }

    @Test("a refused first page is no expired one", arguments: [400, 410])
    func refusedFirst(_ status: Int) async throws {
        let google = GoogleImitation { $0.path == "/token" ? nil : .google(status, "invalid") }
        try await GoogleBench.with(google) { bench in
            let error = await #expect(throws: DirectoryError.self) {
                try await bench.directory.page(after: nil, paths: [])
            }
            #expect(error?.code == .refused)
        }
    }

    @Test(
        "takes no page for complete that is not",
        arguments: [
            (#"{"users":[{"id":"1"},{"primaryEmail":"x"}]}"#, "no id"), (#"{"users":["1"]}"#, "no object"),
            (#"{"users":[{"id":""}]}"#, "no id"), (#"{"users":{}}"#, "no list"), (#"{"users":"x"}"#, "no list"),
            (#"{}"#, "no page"), (#"{"error":"x"}"#, "no page"), (#"{"users":[],"nextPageToken":7}"#, "no text"),
            (#"{"users":[{"id":"1"}],"nextPageToken":"page-500"}"#, "this one again"),
            (#"{"kind":"admin#directory#users"}"#, nil), (#"{"etag":"x","nextPageToken":""}"#, nil),
            (#"{"users":[{"id":"1"}]}"#, nil),
        ] as [(String, String?)])
    func partial(_ body: String, _ words: String?) async throws {
        let google = GoogleImitation { $0.query["pageToken"] == nil ? nil : .text(body) }
        for number in 0..<600 { google.add("\(number)", "\(number)@example.com") }
        try await GoogleBench.with(google) { bench in
            let next = try await bench.directory.page(after: nil, paths: []).next
            do {
                let page = try await bench.directory.page(after: next, paths: [])
                #expect(words == nil && page.next == nil)
            } catch let error as DirectoryError {
                #expect(error.code == .malformed)
                #expect(words.map { error.cause.contains($0) } == true, "\(error)")
            }
        }
    }

    @Test("goes on after an empty page that names another one")
    func emptyPage() async throws {
        let google = GoogleImitation { request in
            request.query["pageToken"] == "page-500" ? .text(#"{"nextPageToken":"page-501"}"#) : nil
        }
        for number in 0..<600 { google.add("\(number)", "\(number)@example.com") }
        try await GoogleBench.with(google) { bench in
            let first = try await bench.directory.page(after: nil, paths: [])
            let second = try await bench.directory.page(after: first.next, paths: [])
            #expect(second.profiles.isEmpty && second.next != nil)
            let third = try await bench.directory.page(after: second.next, paths: [])
            #expect(third.profiles.count == 99 && third.next == nil)
        }
    }

    @Test("finds by address with a direct read, in any capitals, and by id only that very id")
    func addresses() async throws {
        let google = GoogleImitation()
        google.add("1", "ada@example.com", ["aliases": .list([.text("lovelace@example.com")])])
        try await GoogleBench.with(google) { bench in
            // An alias is no primary address, an id no address, an address no id.
            let cases: [(String, String, [String])] = [
                ("primaryEmail", "Ada@Example.com", ["1"]), ("aliases", "lovelace@example.com", ["1"]),
                ("emails[type=work].address", "ada@example.com", ["1"]), ("primaryEmail", "lovelace@example.com", []),
                ("primaryEmail", "1", []), ("id", "ada@example.com", []), ("id", "1", ["1"]), ("primaryEmail", "", []),
            ]
            for (attribute, value, due) in cases {
                let found = try await bench.directory.users(where: attribute, equals: value)
                #expect(found == due, "\(attribute) \(value)")
            }
            #expect(google.calls.allSatisfy { !$0.contains("query=") })
        }
    }

    @Test("reads whom the index names, and believes the read")
    func staleIndex() async throws {
        let google = GoogleImitation { request in
            request.query["query"] == nil
                ? nil
                : .text(#"{"users":[{"id":"1"},{"id":"2"},{"id":"gone"}],"kind":"admin#directory#users"}"#)
        }
        google.add("1", "one@example.com", ["externalIds": .list([.object(["value": .text("7")])])])
        google.add("2", "two@example.com", ["externalIds": .list([.object(["value": .text("8")])])])
        try await GoogleBench.with(google) { bench in
            #expect(try await bench.directory.users(where: "externalIds.value", equals: "7") == ["1"])
            let query = try #require(google.requests.first { $0.query["query"] != nil }?.query["query"])
            #expect(query == "externalId='7'")
        }
    }

    @Test(
        "asks nothing for what no query can hold, and says what can",
        arguments: [
            "recoveryEmail", "id]", "", "manager.primaryEmail", "customSchemas.HR", "customSchemas.H'R.x", "shoeSize",
        ])
    func unsearchable(_ attribute: String) async throws {
        let google = GoogleImitation()
        try await GoogleBench.with(google) { bench in
            let error = await #expect(throws: DirectoryError.self) {
                try await bench.directory.users(where: attribute, equals: "x")
            }
            #expect(error?.code == .refused && error?.remedy?.contains("primaryEmail") == true)
            #expect(google.requests.isEmpty)
        }
    }

    private static func with(
        _ count: Int, _ body: @escaping @Sendable (GoogleBench) async throws -> Void
    ) async throws {
        let google = GoogleImitation()
        for number in 0..<count { google.add("\(number)", "\(number)@example.com") }
        try await GoogleBench.with(google, body)
    }
}
