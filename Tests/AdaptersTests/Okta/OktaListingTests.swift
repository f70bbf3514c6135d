import Adapters
import Domain
import Foundation
import HTTPTypes
import Hummingbird
import TestSupport
import Testing

@Suite("Listing Okta's users") struct OktaListingTests {
    @Test("leaves out the deprovisioned, who are asked for one by one, and shows who is switched off otherwise")
    func standing() async throws {
        let okta = OktaImitation()
        for (id, status) in [("a", "ACTIVE"), ("b", "SUSPENDED"), ("c", "DEPROVISIONED"), ("d", "STAGED")] {
            okta.add(StandPerson(id: id, login: "\(id)@x", mail: nil, givenName: nil), status: status)
        }
        try await OktaBench.with(okta) { bench in
            let page = try await bench.directory.page(after: nil, paths: [])
            #expect(page.profiles.map(\.id) == ["a", "b", "d"])
            #expect(page.profiles.map(\.isDisabled) == [false, true, true])
            #expect(try await bench.directory.profile(of: "c", paths: []).isDisabled)
        }
    }

    @Test(
        "finds the next page in several lines or in one, whatever stands around it",
        arguments: [
            [#"<BASE?limit=200>; rel="self""#, #"<BASE?after=a&limit=200>; rel="next""#],
            [#"<BASE?limit=200>; rel="self", <BASE?after=a&limit=200>; rel="next""#],
            [#"<BASE?limit=200>;rel=self;title="a, <b>; rel=next",<BASE?after=a&limit=200>;rel=next"#],
            [#"<BASE?after=a&limit=200>; title="x"; REL="first NEXT""#],
        ])
    func links(lines: [String]) async throws {
        let okta = OktaImitation { request in
            if request.query["after"] == "a" { return .json([Self.user("b")]) }
            return .json(
                [Self.user("a")],
                links: lines.map { $0.replacing("BASE", with: "http://\(request.authority)/api/v1/users") })
        }
        try await OktaBench.with(okta) { bench in
            let first = try await bench.directory.page(after: nil, paths: [])
            let second = try await bench.directory.page(after: first.next, paths: [])
            #expect((first.profiles + second.profiles).map(\.id) == ["a", "b"])
            #expect(second.next == nil)
        }
    }

    @Test(
        "never follows a link to another host or another resource",
        arguments: [
            "https://elsewhere.example.com/api/v1/users?after=a", "http://AUTHORITY.example.com/api/v1/users?after=a",
            "http://user@AUTHORITY/api/v1/users?after=a", "https://AUTHORITY/api/v1/users?after=a",
            "http://AUTHORITY/api/v1/groups?after=a", "http://AUTHORITY/api/v1/users/../groups?after=a",
            "/api/v1/users?after=a", "", "http://AUTHORITY/api/v1/users?limit=200#x",
        ])
    func stray(link: String) async throws {
        let okta = OktaImitation { request in
            .json([Self.user("a")], links: ["<\(link.replacing("AUTHORITY", with: request.authority))>; rel=\"next\""])
        }
        try await OktaBench.with(okta) { bench in
            let error = await #expect(throws: DirectoryError.self) {
                _ = try await bench.directory.page(after: nil, paths: [])
            }
            #expect(error?.code == .malformed)
            // A cursor that was changed in the store is not followed, either.
            let origin = bench.settings.orgURL.absoluteString.dropFirst("http://".count)
            let target = link.replacing("AUTHORITY", with: origin)
            let cursor = AttributeValue.object(["paths": .list([]), "link": .text(target)])
            let refused = await #expect(throws: DirectoryError.self) {
                _ = try await bench.directory.page(after: String(decoding: cursor.json, as: UTF8.self), paths: [])
            }
            #expect(refused?.code == .expired)
            #expect(bench.okta.requests.count == 1)
        }
    }

    @Test("does not go round in circles")
    func circle() async throws {
        let okta = OktaImitation { request in
            .json([Self.user("a")], links: ["<http://\(request.authority)/api/v1/users?after=a>; rel=\"next\""])
        }
        try await OktaBench.with(okta) { bench in
            let first = try await bench.directory.page(after: nil, paths: [])
            let error = await #expect(throws: DirectoryError.self) {
                _ = try await bench.directory.page(after: first.next, paths: [])
            }
            #expect(error?.code == .malformed)
        }
    }

    @Test(
        "fails a page with somebody in it who cannot be read",
        arguments: [
            .text("a"), .null, .object(["id": .text("a"), "status": .text("ACTIVE")]),
            AttributeValue.object(["status": .text("ACTIVE"), "profile": .object([:])]),
        ])
    func unreadable(user: AttributeValue) async throws {
        let okta = OktaImitation { _ in .json([Self.user("a"), user]) }
        try await OktaBench.with(okta) { bench in
            let error = await #expect(throws: DirectoryError.self) {
                _ = try await bench.directory.page(after: nil, paths: [])
            }
            #expect(error?.code == .malformed)
        }
    }

    private static func user(_ id: String) -> AttributeValue {
        .object(["id": .text(id), "status": .text("ACTIVE"), "profile": .object(["login": .text("\(id)@x")])])
    }
}
