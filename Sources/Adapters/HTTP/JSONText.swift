public import Domain
public import Foundation

/// Reads JSON (RFC 8259) into the shape of a profile, with numbers kept as they were written.
///
/// Foundation's readers turn `1.50` into `1.5` and `true` into a number on the way. This one is strict: nothing may
/// follow the value, depth is bounded, invalid UTF-8 and lone surrogates are refused; of a name given twice the last
/// value counts.
public struct JSONText {
    /// How deep arrays and objects may be nested.
    public static let depth = 64

    /// - Throws: `JSONTextError` with the place of the first fault, never with what stands there.
    public static func value(of data: Data) throws(JSONTextError) -> AttributeValue {
        var text = JSONText(bytes: [UInt8](data))
        if text.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { text.position = 3 }
        let value = try text.value(depth: 0)
        text.skipBlanks()
        guard text.position == text.bytes.count else { throw text.fault("nothing more was due") }
        return value
    }

    private let bytes: [UInt8]
    private var position = 0

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private mutating func value(depth: Int) throws(JSONTextError) -> AttributeValue {
        guard depth < Self.depth else { throw fault("nested too deep") }
        skipBlanks()
        switch peek {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try list(depth: depth)
        case UInt8(ascii: "\""): return .text(try string())
        case UInt8(ascii: "t"): return try word("true", .flag(true))
        case UInt8(ascii: "f"): return try word("false", .flag(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func object(depth: Int) throws(JSONTextError) -> AttributeValue {
        var members: [String: AttributeValue] = [:]
        position += 1
        skipBlanks()
        if take(UInt8(ascii: "}")) { return .object(members) }
        repeat {
            skipBlanks()
            guard peek == UInt8(ascii: "\"") else { throw fault("a name was due") }
            let name = try string()
            skipBlanks()
            guard take(UInt8(ascii: ":")) else { throw fault("':' was due") }
            members[name] = try value(depth: depth + 1)
            skipBlanks()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw fault("'}' was due") }
        return .object(members)
    }

    private mutating func list(depth: Int) throws(JSONTextError) -> AttributeValue {
        var elements: [AttributeValue] = []
        position += 1
        skipBlanks()
        if take(UInt8(ascii: "]")) { return .list(elements) }
        repeat {
            elements.append(try value(depth: depth + 1))
            skipBlanks()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw fault("']' was due") }
        return .list(elements)
    }

    private mutating func string() throws(JSONTextError) -> String {
        position += 1
        var units: [UInt8] = []
        while let byte = peek {
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: units, as: UTF8.self) else { throw fault("invalid UTF-8") }
                return text
            case UInt8(ascii: "\\"): units.append(contentsOf: try escape())
            case 0..<0x20: throw fault("a control character in a text")
            default: units.append(byte)
            }
        }
        throw fault("the text does not end")
    }

    private mutating func escape() throws(JSONTextError) -> [UInt8] {
        guard let byte = peek else { throw fault("the text does not end") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): return Array(String(try escapedScalar()).utf8)
        default: throw fault("an unknown escape")
        }
    }

    private mutating func escapedScalar() throws(JSONTextError) -> Unicode.Scalar {
        let first = try fourDigits()
        var code = first
        if (0xD800..<0xDC00).contains(first), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) {
            let second = try fourDigits()
            guard (0xDC00..<0xE000).contains(second) else { throw fault("half a surrogate pair") }
            code = 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw fault("half a surrogate pair") }
        return scalar
    }

    private mutating func fourDigits() throws(JSONTextError) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw fault("four hexadecimal digits were due")
            }
            code = code << 4 | UInt32(digit)
            position += 1
        }
        return code
    }

    private mutating func number() throws(JSONTextError) -> String {
        let start = position
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        if take(UInt8(ascii: ".")) { try digits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func digits() throws(JSONTextError) {
        let start = position
        while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        guard position > start else { throw fault("a value was due") }
    }

    private mutating func word(_ word: String, _ value: AttributeValue) throws(JSONTextError) -> AttributeValue {
        guard bytes[position...].starts(with: word.utf8) else { throw fault("a value was due") }
        position += word.utf8.count
        return value
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipBlanks() {
        while let byte = peek, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
    }

    private func fault(_ cause: String) -> JSONTextError {
        JSONTextError(description: "no valid JSON at byte \(position) of \(bytes.count): \(cause)")
    }
}

/// Why a text is no JSON.
public struct JSONTextError: Error, Sendable, Hashable, CustomStringConvertible {
    public let description: String
}
