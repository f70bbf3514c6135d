import Foundation
import OpenSSL
import Testing

@Suite("Random bytes")
struct RandomBytesTests {
    @Test("come in the number asked for", arguments: [0, 1, 32, 4096])
    func count(_ count: Int) throws {
        #expect(try RandomBytes.make(count: count).count == count)
    }

    @Test("never come twice")
    func distinct() throws {
        #expect(Set(try (0..<100).map { _ in try RandomBytes.make(count: 16) }).count == 100)
    }

    @Test("refuse a number that cannot be", arguments: [-1, Int(Int32.max) + 1, Int.min])
    func refused(_ count: Int) {
        #expect(throws: OpenSSLError.self) { try RandomBytes.make(count: count) }
    }
}
