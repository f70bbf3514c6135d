import Domain
import Foundation
import Testing

@Suite struct JSONTests {
    @Test(
        "keeps numbers as they were written",
        arguments: ["0", "-0", "42", "1.50", "1e3", "-1.5E+10", "123456789012345678901234567890"])
    func numbers(_ text: String) throws {
        #expect(try read(text) == .number(text))
    }

    @Test(
        "reads what RFC 8259 allows",
        arguments: [
            (" null\r\n\t", .null), ("true", .flag(true)), ("false", .flag(false)), ("[]", .list([])),
            ("{ }", .object([:])), ("[1 , \"a\",null]", .list([.number("1"), .text("a"), .null])),
            (#"{"a":{"b":[true]}}"#, .object(["a": .object(["b": .list([.flag(true)])])])),
            (#""\"\\\/\b\f\n\r\t""#, .text("\"\\/\u{8}\u{C}\n\r\t")),
            (#""\u00e9\u20AC\ud83d\uDE00 \u0000""#, .text("é€😀 \u{0}")),
            (#""é€😀 שלום e\#u{301}""#, .text("é€😀 שלום e\u{301}")),
            (#"{"a":1,"a":2}"#, .object(["a": .number("2")])),
            (#"{"":0}"#, .object(["": .number("0")])),
        ] as [(String, AttributeValue)])
    func values(_ text: String, _ value: AttributeValue) throws {
        #expect(try read(text) == value)
    }

    @Test(
        "refuses what RFC 8259 does not allow",
        arguments: [
            "[1,]", "[,1]", "[1 2]", "{\"a\" 1}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{1:1}", "[1}", "01", "-01", "+1",
            ".5", "1.e1", "1e+x", "0x10", "NaN", "nulL", "nu1", "True", "'a'", "\"\\x\"", "\"\\u12G4\"", "\"\\ud83d\"",
            "\"\\ud83d\\n\"", "\"\\ud83dx\"", "\"\\ude00\"", "\"\\ud83d\\u0041\"", "\"a\nb\"", "\"\u{0}\"", "1 1",
            "{} x",
            "\u{FEFF}{}", "// a\n1", "]",
        ])
    func malformed(_ text: String) {
        #expect(refusal(of: Data(text.utf8)) == .malformed)
    }

    @Test(
        "tells bytes that were cut off from others",
        arguments: [
            "", " ", "[", "[1", "[1,", "{", "{\"a", "{\"a\"", "{\"a\":", "{\"a\":1", "\"", "\"\\", "\"\\u12", "tr",
            "nul", "-",
            "1.", "1e",
        ])
    func cutOff(_ text: String) {
        #expect(refusal(of: Data(text.utf8)) == .cutOff)
    }

    @Test(
        "refuses invalid UTF-8",
        arguments: [[0xFF], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82]]
            as [[UInt8]])
    func encoding(_ bytes: [UInt8]) {
        let quote = UInt8(ascii: "\"")
        #expect(refusal(of: Data([quote] + bytes + [quote])) == .malformed)
        let escaped: [UInt8] = [quote] + Array("\\n".utf8) + bytes + [quote]
        #expect(refusal(of: Data(escaped)) == .malformed)
        #expect(refusal(of: Data(bytes)) == .malformed)
    }

    @Test("goes 64 levels deep and no further", arguments: ["[", "{\"a\":"])
    func depth(_ opening: String) {
        let closing = opening == "[" ? "]" : "}"
        func nested(_ depth: Int) -> Data {
            Data((String(repeating: opening, count: depth) + "1" + String(repeating: closing, count: depth)).utf8)
        }
        #expect(throws: Never.self) { try AttributeValue(json: nested(64)) }
        #expect(refusal(of: nested(65)) == .tooDeep)
        #expect(refusal(of: Data(String(repeating: opening, count: 100_000).utf8)) == .tooDeep)
    }

    @Test("names the byte and the cause, and no value")
    func words() {
        #expect {
            _ = try read(#"{"secret":"hunter2" "x":1}"#)
        } throws: { error in
            "\(error)" == "no valid JSON: ',' or '}' is missing at byte 20"
        }
    }

    @Test("reads a slice of other data")
    func slice() throws {
        let data = Data("xx[1]yy".utf8)
        #expect(try AttributeValue(json: data[2..<5]) == .list([.number("1")]))
    }

    @Test("writes the same bytes for the same value, members sorted")
    func writing() throws {
        let text = #"{"ä":"é\n\"\\\u0001😀","b":[1.50,null,true],"a":{"z":{},"y":[]}}"#
        let json = try read(text).json
        #expect(
            String(decoding: json, as: UTF8.self) == #"{"a":{"y":[],"z":{}},"b":[1.50,null,true],"ä":"é\n\"\\\u0001😀"}"#
        )
        #expect(try AttributeValue(json: json) == read(text))
    }

    @Test(
        "takes null, blanks and what holds nothing else for empty",
        arguments: [
            ("null", true), (#""""#, true), (#"" \n\t\u00a0\u2003""#, true), ("[]", true), ("{}", true),
            (#"[null,""," ",[{}]]"#, true), ("0", false), ("false", false), (#""0""#, false), (#"["","a"]"#, false),
            (#""\u200d""#, false), (#"{"a":null}"#, false),
        ])
    func emptiness(_ text: String, _ isEmpty: Bool) throws {
        #expect(try read(text).isEmpty == isEmpty)
    }

    @Test("gives members and elements, and nil where there are none")
    func subscripts() throws {
        let value = try read(#"{"a":["x",2,true]}"#)
        #expect(value["a"]?[0]?.text == "x")
        #expect(value["a"]?[1]?.text == "2")
        #expect(value["a"]?[2]?.text == "true")
        #expect(value["a"]?[3] == nil)
        #expect(value["a"]?[-1] == nil)
        #expect(value["b"] == nil)
        #expect(value[0] == nil)
        #expect(value["a"]?["a"] == nil)
        #expect(value.text == nil)
    }

    private func read(_ text: String) throws(JSONError) -> AttributeValue { try AttributeValue(json: Data(text.utf8)) }

    private func refusal(of json: Data) -> JSONError.Code? {
        do throws(JSONError) {
            _ = try AttributeValue(json: json)
            return nil
        } catch {
            return error.code
        }
    }
}
