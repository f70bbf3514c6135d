import Domain
import Foundation
import OpenSSL

@testable import Sandbox

/// A visit to the imitated Google with the service account's key, its assertions signed here.
struct GoogleVisit: Sendable {
    let sandbox: RunningSandbox
    let visitor = Visitor()
    static let scope = "https://www.googleapis.com/auth/admin.directory.user.readonly"

    func url(_ path: String) -> String { "\(sandbox.googleURL)/admin/directory/v1/\(path)" }
    var tokenURL: String { "\(sandbox.googleURL)/token" }

    /// The claims of an honest assertion.
    var claims: [String: AttributeValue] {
        let now = Int(Date().timeIntervalSince1970)
        return [
            "iss": .text(sandbox.configuration.googleServiceAccount), "aud": .text(tokenURL),
            "sub": .text(sandbox.configuration.googleDelegatedAdmin), "scope": .text(Self.scope),
            "iat": .number(String(now)), "exp": .number(String(now + 3600)),
        ]
    }

    func assertion(_ claims: [String: AttributeValue], kid: String? = nil) throws -> String {
        let file = try AttributeValue(json: try sandbox.googleServiceAccountKey())
        let key = try PrivateKey(pem: file["private_key"]?.string ?? "")
        let header = AttributeValue.object([
            "alg": .text("RS256"), "typ": .text("JWT"), "kid": .text(kid ?? file["private_key_id"]?.string ?? ""),
        ])
        let input = "\(Self.encode(header.json)).\(Self.encode(AttributeValue.object(claims).json))"
        return "\(input).\(Self.encode(try key.sign(Data(input.utf8), by: .rsaPKCS1)))"
    }

    func token(for assertion: String) async throws -> Reply {
        try await visitor.post(
            tokenURL,
            form: ["grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": assertion])
    }

    func authorization() async throws -> [String: String] {
        let answer = try await token(for: try assertion(claims))
        return ["Authorization": "Bearer \(answer.json["access_token"]?.string ?? "")"]
    }

    func member(_ number: Int) async throws -> Person {
        let people = await sandbox.people(of: .google)
        guard people.indices.contains(number) else { throw SandboxError(.noSuchPerson, "\(number)") }
        return people[number]
    }

    func watch(
        _ address: URL, event: String? = "update", id: String = UUID().uuidString, ttl: String = "21600"
    ) async throws -> Reply {
        try await visitor.json(
            "POST", url("users/watch?customer=my_customer") + (event.map { "&event=\($0)" } ?? ""),
            .object([
                "id": .text(id), "type": .text("web_hook"), "address": .text(address.absoluteString),
                "token": .text("token-of-\(id)"), "params": .object(["ttl": .text(ttl)]),
            ]), headers: try await authorization())
    }

    static func encode(_ data: Data) -> String {
        data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
