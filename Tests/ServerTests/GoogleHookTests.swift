import Domain
import Foundation
import OpenSSL
import Testing

@testable import Server

@Suite("Google's messages at the hooks listener", .timeLimit(.minutes(1)))
struct GoogleHookTests {
    /// A message as Google writes it: with blanks around values, and a content type that is none.
    private static func message(
        channel: String = "update-1", token: String? = nil, resource: String = "r1", state: String = "update",
        number: Int = 2, body: String? = #"{"kind":"admin#directory#user","id":"111220860655841818702"}"#,
        type: String? = "application/json; utf-8"
    ) throws -> String {
        let derived = try DerivedToken.make(of: Data(HooksFixture.channelToken.utf8), for: channel)
        var headers = [
            "X-Goog-Channel-ID:  \(channel) ", "X-Goog-Channel-Token:  \(token ?? derived) ",
            "X-Goog-Channel-Expiration: Fri, 15 Jan 2027 14:00:00 GMT", "X-Goog-Resource-ID:  \(resource) ",
            "X-Goog-Resource-URI: https://admin.googleapis.com/x", "X-Goog-Resource-State: \(state)",
            "X-Goog-Message-Number: \(number)",
        ]
        if let type { headers.append("Content-Type: \(type)") }
        return request("POST", "/hooks/google", headers, body: body)
    }

    @Test("are taken with 200 and an empty body once the user is marked")
    func marks() async throws {
        let store = ScriptedStore()
        try await HooksFixture.run(store) { hooks in
            let answer = try #require(try await hooks.send(try Self.message()))
            #expect(answer.status == 200 && answer.body.isEmpty)
            #expect(store.users == ["111220860655841818702"])
            #expect(store.accepted.map(\.delivery.replayIDs) == [["google/update-1/2"]])
            #expect(hooks.count("accepted", of: "google") == 1)
        }
    }

    @Test("of the state sync are taken and mark nobody, also before the answer that made the channel")
    func sync() async throws {
        let store = ScriptedStore()
        try await HooksFixture.run(store) { hooks in
            for (channel, resource) in [("update-1", "r1"), ("add-1", "nobody knows yet")] {
                let text = try Self.message(
                    channel: channel, resource: resource, state: "sync", number: 1, body: "", type: nil)
                try await hooks.expect(200, for: text)
            }
            // A message without a body and without word of its length.
            try await hooks.expect(200, for: try Self.message(state: "SYNC", number: 1, body: nil, type: nil))
            #expect(store.users.isEmpty)
            #expect(store.accepted.allSatisfy { $0.delivery.kind == .handshake })
        }
    }

    @Test("are refused with nothing but a status when they are not ours, malformed or of another type")
    func refusals() async throws {
        let store = ScriptedStore()
        try await HooksFixture.run(store) { hooks in
            let wrong: [(Int, String)] = [
                (401, try Self.message(token: "wrong")), (401, try Self.message(token: HooksFixture.channelToken)),
                (401, try Self.message(channel: "update-9")), (401, try Self.message(resource: "r2")),
                (401, try Self.message(token: "wrong", state: "sync", body: "", type: nil)),
                (401, try Self.message(token: "wrong", body: "{")), (400, try Self.message(body: "{")),
                (400, try Self.message(body: "{}")), (400, try Self.message(body: "", type: nil)),
                (415, try Self.message(token: "wrong", type: "text/plain")), (415, try Self.message(type: nil)),
                (404, try Self.message().replacing("/hooks/google", with: "/hooks/google/lifecycle")),
                (405, try Self.message().replacing("POST", with: "GET")),
            ]
            for (status, text) in wrong {
                let answer = try #require(try await hooks.send(text))
                #expect(answer.status == status, "\(text)")
                #expect(answer.body.isEmpty)
            }
            #expect(store.accepted.isEmpty)
        }
    }

    @Test("come again while the store is not there")
    func storeDown() async throws {
        let store = ScriptedStore { _, _ throws(StoreError) in throw StoreError(.full, cause: "scripted") }
        try await HooksFixture.run(store) { hooks in
            try await hooks.expect(503, for: try Self.message())
        }
    }
}
