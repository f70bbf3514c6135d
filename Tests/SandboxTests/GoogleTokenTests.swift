import Domain
import Foundation
import Testing

@testable import Sandbox

@Suite struct GoogleTokenTests {
    @Test("gives a token for an assertion signed by the key file's key")
    func token() async throws {
        try await withSandbox { sandbox in
            let google = GoogleVisit(sandbox: sandbox)
            let answer = try await google.token(for: try google.assertion(google.claims))
            #expect(answer.status == 200)
            #expect(answer.json["token_type"]?.string == "Bearer")
            let users = try await google.visitor.get(
                google.url("users?customer=my_customer"), headers: try await google.authorization())
            #expect(users.status == 200)
            #expect(await sandbox.statistics().tokens == 2)
        }
    }

    @Test(
        "refuses assertions as Google does, by the reason",
        arguments: [
            ("aud", "https://elsewhere.example/token", 400, "invalid_grant"),
            ("iss", "else@sandbox.iam.gserviceaccount.com", 400, "invalid_grant"),
            ("exp", "late", 400, "invalid_grant"), ("exp", "past", 400, "invalid_grant"),
            ("exp", "text", 400, "invalid_grant"), ("scope", "", 400, "invalid_scope"),
            ("scope", "https://www.googleapis.com/auth/drive", 401, "unauthorized_client"),
        ])
    func refused(_ claim: String, _ value: String, _ status: Int, _ error: String) async throws {
        try await withSandbox { sandbox in
            let google = GoogleVisit(sandbox: sandbox), now = Int(Date().timeIntervalSince1970)
            var claims = google.claims
            switch value {
            case "late": claims[claim] = .number(String(now + 4000))
            case "past":
                claims["iat"] = .number(String(now - 500))
                claims[claim] = .number(String(now - 10))
            case "text": claims[claim] = .text(String(now + 3000))
            default: claims[claim] = .text(value)
            }
            let answer = try await google.token(for: try google.assertion(claims))
            #expect(answer.status == status)
            #expect(answer.json["error"]?.string == error)
        }
    }

    @Test("refuses a broken signature, another key's id, and what is no token at all")
    func unsigned() async throws {
        try await withSandbox { sandbox in
            let google = GoogleVisit(sandbox: sandbox), good = try google.assertion(google.claims)
            var claims = google.claims
            claims["sub"] = .text("somebody@else.example")
            let parts = good.split(separator: "."), others = GoogleVisit.encode(AttributeValue.object(claims).json)
            for bad in [
                "\(parts[0]).\(others).\(parts[2])", "\(parts[0]).\(parts[1]).", "\(parts[0]).\(parts[1])", "", "a.b.c",
                try google.assertion(google.claims, kid: "another"),
            ] {
                let answer = try await google.token(for: bad)
                #expect(answer.status == 400)
                #expect(answer.json["error"]?.string == "invalid_grant")
            }
        }
    }

    @Test("lets nobody in who acts for no administrator", arguments: [nil, "somebody@northwind.example"])
    func subject(_ subject: String?) async throws {
        try await withSandbox { sandbox in
            let google = GoogleVisit(sandbox: sandbox)
            var claims = google.claims
            claims["sub"] = subject.map(AttributeValue.text)
            let token = try await google.token(for: try google.assertion(claims)).json["access_token"]?.string ?? ""
            let answer = try await google.visitor.get(
                google.url("users?customer=my_customer"), headers: ["Authorization": "Bearer \(token)"])
            #expect(answer.status == 403)
            #expect(answer.json["error"]?["errors"]?[0]?["reason"]?.string == "forbidden")
        }
    }
}
