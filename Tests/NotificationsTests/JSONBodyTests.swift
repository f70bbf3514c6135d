import Foundation
import Notifications
import Testing

@Suite("Bodies")
struct JSONBodyTests {
    static func refusal(_ body: Data, path: String = "id") throws -> Refusal.Code? {
        let verifier = StaticHeaderVerifier(
            source: try .hr(path), configuration: try .init(secrets: [Data("s".utf8)]))
        return verifier.refusal(
            of: HookRequest(
                headers: [("Content-Type", "application/json"), ("Authorization", "s")], body: body))
    }

    @Test(
        "are malformed when they are no JSON",
        arguments: [
            "", " ", "{", "}", "{]", #"{"id":}"#, #"{"id":"a"} x"#, #"{"id":"a",}"#, "'a'", "id=a", "\u{FEFF}",
            #"{"id":"a"#, #"{"id":"a" "x":1}"#, #"{"id" "a"}"#, #"{"id":"a","x":[1 2]}"#, #"{"id":"a","x":[1,,2]}"#,
            #"{"id":"a","x":[1, ]}"#, #"{"id":"a","x":tru}"#, #"{"id":"a"}}"#, #"{"id":"a","x":1]"#, #"{id:"a"}"#,
            #"{"id":"a",,"x":1}"#, #"{,"id":"a"}"#, #"{"id":"a"}//"#,
            #"/**/{"id":"a"}"#, #"{"id":"a","x":+1}"#, #"{"id":"a","x":.5}"#, #"{"id":"a","x":NaN}"#,
            "{\"id\":\"a\0\"}", "<html></html>", "NaN",
        ])
    func malformed(_ body: String) throws {
        #expect(try Self.refusal(Data(body.utf8)) == .malformed)
    }

    @Test("are malformed when they are no UTF-8", arguments: [String.Encoding.utf16, .utf16LittleEndian, .utf32])
    func otherEncodings(_ encoding: String.Encoding) throws {
        let body = try #require(#"{"id":"ada"}"#.data(using: encoding))
        #expect(try Self.refusal(body) == .malformed)
    }

    @Test("are malformed when bytes are broken UTF-8")
    func brokenBytes() throws {
        let broken = Data(#"{"id":"a","x":""#.utf8) + Data([0xC3, 0x28]) + Data(#""}"#.utf8)
        #expect(try Self.refusal(broken) == .malformed)
    }

    @Test(
        "do no harm by their depth",
        arguments: [
            String(repeating: "[", count: 100_000), String(repeating: #"{"a":"#, count: 100_000),
            String(repeating: "[", count: 65) + String(repeating: "]", count: 65),
            #"{"x":"\"","y":"# + String(repeating: "[", count: 100_000),
        ])
    func depth(_ body: String) throws {
        #expect(try Self.refusal(Data(body.utf8)) == .malformed)
    }

    @Test("may nest as deep as real ones, and hold brackets in texts")
    func saneDepth() throws {
        let nested = String(repeating: "[", count: 63) + String(repeating: "]", count: 63)
        #expect(try Self.refusal(Data(#"{"id":"a","x":\#(nested)}"#.utf8)) == nil)
        let text = String(repeating: #"[{\"\\"#, count: 1000)
        #expect(try Self.refusal(Data(#"{"x":"\#(text)","id":"a"}"#.utf8)) == nil)
    }

    @Test("name twenty thousand users within the limit of a megabyte")
    func large() throws {
        let body = "[" + (0..<20_000).map { #"{"user":{"id":"user-\#($0)"}}"# }.joined(separator: ",") + "]"
        let verifier = StaticHeaderVerifier(
            source: try .hr("[].user.id"), configuration: try .init(secrets: [Data("s".utf8)]))
        #expect(try verifier.verify(.json(body, [("Authorization", "s")])).users.count == 20_000)
    }

    @Test(
        "are taken as JSON by their content type alone",
        arguments: [
            ("application/json", true), ("Application/JSON", true), ("application/json; charset=utf-8", true),
            ("application/json; utf-8", true), ("application/json ;x=\"y\"", true), ("application/json;", true),
            ("application/cloudevents+json; charset=utf-8", true), ("", false), ("text/json", false),
            ("text/plain", false), ("application/x-www-form-urlencoded", false), ("application/jsonp", false),
            ("multipart/form-data; boundary=application/json", false), ("json", false), ("text/html+json", false),
        ])
    func contentTypes(_ type: String, _ taken: Bool) throws {
        let verifier = StaticHeaderVerifier(
            source: try .hr("id"), configuration: try .init(secrets: [Data("s".utf8)]))
        let request = HookRequest(
            headers: [("content-type", type), ("Authorization", "s")], body: Data(#"{"id":"a"}"#.utf8))
        #expect(verifier.refusal(of: request) == (taken ? nil : .unsupportedMediaType))
    }

    @Test("need a content type, unless they are empty")
    func noContentType() throws {
        let verifier = StaticHeaderVerifier(
            source: try .hr("id"), configuration: try .init(secrets: [Data("s".utf8)]))
        let headers = [(name: "Authorization", value: "s")]
        #expect(
            verifier.refusal(of: HookRequest(headers: headers, body: Data("{}".utf8))) == .unsupportedMediaType)
        #expect(verifier.refusal(of: HookRequest(headers: headers, body: Data())) == .malformed)
    }
}
