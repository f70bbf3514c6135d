import Domain
import Foundation
import Notifications
import OpenSSL
import Testing

@Suite("Google's messages")
struct GoogleVerifierTests {
    private static let known = KnownSubscriptions.watching(
        ["update-1", "update-2"], resources: ["update-1": "r/1"], alsoUnlisted: false)

    private static func verifier(_ secrets: [String] = ["one", "two"], plain: Bool = false) -> GoogleVerifier {
        GoogleVerifier(name: "google", channelTokens: secrets.map { Data($0.utf8) }, takesPlainTokens: plain)
    }

    private static func token(_ channel: String, _ secret: String = "one") throws -> String {
        try DerivedToken.make(of: Data(secret.utf8), for: channel)
    }

    private static let body = #"{"kind":"admin#directory#user","id":"111220860655841818702","primaryEmail":"a@x"}"#

    /// A message as Google sends it; nil leaves a header out.
    private static func message(
        _ changes: [String: String?] = [:], body: String = body, type: String? = "application/json; utf-8"
    ) throws -> HookRequest {
        var headers: [String: String?] = [
            "X-Goog-Channel-ID": "update-1", "X-Goog-Channel-Token": try token("update-1"),
            "X-Goog-Channel-Expiration": "Fri, 15 Jan 2027 14:00:00 GMT", "X-Goog-Resource-ID": "r/1",
            "X-Goog-Resource-URI": "https://admin.googleapis.com/x", "X-Goog-Resource-State": "update",
            "X-Goog-Message-Number": "7", "Content-Type": type,
        ]
        headers.merge(changes) { $1 }
        return HookRequest(
            headers: headers.compactMap { name, value in value.map { (name: name, value: $0) } }, body: Data(body.utf8))
    }

    private static func refusal(
        of request: HookRequest, by verifier: GoogleVerifier = verifier(), known: KnownSubscriptions = known
    ) -> Refusal.Code? {
        do throws(Refusal) {
            _ = try verifier.verify(request, known: known, at: signedAt)
            return nil
        } catch {
            return error.code
        }
    }

    @Test(
        "mark the user whom they name, whatever happened to it",
        arguments: [
            "update", "add", "delete", "makeAdmin", "undelete", "UPDATE", "makeadmin", " update ", "something new",
        ])
    func users(_ state: String) throws {
        let delivery = try Self.verifier().verify(
            try Self.message(["X-Goog-Resource-State": state]), known: Self.known, at: signedAt)
        #expect(delivery.users == [UserReference(connector: "google", id: "111220860655841818702")])
        #expect(delivery.kind == .notification && delivery.rejected == 0)
        #expect(delivery.replayIDs == ["google/update-1/7"] && delivery.subscriptions == ["update-1"])
    }

    @Test("are taken with blanks around every value, in any capitals of the names, by any of the secrets")
    func blanks() throws {
        let headers = [
            ("x-goog-channel-id", " update-1 "), ("X-GOOG-CHANNEL-TOKEN", "\t\(try Self.token("update-1", "two"))  "),
            ("x-goog-resource-id", " r/1"), ("x-goog-resource-state", "update "), ("x-goog-message-number", " 3 "),
            ("content-type", "application/json; utf-8"),
        ]
        let request = HookRequest(headers: headers.map { (name: $0.0, value: $0.1) }, body: Data(Self.body.utf8))
        let delivery = try Self.verifier().verify(request, known: Self.known, at: signedAt)
        #expect(delivery.users.count == 1 && delivery.replayIDs == ["google/update-1/3"])
    }

    @Test(
        "of the state sync are about nobody, in any capitals, and are not read", arguments: ["sync", "SYNC", " Sync "])
    func sync(_ state: String) throws {
        for (body, type) in [("", nil), ("", "application/json; utf-8"), ("no JSON", "application/json")] {
            let request = try Self.message(
                ["X-Goog-Resource-State": state, "X-Goog-Message-Number": "1"], body: body, type: type)
            let delivery = try Self.verifier().verify(request, known: Self.known, at: signedAt)
            #expect(delivery.users.isEmpty && delivery.replayIDs.isEmpty && delivery.kind == .handshake)
        }
    }

    @Test("may come before it is known what the channel watches, and while one is being made before its id is")
    func early() throws {
        for (channel, known) in [
            ("update-2", Self.known), ("update-9", .watching(["update-1"], resources: [:], alsoUnlisted: true)),
        ] {
            let request = try Self.message([
                "X-Goog-Channel-ID": channel, "X-Goog-Channel-Token": try Self.token(channel),
                "X-Goog-Resource-ID": "never seen", "X-Goog-Resource-State": "sync",
            ])
            #expect(Self.refusal(of: request, known: known) == nil)
        }
    }

