import Adapters
import Domain
import Foundation
import Hummingbird
import TestSupport
import Testing

@Suite("Listing Entra's users") struct EntraListingTests {
    private static let people = (0..<1500).map { number in
        StandPerson(
            id: "user-\(number)", login: "\(number)@example.com", mail: nil, givenName: "Ada",
            managerID: number > 0 ? "user-0" : nil)
    }

    @Test("asks for the largest pages, smaller ones only where the manager is mapped")
    func pageSizes() async throws {
        try await Self.with { bench in
            let page = try await bench.directory.page(after: nil, paths: [AttributePath("mail")])
            #expect(page.profiles.count == 999)
            #expect(bench.graph.targets.last == "GET /v1.0/users?$select=id,accountEnabled,mail&$top=999")
            let smaller = try await bench.directory.page(after: nil, paths: [AttributePath("manager.mail")])
            #expect(smaller.profiles.count == 100)
            #expect(
                bench.graph.targets.last
                    == "GET /v1.0/users?$select=id,accountEnabled&$expand=manager($select=id,mail)&$top=100")
            #expect(smaller.profiles.first?.attributes["manager"] == .null)
            #expect(smaller.profiles.last?.attributes["manager"]?["id"] == .text("user-0"))
        }
    }

    @Test("goes on in another process, also with a name that Graph did not know when the listing began")
    func anotherProcess() async throws {
        try await Self.with { bench in
            let paths: Set<AttributePath> = [try AttributePath("mail"), try AttributePath("shoeSize")]
            let first = try await bench.directory.page(after: nil, paths: paths)
            try await HTTPClientTransport.with { transport in
                let other = EntraDirectory(name: "entra", settings: bench.settings, transport: transport)
                let asked = bench.graph.requests.count
                let rest = try await other.page(after: first.next, paths: paths)
                #expect(rest.profiles.count == 501)
                #expect(rest.next == nil)
                #expect(rest.profiles.allSatisfy { $0.unknown == ["shoeSize"] && $0.attributes["mail"] == .null })
                // A sign-in and the page.
                #expect(bench.graph.requests.count == asked + 2)
            }
        }
    }

    @Test(
        "follows a stored cursor to its own listing only",
        arguments: [
            "http://elsewhere.example.com/v1.0/users?$skiptoken=1", "HOST.evil.example.com/v1.0/users?$skiptoken=1",
            "HOST/v1.0/users/user-1?$skiptoken=1", "HOST/v1.0/subscriptions?$skiptoken=1",
            "HOST/v1.0/users/../subscriptions", "HOST/v1.0/users#?$skiptoken=1", "HOST/beta/users?$skiptoken=1", "",
            "x",
        ])
    func strays(_ place: String) async throws {
        try await Self.with { bench in
            let paths: Set<AttributePath> = [try AttributePath("mail")]
            let next = try #require(try await bench.directory.page(after: nil, paths: paths).next)
            let host = try #require(bench.settings.graphURL.absoluteString.split(separator: "/v1.0").first)
            let asked = bench.graph.requests.count
            var cursor = try AttributeValue(json: Data(next.utf8))
            guard case .object(var members) = cursor else { return }
            members["link"] = .text(place.replacing("HOST", with: host))
            cursor = .object(members)
            let error = await #expect(throws: DirectoryError.self) {
                try await bench.directory.page(after: String(decoding: cursor.json, as: UTF8.self), paths: paths)
            }
            #expect(error?.code == .expired)
            #expect(bench.graph.requests.count == asked)
        }
    }

    @Test(
        "takes no page for complete that is not",
        arguments: [
            (#"{"value":[{"id":"a","accountEnabled":true,"mail":null},{"id":"b","accountEnabled":true}]}"#, "'mail'"),
            (#"{"value":[{"accountEnabled":true,"mail":null}]}"#, "no id"),
            (#"{"value":[{"id":"a","mail":null}]}"#, "'accountEnabled'"), (#"{"value":["a"]}"#, "no object"),
            (#"{"value":{}}"#, "no list"), (#"{"@odata.nextLink":"x"}"#, "no list"),
            (#"{"value":[],"@odata.nextLink":"http://elsewhere.example.com/v1.0/users?$skiptoken=1"}"#, "another host"),
            (#"{"value":[],"@odata.nextLink":7}"#, "another host"),
            (#"{"value":[],"@odata.nextLink":"HOST/v1.0/groups?$skiptoken=1"}"#, "elsewhere"),
            (#"{"value":[],"@odata.nextLink":"HOST/v1.0/users?$select=id,accountEnabled,mail&$skiptoken=9"}"#, nil),
        ] as [(String, String?)])
    func partial(_ body: String, _ words: String?) async throws {
        let graph = GraphImitation { request in
            guard request.query["$skiptoken"] != nil else { return nil }
            return .text(body.replacing("HOST", with: "http://\(request.authority)"))
        }
        for person in Self.people { graph.add(person) }
        try await EntraBench.with(graph) { bench in
            let paths: Set<AttributePath> = [try AttributePath("mail")]
            let next = try await bench.directory.page(after: nil, paths: paths).next
            do {
                let page = try await bench.directory.page(after: next, paths: paths)
                #expect(words == nil)
                #expect(page.profiles.isEmpty && page.next != nil)
            } catch let error as DirectoryError {
                #expect(error.code == .malformed)
                #expect(words.map { error.cause.contains($0) } == true, "\(error)")
            }
        }
    }

    @Test("a page whose link leads to itself ends the listing as malformed")
    func circle() async throws {
        let graph = GraphImitation { request in
            guard request.query["$skiptoken"] != nil else { return nil }
            return .text(#"{"value":[],"@odata.nextLink":"http://\#(request.authority)\#(request.target)"}"#)
        }
        for person in Self.people { graph.add(person) }
        try await EntraBench.with(graph) { bench in
            let paths: Set<AttributePath> = [try AttributePath("mail")]
            let next = try await bench.directory.page(after: nil, paths: paths).next
            let error = await #expect(throws: DirectoryError.self) {
                try await bench.directory.page(after: next, paths: paths)
            }
            #expect(error?.code == .malformed)
        }
    }

    @Test("starts over when Graph stops knowing a name between two pages, and then lists without it")
    func forgottenName() async throws {
        let graph = GraphImitation { request in
            request.query["$skiptoken"] != nil && request.query["$select"]?.contains("department") == true
                ? .unknownProperty("department", "user") : nil
        }
        for person in Self.people { graph.add(person) }
        try await EntraBench.with(graph) { bench in
            let paths: Set<AttributePath> = [try AttributePath("department")]
            let next = try await bench.directory.page(after: nil, paths: paths).next
            let error = await #expect(throws: DirectoryError.self) {
                try await bench.directory.page(after: next, paths: paths)
            }
            #expect(error?.code == .expired)
            let again = try await bench.directory.page(after: nil, paths: paths)
            let rest = try await bench.directory.page(after: again.next, paths: paths)
            #expect((again.profiles + rest.profiles).count { $0.unknown == ["department"] } == 1500)
        }
    }

    @Test("reads users one by one for an attribute that no listing has, without those who are gone meanwhile")
    func storedElsewhere() async throws {
        let graph = GraphImitation { request in
            guard request.query["$select"]?.contains("aboutMe") == true else { return nil }
            if request.path == "/v1.0/users" { return .graph(501, "NotImplemented") }
            let id = request.path.split(separator: "/").last ?? ""
            if id == "user-7" { return .graph(404, "Request_ResourceNotFound") }
            return .json(["id": .text(String(id)), "accountEnabled": .flag(true), "aboutMe": .text("about \(id)")])
        }
        for person in Self.people.prefix(20) { graph.add(person) }
        try await EntraBench.with(graph) { bench in
            let page = try await bench.directory.page(after: nil, paths: [AttributePath("aboutMe")])
            #expect(page.next == nil)
            #expect(page.profiles.count == 19)
            #expect(page.profiles.allSatisfy { $0.attributes["aboutMe"] == .text("about \($0.id)") })
        }
    }

    private static func with(_ body: @escaping @Sendable (EntraBench) async throws -> Void) async throws {
        let graph = GraphImitation()
        for person in people { graph.add(person) }
        try await EntraBench.with(graph, body)
    }
}
