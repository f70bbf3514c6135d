import Foundation
import TestSupport
import Testing

@testable import Adapters

@Suite("The cookies of a session") struct CookieJarTests {
    static let now = ManualTime.start

    static func jar(_ headers: [String], from address: String = "https://jira.example.com/jira/a/b") throws -> CookieJar
    {
        var jar = CookieJar()
        jar.take(headers, from: try #require(URL(string: address)), at: now)
        return jar
    }

    static func sent(
        _ jar: CookieJar, to address: String = "https://jira.example.com/jira/a/c", after seconds: TimeInterval = 0
    ) throws -> String? {
        jar.headers(for: try #require(URL(string: address)), at: now.addingTimeInterval(seconds)).first?.value
    }

    @Test("are sent back as they came, the longer path first")
    func plain() throws {
        let jar = try Self.jar([
            "a=1; Path=/", "token=B|x=y|lin; path=/jira; Secure; HttpOnly; SameSite=None", "q=\"z\"; Path=/jira/a",
        ])
        expectSame(try Self.sent(jar), "q=\"z\"; token=B|x=y|lin; a=1")
        expectSame(try Self.sent(jar, to: "https://jira.example.com/jirafoo"), "a=1")
        #expect(jar.value(of: "token") == "B|x=y|lin")
    }

    @Test("are replaced and removed by their namesakes")
    func replaced() throws {
        var jar = try Self.jar(["JSESSIONID=1; Path=/", "x=1; Path=/"])
        let url = try #require(URL(string: "https://jira.example.com/"))
        jar.take(["JSESSIONID=2; Path=/", "x=; Path=/; Max-Age=0"], from: url, at: Self.now)
        expectSame(try Self.sent(jar), "JSESSIONID=2")
        jar.take(["JSESSIONID=; Path=/; Expires=Thu, 01-Jan-1970 00:00:10 GMT"], from: url, at: Self.now)
        expectSame(try Self.sent(jar), nil)
        #expect(jar.isEmpty)
    }

    @Test(
        "end when they say so",
        arguments: ["a=1; Max-Age=60", "a=1; Max-Age=60; Expires=Thu, 01-Jan-1970 00:00:10 GMT"])
    func expire(_ header: String) throws {
        let jar = try Self.jar([header])
        expectSame(try Self.sent(jar, after: 59), "a=1")
        expectSame(try Self.sent(jar, after: 61), nil)
    }

    @Test(
        "are not taken where they are none, or another host's",
        arguments: [
            "", "=", "=x", "novalue", "a=1; Domain=evil.example.org", "a=" + String(repeating: "x", count: 9000),
        ])
    func refused(_ header: String) throws { #expect(try Self.jar([header]).isEmpty) }

    @Test("of a whole domain are taken from a host in it, whatever their path is worth")
    func domain() throws {
        expectSame(try Self.sent(try Self.jar(["a=1; Domain=.example.com; Path=nonsense"])), "a=1")
    }
}
