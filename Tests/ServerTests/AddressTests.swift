import Testing

@testable import Server

@Suite("Addresses and networks")
struct AddressTests {
    @Test(
        "a network holds its own addresses and no others",
        arguments: [
            ("10.0.0.0/8", "10.255.1.2", true), ("10.0.0.0/8", "11.0.0.1", false),
            ("192.168.4.0/22", "192.168.7.255", true), ("192.168.4.0/22", "192.168.8.0", false),
            ("127.0.0.1", "127.0.0.1", true), ("127.0.0.1", "127.0.0.2", false), ("0.0.0.0/0", "203.0.113.9", true),
            ("2001:db8::/33", "2001:db8:7fff::1", true), ("2001:db8::/33", "2001:db8:8000::1", false),
            ("::1", "::1", true), ("10.0.0.0/8", "::ffff:10.1.1.1", true), ("::/0", "10.1.1.1", false),
        ])
    func contains(network: String, address: String, expected: Bool) throws {
        let block = try #require(AddressBlock(network)), address = try #require(IPAddress(address))
        #expect(block.contains(address) == expected)
    }

    @Test(
        "what is no address or network is refused",
        arguments: ["", "10.0.0/8", "10.0.0.0/33", "::/129", "a", "1.2.3.4/+8", "1.2.3.4/", "[::1]", "fe80::1%eth0"])
    func refuses(text: String) { #expect(AddressBlock(text) == nil) }

    @Test("IPv6 neighbours of one /64 count as one source, mapped IPv4 as itself")
    func network() throws {
        let one = try #require(IPAddress("2001:db8:1:2::5")), other = try #require(IPAddress("2001:db8:1:2:ffff::9"))
        #expect(one != other)
        #expect(one.network == other.network)
        #expect(IPAddress("::ffff:192.0.2.1") == IPAddress("192.0.2.1"))
        #expect(IPAddress("::ffff:192.0.2.1")?.description == "192.0.2.1")
    }
}
