import Adapters
import Foundation
import Testing

@Suite("What headers and addresses say") struct HeaderReadingTests {
    private static let now = Date(timeIntervalSince1970: 1_445_412_420)  // Wed, 21 Oct 2015 07:27:00 GMT

    @Test(
        "reads Retry-After as seconds and in every form of an HTTP date",
        arguments: [
            ("0", Duration.zero), ("120", .seconds(120)), (" 5 ", .seconds(5)),
            ("Wed, 21 Oct 2015 07:28:00 GMT", .seconds(60)), ("Wednesday, 21-Oct-15 07:28:00 GMT", .seconds(60)),
            ("Wed Oct 21 07:28:00 2015", .seconds(60)), ("Wed, 21 Oct 2015 07:26:00 GMT", .zero),
            ("86400", .seconds(3600)), ("99999999999999999999999", .seconds(3600)),
            ("Wed, 21 Oct 2037 07:28:00 GMT", .seconds(3600)),
        ])
    func retryAfter(text: String, wait: Duration) {
        #expect(RetryAfter.parse(text, now: Self.now) == wait)
    }

    @Test("says nothing of a Retry-After that is none", arguments: ["", "soon", "-1", "1.5", "0x10", "١٢", "NaN"])
    func noRetryAfter(text: String) {
        #expect(RetryAfter.parse(text, now: Self.now) == nil)
    }

    @Test(
        "tells HTML from JSON by what there is, not by what it is called",
        arguments: [
            ("application/json", "<!DOCTYPE html>", AnswerKind.html), ("text/html", "words", .html),
            ("text/html", "", .empty), ("application/json; utf-8", " {}", .json), ("", "\n<html>", .html),
            ("", "[1]", .json), ("text/plain", "{}", .json), ("text/html", "{}", .json),
            ("application/problem+json", "1", .json),
            ("text/plain", "words", .other), ("application/json", "\u{FEFF}<html>", .html),
        ])
    func kind(type: String, body: String, kind: AnswerKind) {
        let headers = type.isEmpty ? [] : [(name: "content-type", value: type)]
        #expect(AnswerKind(HTTPAnswer(status: 200, headers: headers, body: Data(body.utf8))) == kind)
    }

    @Test(
        "stays on the origin",
        arguments: [
            ("https://graph.example.com/v1.0/next?x=1", true), ("HTTPS://Graph.Example.com:443/", true),
            ("https://graph.example.com.evil.com/", false), ("http://graph.example.com/", false),
            ("https://graph.example.com:8443/", false), ("https://a@graph.example.com/", false), ("/relative", false),
            ("file:///etc/passwd", false), ("https://graph.example.com@evil.com/", false),
        ])
    func origin(text: String, stays: Bool) throws {
        let base = try #require(URL(string: "https://graph.example.com/v1.0"))
        let origin = try #require(Origin(base))
        let url = try #require(URL(string: text))
        #expect(origin.contains(url) == stays)
    }

    @Test("lets no value change the meaning of an address or form")
    func encoding() {
        #expect(
            PercentEncoding.component("a/b?c#d%e&f=g+h 'ü🦊") == "a%2Fb%3Fc%23d%25e%26f%3Dg%2Bh%20%27%C3%BC%F0%9F%A6%8A")
        let form = PercentEncoding.form([("client secret", "a+b&c=d"), ("x", "")])
        #expect(String(decoding: form, as: UTF8.self) == "client%20secret=a%2Bb%26c%3Dd&x=")
    }
}
