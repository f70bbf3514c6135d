import Foundation
import OpenSSL
import Testing

@Suite("Derived tokens")
struct DerivedTokenTests {
    @Test("are HMAC-SHA256 in hexadecimal (RFC 4231, test case 2)")
    func known() throws {
        #expect(
            try DerivedToken.make(of: Data("Jefe".utf8), for: "what do ya want for nothing?")
                == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }

    @Test("differ by name and by secret, and are the same each time")
    func different() throws {
        let tokens = try ["a", "b"].flatMap { secret in
            try ["", "x", "y"].map { try DerivedToken.make(of: Data(secret.utf8), for: $0) }
        }
        #expect(Set(tokens).count == 6)
        #expect(tokens.allSatisfy { $0.utf8.count == 64 })
        #expect(try DerivedToken.make(of: Data("a".utf8), for: "x") == tokens[1])
    }
}