    @Test("are refused alike, whatever is wrong")
    func unverified() throws {
        let wrong: [[String: String?]] = [
            ["X-Goog-Channel-Token": "wrong"], ["X-Goog-Channel-Token": ""], ["X-Goog-Channel-Token": nil],
            ["X-Goog-Channel-Token": "one"], ["X-Goog-Channel-Token": try Self.token("update-2")],
            ["X-Goog-Channel-Token": try Self.token("update-1", "three")],
            ["X-Goog-Channel-Token": try Self.token("update-1").uppercased()],
            ["X-Goog-Channel-ID": nil], ["X-Goog-Channel-ID": "update-2"], ["X-Goog-Channel-ID": ""],
            ["X-Goog-Channel-ID": "update-9", "X-Goog-Channel-Token": try Self.token("update-9")],
            ["X-Goog-Resource-ID": "r/2"], ["X-Goog-Resource-ID": nil], ["X-Goog-Resource-ID": ""],
            ["X-Goog-Channel-ID": "", "X-Goog-Channel-Token": try Self.token("")],
        ]
        for state in ["update", "sync"] {
            for changes in wrong {
                let request = try Self.message(changes.merging(["X-Goog-Resource-State": state]) { $1 })
                #expect(Self.refusal(of: request) == .unverified, "\(changes.keys)")
            }
        }
        let twice = try Self.message().headers + [("X-Goog-Channel-Token", try Self.token("update-1"))]
        #expect(Self.refusal(of: HookRequest(headers: twice, body: Data(Self.body.utf8))) == .unverified)
        #expect(Self.refusal(of: try Self.message(), by: Self.verifier([])) == .unverified)
        #expect(Self.refusal(of: try Self.message(), by: Self.verifier([""])) == .unverified)
    }

    @Test("may bring the configured text itself only where somebody else makes the channels")
    func plain() throws {
        let request = try Self.message(["X-Goog-Channel-Token": "two", "X-Goog-Channel-ID": "theirs"])
        #expect(Self.refusal(of: request, by: Self.verifier(plain: true), known: .any) == nil)
        #expect(Self.refusal(of: request, by: Self.verifier(), known: .any) == .unverified)
        let pinned = KnownSubscriptions.only(["other"], alsoUnlisted: false)
        #expect(Self.refusal(of: request, by: Self.verifier(plain: true), known: pinned) == .unverified)
    }

    @Test("are refused for their content type before their token, and for their token before their body")
    func order() throws {
        let wrong = ["X-Goog-Channel-Token": "wrong" as String?]
        #expect(Self.refusal(of: try Self.message(wrong, type: "text/plain")) == .unsupportedMediaType)
        #expect(Self.refusal(of: try Self.message(wrong, type: nil)) == .unsupportedMediaType)
        #expect(Self.refusal(of: try Self.message(wrong, body: "{")) == .unverified)
        #expect(Self.refusal(of: try Self.message(body: "{")) == .malformed)
    }

    @Test("name the user by a text, or by digits as they were written")
    func digits() throws {
        let delivery = try Self.verifier().verify(
            try Self.message(body: #"{"id":111220860655841818702}"#), known: Self.known, at: signedAt)
        #expect(delivery.users.map(\.value) == ["111220860655841818702"])
    }

    @Test(
        "without a usable user are malformed",
        arguments: [
            "", "{}", "[]", #""1""#, #"{"id":null}"#, #"{"id":""}"#, #"{"id":1.11e20}"#, #"{"id":-1}"#, #"{"id":1.0}"#,
            #"{"id":["1"]}"#, #"{"id":"a\nb"}"#, #"{"id":".."}"#, #"{"id":true}"#, #"{"primaryEmail":"a@x"}"#,
            #"{"id":"1"} x"#, #"{"id":"1""#,
        ])
    func malformed(_ body: String) throws {
        #expect(Self.refusal(of: try Self.message(body: body)) == .malformed)
        #expect(
            Self.refusal(of: try Self.message(body: #"{"id":"\#(String(repeating: "9", count: 300))"}"#)) == .malformed)
    }

    @Test("without a number that is one are never taken for repeated", arguments: [nil, "", "x", "-1", "1.5", "1 2"])
    func numbers(_ number: String?) throws {
        let delivery = try Self.verifier().verify(
            try Self.message(["X-Goog-Message-Number": number]), known: Self.known, at: signedAt)
        #expect(delivery.users.count == 1 && delivery.replayIDs.isEmpty)
    }

    @Test("say nothing of what they held in a refusal")
    func silence() throws {
        for request in [
            try Self.message(["X-Goog-Channel-Token": "hunter2"]), try Self.message(body: "hunter2"),
        ] {
            let refusal = #expect(throws: Refusal.self) {
                try Self.verifier().verify(request, known: Self.known, at: signedAt)
            }
            #expect(refusal?.description.contains("hunter2") == false)
        }
    }
}
