import Foundation
import Notifications
import Testing

@Suite("Graph's validation handshake")
struct ValidationHandshakeTests {
    @Test(
        "is answered with the decoded token",
        arguments: [
            (
                "validationToken=Validation%3a+Testing+client+application+reachability+for+subscription+Request-Id%3a+1",
                "Validation: Testing client application reachability for subscription Request-Id: 1"
            ),
            ("validationToken=abc", "abc"), ("x=1&validationToken=abc&y=2", "abc"),
            ("validationToken=a%2Bb+c", "a+b c"),
            ("validationToken=a=b==", "a=b=="), ("validationToken=%E2%9C%93%f0%9f%9a%80", "✓🚀"),
            ("validationToken=%3Cscript%3Ealert(1)%3C%2Fscript%3E", "<script>alert(1)</script>"),
            ("validation%54oken=abc", "abc"), ("&&validationToken=abc&", "abc"), ("%zz=1&validationToken=abc", "abc"),
            ("validationToken=" + String(repeating: "x", count: 4096), String(repeating: "x", count: 4096)),
        ])
    func answered(_ query: String, _ token: String) throws {
        #expect(try ValidationHandshake.answer(query: query) == token)
    }

    @Test(
        "is none without the parameter",
        arguments: [
            "", "x=validationToken", "validationtoken=abc", "validationTokens=abc", "a=b;validationToken=c", "&", "=",
        ])
    func absent(_ query: String) throws {
        #expect(try ValidationHandshake.answer(query: query) == nil)
    }

    @Test(
        "is malformed when the token is not printable, empty, too long, broken or twice there",
        arguments: [
            "validationToken", "validationToken=", "validationToken=a%0Ab", "validationToken=a%0d%0aSet-Cookie:+x",
            "validationToken=%00", "validationToken=%7f", "validationToken=a%09b", "validationToken=%1b[2J",
            "validationToken=%E2%80%AEabc", "validationToken=%E2%80%A8", "validationToken=%C2%85",
            "validationToken=%EF%BF%BF", "validationToken=%zz", "validationToken=%", "validationToken=%4",
            "validationToken=%C3%28", "validationToken=%ff", "validationToken=a&validationToken=a",
            "validationToken=a&validation%54oken=b",
            "validationToken=" + String(repeating: "x", count: 4097),
            "validationToken=" + String(repeating: "%C3%A9", count: 2049),
        ])
    func malformed(_ query: String) {
        let refusal = #expect(throws: Refusal.self) { try ValidationHandshake.answer(query: query) }
        #expect(refusal?.code == .malformed)
        #expect(refusal?.status == 400)
    }
}
