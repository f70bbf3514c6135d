import Foundation
import Testing

@testable import Settings

@Suite("Values of the configuration")
struct ValueTests {
    @Test(
        "durations are whole numbers with a unit",
        arguments: [
            ("500ms", 500), ("30s", 30_000), ("15m", 900_000), ("6h", 21_600_000), ("7d", 604_800_000), ("0s", 0),
        ] as [(String, Int)])
    func durations(_ text: String, _ milliseconds: Int) {
        #expect(DurationText.duration(text) == .milliseconds(milliseconds))
    }

    @Test(
        "other texts are no durations",
        arguments: ["", "5", "s", "-5s", "1.5h", "5 s", "5S", "1h30m", "9999999999s", "٥s", "5sec", "1w"])
    func noDurations(_ text: String) {
        #expect(DurationText.duration(text) == nil)
    }

    @Test(
        "the nearest name is the one that was meant",
        arguments: [
            ("departmnt", "department"), ("Department", "department"), ("lisen", "listen"), ("ulr", "url"),
            ("publicUrl", "publicURL"), ("maxAtempts", "maxAttempts"), ("xyzzy", nil), ("", nil),
        ] as [(String, String?)])
    func nearest(_ text: String, _ name: String?) {
        let names = ["department", "listen", "url", "publicURL", "maxAttempts", "mode"]
        #expect(Nearest.name(to: text, among: names) == name)
    }

    @Test(
        "addresses to listen on",
        arguments: [
            ("0.0.0.0:8443", "0.0.0.0", 8443), ("[::1]:8080", "::1", 8080), ("localhost:0", "localhost", 0),
            ("[::]:65535", "::", 65_535),
        ])
    func listen(_ text: String, _ host: String, _ port: Int) {
        #expect(ListenAddress(text) == ListenAddress(host: host, port: port))
        #expect(ListenAddress(text)?.description == text)
    }

    @Test(
        "what is no address to listen on",
        arguments: [
            "", ":80", "8443", "localhost", "a:65536", "a:-1", "::1:80", "[1.2.3.4]:80", "a b:80", "a:", "a:+1",
        ])
    func noListen(_ text: String) {
        #expect(ListenAddress(text) == nil)
    }

    @Test("networks hold their addresses and no others")
    func networks() throws {
        let eight = try #require(NetworkBlock("10.0.0.0/8"))
        #expect(eight.contains(address: "10.255.0.1"))
        #expect(eight.contains(address: "::ffff:10.1.2.3"))
        #expect(!eight.contains(address: "11.0.0.1"))
        #expect(!eight.contains(address: "hostname"))
        let twelve = try #require(NetworkBlock("172.16.0.0/12"))
        #expect(twelve.contains(address: "172.31.255.255"))
        #expect(!twelve.contains(address: "172.32.0.0"))
        let six = try #require(NetworkBlock("fd00::/8"))
        #expect(six.contains(address: "fd12:3456::1%eth0"))
        #expect(!six.contains(address: "fe80::1"))
        #expect(!six.contains(address: "10.0.0.1"))
        let one = try #require(NetworkBlock("192.0.2.1"))
        #expect(one.contains(address: "192.0.2.1"))
        #expect(!one.contains(address: "192.0.2.2"))
        #expect(try #require(NetworkBlock("0.0.0.0/0")).contains(address: "8.8.8.8"))
        #expect(try #require(NetworkBlock("::/0")).contains(address: "2001:db8::1:2:3"))
        #expect(try #require(NetworkBlock("2001:db8:0:0:0:0:0:1")).contains(address: "2001:db8::1"))
    }

    @Test(
        "what is no network",
        arguments: [
            "", "10.0.0.1/8", "10.0.0.0/33", "10.0.0/8", "10.0.0.0/", "010.0.0.0/8", "fd00::1/8", "::1::2", ":::",
            "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "fd00::/129", "10.0.0.0/+8", "300.0.0.0/8", "g::/8", "example.com",
        ])
    func noNetworks(_ text: String) {
        #expect(NetworkBlock(text) == nil)
    }

    @Test("cron's five fields")
    func cron() throws {
        let expression = try CronExpression("*/15 8-18/2 1,15 * 1-5")
        #expect(expression.minutes == [0, 15, 30, 45])
        #expect(expression.hours == [8, 10, 12, 14, 16, 18])
        #expect(expression.daysOfMonth == [1, 15])
        #expect(expression.months.count == 12)
        #expect(expression.daysOfWeek == [1, 2, 3, 4, 5])
        #expect(expression.restrictsDaysOfMonth && expression.restrictsDaysOfWeek)
        #expect(try CronExpression("0 3 * * 7").daysOfWeek == [0])
    }

    @Test(
        "what is no cron",
        arguments: [
            "60 * * * *", "* * 0 * *", "5-1 * * * *", "*/0 * * * *", "1,,2 * * * *", "5/2 * * * *", "a * * * *",
        ])
    func noCron(_ text: String) {
        #expect(throws: CronExpression.Fault.self) { try CronExpression(text) }
    }

    @Test("a connector's network goes over that of the file, key by key")
    func inner() throws {
        let workspace = try Workspace()
        let configuration = try workspace.load(
            """
            network: { proxy: "http://localhost:1", noProxy: [a] }
            connectors:
              e:
                type: entra
                tenantID: t
                clientSecret: { env: SECRET }
                subscriptions: { manage: false }
                network: { proxy: "http://localhost:2" }
            """)
        let entra = try #require(configuration.connectors.first?.settings as? EntraLike)
        #expect(entra.network.proxy?.absoluteString == "http://localhost:2")
        #expect(entra.network.noProxy == ["a"])
        #expect(configuration.network?.proxy?.absoluteString == "http://localhost:1")
    }
}
