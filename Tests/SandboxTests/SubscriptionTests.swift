import Domain
import Foundation
import Hummingbird
import TestSupport
import Testing

@testable import Sandbox

@Suite struct SubscriptionTests {
    /// What an address does with the validation token.
    enum Endpoint: CaseIterable, Sendable {
        case mangled, html, accepted, refusing
        func answer(_ request: LoopbackServer.Received) -> Response {
            // Forms write blanks as +.
            let token = (request.query["validationToken"] ?? "").replacing("+", with: " ")
            switch self {
            case .mangled: return .text(token + "\n", type: "text/plain")
            case .html: return .text(token, type: "text/html")
            case .accepted: return .text(token, status: 202, type: "text/plain")
            case .refusing: return .text("", status: 404)
            }
        }
    }

    static func echo(_ request: LoopbackServer.Received) -> Response {
        let query = Form(String(request.target.drop { $0 != "?" }.dropFirst()))
        guard let token = query["validationToken"] else { return .text("", status: 202) }
        return .text(token, type: "text/plain")
    }

    static func wish(_ url: URL, changeType: String = "updated,deleted", minutes: Double = 4_000) -> [String:
        AttributeValue]
    {
        [
            "changeType": .text(changeType), "resource": .text("users"), "clientState": .text("state-of-test"),
            "notificationUrl": .text("\(url)/hooks/entra"),
            "lifecycleNotificationUrl": .text("\(url)/hooks/entra/lifecycle"),
            "expirationDateTime": .text(Timestamp.milliseconds(Date(timeIntervalSinceNow: minutes * 60))),
        ]
    }

    @Test("creates a subscription once both addresses gave the token back")
    func creation() async throws {
        try await withSandbox { sandbox in
            let asked = Watched<[String]>([])
            try await LoopbackServer.with { request in
                asked.update { $0.append("\(request.method) \(request.path)") }
                return Self.echo(request)
            } _: { url in
                let visitor = Visitor(), headers = try await sandbox.authorization()
                let collection = "\(sandbox.graphURL)/subscriptions"
                let made = try await visitor.json("POST", collection, .object(Self.wish(url)), headers: headers)
                #expect(made.status == 201)
                #expect(made.json["clientState"]?.string == "state-of-test")
                #expect(asked.value == ["POST /hooks/entra", "POST /hooks/entra/lifecycle"])
                let id = made.json["id"]?.string ?? ""

                // Nobody is told a client state again.
                let list = try await visitor.get(collection, headers: headers)
                guard case .list(let values)? = list.json["value"] else { throw SandboxError(.badValue, list.text) }
                #expect(values.map { $0["id"]?.string } == [id])
                #expect(values.first?["clientState"] == .null)

                let again = try await visitor.json("POST", collection, .object(Self.wish(url)), headers: headers)
                #expect(again.status == 409)
                #expect(again.json["error"]?["message"]?.string?.contains(id) == true)

                let later = AttributeValue.object([
                    "expirationDateTime": Self.wish(url, minutes: 9_000)["expirationDateTime"] ?? .null
                ])
                #expect(try await visitor.json("PATCH", "\(collection)/\(id)", later, headers: headers).status == 200)
                let other = AttributeValue.object(["clientState": .text("x")])
                #expect(try await visitor.json("PATCH", "\(collection)/\(id)", other, headers: headers).status == 400)
                #expect(try await visitor.send("DELETE", "\(collection)/\(id)", headers: headers).status == 204)
                #expect(try await visitor.json("PATCH", "\(collection)/\(id)", later, headers: headers).status == 404)
            }
        }
    }

    @Test("makes no subscription for an address that fails the handshake", arguments: Endpoint.allCases)
    func handshakeFails(_ endpoint: Endpoint) async throws {
        try await withSandbox { sandbox in
            try await LoopbackServer.with {
                endpoint.answer($0)
            } _: { url in
                let headers = try await sandbox.authorization(), collection = "\(sandbox.graphURL)/subscriptions"
                let answer = try await Visitor().json("POST", collection, .object(Self.wish(url)), headers: headers)
                #expect(answer.status == 400)
                #expect(answer.code == "ValidationError")
                #expect(try await Visitor().get(collection, headers: headers).json["value"] == .list([]))
            }
        }
    }

    @Test(
        "refuses what Graph refuses",
        arguments: [
            ("changeType", "created,updated"), ("changeType", ""), ("resource", "groups"),
            ("expirationDateTime", "2020-01-01T00:00:00Z"), ("expirationDateTime", "soon"),
            ("clientState", String(repeating: "x", count: 129)), ("notificationUrl", "https://hooks.example.com/"),
        ])
    func refused(_ member: String, _ value: String) async throws {
        try await withSandbox { sandbox in
            try await LoopbackServer.with {
                Self.echo($0)
            } _: { url in
                var wish = Self.wish(url)
                wish[member] = .text(value)
                let headers = try await sandbox.authorization()
                let answer = try await Visitor().json(
                    "POST", "\(sandbox.graphURL)/subscriptions", .object(wish), headers: headers)
                #expect(answer.status == 400)
            }
        }
    }

    @Test("lets a subscription live 41,760 minutes and no longer", arguments: [(41_759.0, 201), (41_762.0, 400)])
    func longestLife(_ minutes: Double, _ status: Int) async throws {
        try await withSandbox { sandbox in
            try await LoopbackServer.with {
                Self.echo($0)
            } _: { url in
                let headers = try await sandbox.authorization()
                let answer = try await Visitor().json(
                    "POST", "\(sandbox.graphURL)/subscriptions", .object(Self.wish(url, minutes: minutes)),
                    headers: headers)
                #expect(answer.status == status)
            }
        }
    }
}
