import Foundation
import OpenSSL
import Testing

@Suite("Comparisons in constant time")
struct ConstantTimeTests {
    @Test("find equal bytes equal, wherever they lie", arguments: ["", "a", "secret", "🗝️"])
    func equal(_ text: String) {
        let padded = Data("--\(text)--".utf8)
        #expect(ConstantTime.equal(Data(text.utf8), padded.dropFirst(2).dropLast(2)))
    }

    @Test(
        "find others unequal, of whatever length",
        arguments: [("secret", "secreT"), ("secret", "Secret"), ("secret", "secret\0"), ("", "x"), ("secret", "")])
    func unequal(_ left: String, _ right: String) {
        #expect(!ConstantTime.equal(Data(left.utf8), Data(right.utf8)))
        #expect(!ConstantTime.equal(Data(right.utf8), Data(left.utf8)))
    }

    @Test("find any of several secrets", arguments: ["old", "the new one"])
    func any(_ candidate: String) {
        let secrets = [Data("the new one".utf8), Data("old".utf8)]
        #expect(ConstantTime.matchesAny(Data(candidate.utf8), of: secrets))
        #expect(!ConstantTime.matchesAny(Data((candidate + "?").utf8), of: secrets))
    }

    @Test("accept nothing without secrets, and nothing for an empty one")
    func empty() {
        #expect(!ConstantTime.matchesAny(Data(), of: []))
        #expect(!ConstantTime.matchesAny(Data(), of: [Data()]))
        #expect(!SecretSet([Data()]).contains(Data()))
        #expect(SecretSet([Data(), Data("x".utf8)]).contains(Data("x".utf8)))
    }
}
