import Domain
import Foundation
import HTTPTypes
import Hummingbird
import TestSupport

@testable import Sandbox

/// A visit to the imitated Okta with its API token.
struct OktaVisit: Sendable {
    let sandbox: RunningSandbox
    let visitor = Visitor()
    static let secret = "okta-hook-secret"

    var headers: [String: String] { ["Authorization": "SSWS \(sandbox.configuration.oktaToken)"] }
    func url(_ path: String) -> String { "\(sandbox.oktaURL)/api/v1/\(path)" }

    func get(_ path: String) async throws -> Reply { try await visitor.get(url(path), headers: headers) }

    func post(_ path: String, _ body: AttributeValue = .object([:]), method: String = "POST") async throws -> Reply {
        try await visitor.json(method, url(path), body, headers: headers)
    }

    func member(_ number: Int) async throws -> Person {
        let people = await sandbox.people(of: .okta)
        guard people.indices.contains(number) else { throw SandboxError(.noSuchPerson, "\(number)") }
        return people[number]
    }

    /// A hook's description, as a client posts it.
    static func wish(
        _ url: URL, items: [String] = ["user.account.update_profile", "user.lifecycle.suspend"], secret: String = secret
    ) -> AttributeValue {
        .object([
            "name": .text("Rollcall"),
            "events": .object(["type": .text("EVENT_TYPE"), "items": .list(items.map(AttributeValue.text))]),
            "channel": .object([
                "type": .text("HTTP"), "version": .text("1.0.0"),
                "config": .object([
                    "uri": .text(url.absoluteString), "headers": .list([]),
                    "authScheme": .object([
                        "type": .text("HEADER"), "key": .text("Authorization"), "value": .text(secret),
                    ]),
                ]),
            ]),
        ])
    }

    /// Makes a hook and has it verified.
    func subscribe(_ url: URL) async throws -> String {
        let id = try await post("eventHooks", Self.wish(url)).json["id"]?.string ?? ""
        let verified = try await post("eventHooks/\(id)/lifecycle/verify")
        guard verified.json["verificationStatus"]?.string == "VERIFIED" else {
            throw SandboxError(.badValue, verified.text)
        }
        return id
    }

    /// What a careful receiver answers to the challenge; nil: the request is none.
    static func answer(_ request: LoopbackServer.Received) -> Response? {
        guard request.method == "GET", let name = HTTPField.Name("X-Okta-Verification-Challenge"),
            let challenge = request.headers[name]
        else { return nil }
        let body = AttributeValue.object(["verification": .text(challenge)]).json
        return .text(String(decoding: body, as: UTF8.self))
    }
}
