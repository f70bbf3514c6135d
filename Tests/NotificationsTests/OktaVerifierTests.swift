import Domain
import Foundation
import Notifications
import Testing

@Suite("Deliveries of Okta's event hooks")
struct OktaVerifierTests {
    static let secret = "hook s3cret"

    static func verifier(_ secrets: [String] = [secret, "older"]) -> OktaVerifier {
        OktaVerifier(name: "okta", secrets: secrets.map { Data($0.utf8) })
    }

    static func body(_ events: [String], id: String = #""event-1""#) -> String {
        """
        {"eventType":"com.okta.event_hook","eventTypeVersion":"1.0","cloudEventsVersion":"0.1","eventId":\(id),\
        "source":"https://example.okta.com/api/v1/eventHooks/who1","eventTime":"2026-11-26T01:02:03.000Z",\
        "data":{"events":[\(events.joined(separator: ","))]}}
        """
    }

    /// An event whose actor is a user, too, and never the one it is about.
    static func event(_ target: String?, type: String = "user.account.update_profile") -> String {
        let target = target.map { #","target":\#($0)"# } ?? ""
        return """
            {"uuid":"d1","published":"2026-11-26T01:02:03.000Z","eventType":"\(type)","version":"0","severity":"INFO",\
            "legacyEventType":null,"outcome":{"result":"SUCCESS","reason":null},"client":null,"debugContext":{},\
            "actor":{"id":"00uActor","type":"User","alternateId":"admin@example.com"}\(target)}
            """
    }

    static func user(_ id: String) -> String {
        #"{"id":"\#(id)","type":"User","alternateId":"old@example.com","displayName":"X","detailEntry":null}"#
    }

    static let app =
        #"{"id":"0oa1","type":"AppInstance"},{"id":"0ua1","type":"AppUser"},{"id":"00g1","type":"UserGroup"}"#

    static func request(_ body: String, _ authorization: String? = secret) -> HookRequest {
        .json(body, authorization.map { [("authorization", $0)] } ?? [])
    }

    static func users(_ ids: String...) -> [UserReference] { ids.map { UserReference(connector: "okta", id: $0) } }

    @Test("name every user that is a target, in any place and of several events, each once")
    func several() throws {
        let events = [
            Self.event("[\(Self.app),\(Self.user("00u2"))]"), Self.event("[\(Self.user("00u1")),\(Self.user("00u3"))]"),
            Self.event("[\(Self.user("00u2"))]", type: "user.lifecycle.suspend"),
        ]
        let delivery = try Self.verifier().verify(Self.request(Self.body(events)))
        #expect(delivery.users == Self.users("00u2", "00u1", "00u3"))
        #expect(delivery.kind == .notification)
        #expect(delivery.replayIDs == ["okta/event-1"])
        #expect(delivery.rejected == 0)
        #expect(delivery.subscriptions == ["who1"])
    }

    @Test(
        "name nobody and are taken where no target is a user",
        arguments: [nil, "null", "[]", "[\(app)]", #"[{"type":"user","id":"x"}]"#, #"[{"id":"00u1","type":null}]"#])
    func nobody(target: String?) throws {
        let delivery = try Self.verifier().verify(Self.request(Self.body([Self.event(target)])))
        #expect(delivery.users.isEmpty)
        #expect(delivery.rejected == 0)
        #expect(delivery.replayIDs == ["okta/event-1"])
    }

    @Test(
        "are taken with odd targets, which are counted, and what stands beside them counts",
        arguments: [
            ("{}", 1, []), (#""x""#, 1, []), ("7", 1, []), ("[null,\(user("00u1"))]", 1, ["00u1"]),
            (#"[7,"x",[]]"#, 3, []), (#"[{"type":"User"}]"#, 1, []), (#"[{"type":"User","id":7}]"#, 1, []),
            (#"[{"type":"User","id":""}]"#, 1, []), (#"[{"type":"User","id":"a\u0000b"}]"#, 1, []),
            (#"[{"type":"User","id":".."}]"#, 1, []), (#"[{"type":7,"id":"00u2"},\#(user("00u1"))]"#, 0, ["00u1"]),
        ])
    func odd(target: String, rejected: Int, users: [String]) throws {
        let delivery = try Self.verifier().verify(Self.request(Self.body([Self.event(target)])))
        #expect(delivery.users.map(\.value) == users)
        #expect(delivery.rejected == rejected)
    }

    @Test("mark a user of an event type that nobody knows")
    func unknownType() throws {
        let event = Self.event("[\(Self.user("00u1"))]", type: "user.brand.new")
        #expect(try Self.verifier().verify(Self.request(Self.body([event]))).users == Self.users("00u1"))
    }

    @Test("are taken empty, and with what is not an event beside one that is")
    func batches() throws {
        #expect(try Self.verifier().verify(Self.request(Self.body([]))).users.isEmpty)
        let mixed = Self.body(["7", Self.event("[\(Self.user("00u1"))]"), "null"])
        let delivery = try Self.verifier().verify(Self.request(mixed))
        #expect(delivery.users == Self.users("00u1"))
        #expect(delivery.rejected == 2)
    }

    @Test(
        "are malformed when they are no deliveries",
        arguments: [
            "", "{", "[]", "7", "{}", #"{"data":null}"#, #"{"data":{}}"#, #"{"data":{"events":{}}}"#,
            #"{"data":{"events":null}}"#, #"{"data":{"events":[7]}}"#, #"{"data":{"events":[{}]}"#,
            #"{"data":{"events":[{},]}}"#, String(repeating: "[", count: 100_000),
        ])
    func malformed(body: String) {
        #expect(Self.verifier().refusal(of: Self.request(body)) == .malformed)
    }

    @Test("have no id to be remembered by where Okta sends none", arguments: ["null", "7", #""""#])
    func noID(id: String) throws {
        #expect(try Self.verifier().verify(Self.request(Self.body([], id: id))).replayIDs.isEmpty)
    }

    @Test("are taken with any of the secrets, whole", arguments: [secret, "older"])
    func secrets(value: String) throws {
        _ = try Self.verifier().verify(Self.request(Self.body([]), value))
    }

    @Test(
        "are refused with anything else, before they are read",
        arguments: [
            nil, "", "hook", "Hook s3cret", "hook s3cret ", "Bearer hook s3cret", "hook s3cret,older", "\u{1F5DD}",
        ])
    func unverified(value: String?) {
        #expect(Self.verifier().refusal(of: Self.request(Self.body([]), value)) == .unverified)
        #expect(Self.verifier().refusal(of: Self.request("{", value)) == .unverified)
    }

    @Test("are refused with the header twice, and for secrets that are empty or not there")
    func counts() {
        let twice = HookRequest.json(
            Self.body([]), [("Authorization", Self.secret), ("authorization", Self.secret)])
        #expect(Self.verifier().refusal(of: twice) == .unverified)
        for secrets in [[], [""]] {
            for value in ["", nil] {
                #expect(Self.verifier(secrets).refusal(of: Self.request(Self.body([]), value)) == .unverified)
            }
        }
    }

    @Test("need a content type of JSON")
    func contentType() {
        let request = HookRequest(
            headers: [("Authorization", Self.secret), ("Content-Type", "text/plain")], body: Data(Self.body([]).utf8))
        #expect(Self.verifier().refusal(of: request) == .unsupportedMediaType)
    }

    @Test("come from the pinned hooks alone, where some are pinned")
    func pinned() throws {
        let known = KnownSubscriptions.only(["who1"], alsoUnlisted: false)
        let body = Self.body([Self.event("[\(Self.user("00u1"))]")])
        #expect(try Self.verifier().verify(Self.request(body), known: known, at: signedAt).users.count == 1)
        for other in [body.replacing("eventHooks/who1", with: "eventHooks/who2"), #"{"data":{"events":[]}}"#] {
            let refusal = #expect(throws: Refusal.self) {
                try Self.verifier().verify(Self.request(other), known: known, at: signedAt)
            }
            #expect(refusal?.code == .unverified)
        }
    }
}
