import Domain
import Foundation
import HTTPTypes
import TestSupport
import Testing

@testable import Sandbox

@Suite struct GoogleChannelTests {
    private static func header(_ name: String, _ request: LoopbackServer.Received) -> String? {
        HTTPField.Name(name).flatMap { request.headers[$0] }
    }

    @Test("sends sync before the answer, then who changed, with a media type that is none")
    func messages() async throws {
        try await withSandbox { sandbox in
            let received = Watched<[LoopbackServer.Received]>([])
            try await LoopbackServer.with { request in
                received.update { $0.append(request) }
                return .text("", status: 202)
            } _: { url in
                let google = GoogleVisit(sandbox: sandbox), person = try await google.member(1)
                let made = try await google.watch(url, id: "channel-1")
                #expect(made.status == 200)
                #expect(received.value.count == 1)
                let sync = received.value[0]
                #expect(Self.header("X-Goog-Resource-State", sync) == "sync")
                #expect(Self.header("X-Goog-Message-Number", sync) == "1")
                #expect(Self.header("X-Goog-Channel-Token", sync) == "token-of-channel-1")
                #expect(Self.header("X-Goog-Resource-ID", sync) == made.json["resourceId"]?.string)
                #expect(Self.header("Content-Type", sync) == nil && sync.body.isEmpty)
                let expires = Double(made.json["expiration"]?.string ?? "") ?? 0
                #expect(abs(expires / 1000 - Date().timeIntervalSince1970 - 21_600) < 60)

                #expect(
                    try await sandbox.edit(person.id, ["organizations[0].title": "Secret"]).deliveries == 1)
                try await waitUntil { received.value.count == 2 }
                let update = received.value[1]
                #expect(Self.header("X-Goog-Resource-State", update) == "update")
                #expect(Self.header("Content-Type", update) == "application/json; utf-8")
                let body = try AttributeValue(json: update.body)
                #expect(body["id"] == .text(person.id))
                #expect(body["primaryEmail"]?.string == person.login)
                #expect(body["etag"] != person.attributes["etag"])
                #expect(!String(decoding: update.body, as: UTF8.self).contains("Secret"))
                // Deletion is another event, and this channel is for updates.
                #expect(try await sandbox.delete(person.id).deliveries == 0)
            }
        }
    }

    @Test("lives no longer than Google allows, and ends when it is stopped by id and resource")
    func ends() async throws {
        try await withSandbox({ $0.googleChannelLife = .seconds(60) }) { sandbox in
            try await LoopbackServer.with { _ in
                .text("", status: 200)
            } _: { url in
                let google = GoogleVisit(sandbox: sandbox), person = try await google.member(1)
                let made = try await google.watch(url, id: "a", ttl: "21600").json
                let life = (Double(made["expiration"]?.string ?? "") ?? 0) / 1000 - Date().timeIntervalSince1970
                #expect((1...61).contains(life))
                #expect(try await google.watch(url, id: "a").json["error"] != nil)
                #expect(try await google.watch(url, event: nil, id: "b").status == 200)
                #expect(try await sandbox.edit(person.id, ["suspended": "true"]).deliveries == 1)
                let address = "\(sandbox.googleURL)/admin/directory_v1/channels/stop"
                let headers = try await google.authorization()
                func stop(_ resource: String) async throws -> Int {
                    try await google.visitor.json(
                        "POST", address, .object(["id": .text("a"), "resourceId": .text(resource)]), headers: headers
                    ).status
                }
                #expect(try await stop("another") == 404)
                #expect(try await stop(made["resourceId"]?.string ?? "") == 204)
                #expect(try await sandbox.edit(person.id, ["suspended": "false"]).deliveries == 0)
            }
        }
    }

    @Test(
        "sends again after 500, 502, 503 and 504 alone",
        arguments: [(503, 2, 0), (500, 2, 0), (401, 1, 1), (410, 1, 1)])
    func retries(_ status: Int, _ attempts: Int, _ lost: Int) async throws {
        try await withSandbox { sandbox in
            let numbers = Watched<[String]>([])
            try await LoopbackServer.with { request in
                guard !request.body.isEmpty else { return .text("", status: 200) }
                let count = numbers.update { numbers in
                    numbers.append(Self.header("X-Goog-Message-Number", request) ?? "")
                    return numbers.count
                }
                return .text("", status: count == 1 ? status : 200)
            } _: { url in
                let google = GoogleVisit(sandbox: sandbox)
                _ = try await google.watch(url)
                try await sandbox.edit(try await google.member(1).id, ["orgUnitPath": "/Space"])
                // The sync message is one of those accepted.
                try await waitUntil {
                    let statistics = await sandbox.statistics()
                    return statistics.deliveriesAccepted + statistics.deliveriesLost == 2
                }
                #expect(numbers.value.count == attempts)
                #expect(Set(numbers.value).count == 1)
                #expect(await sandbox.statistics().deliveriesLost == lost)
            }
        }
    }

    @Test("refuses channels that Google does not make", arguments: ["id", "type", "address", "event"])
    func refused(_ what: String) async throws {
        try await withSandbox { sandbox in
            let google = GoogleVisit(sandbox: sandbox)
            var body: [String: AttributeValue] = [
                "id": .text("x"), "type": .text("web_hook"), "address": .text("http://127.0.0.1:9/"),
            ]
            body[what] = .text(what == "id" ? String(repeating: "x", count: 65) : "http://intranet.example/")
            let event = what == "event" ? "rename" : "update"
            let answer = try await google.visitor.json(
                "POST", google.url("users/watch?customer=my_customer&event=\(event)"), .object(body),
                headers: try await google.authorization())
            #expect(answer.status == 400)
        }
    }
}
