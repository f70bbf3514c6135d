public import Foundation

extension AttributeValue {
    /// How deep lists and objects may stand inside each other.
    public static let deepest = 64

    /// Reads JSON strictly by RFC 8259: numbers are kept as written, of a member named twice the last counts.
    /// - Throws: `JSONError`, also for a byte order mark, invalid UTF-8, lone surrogates and bytes after the value.
    public init(json: Data) throws(JSONError) {
        var reader = JSONReader(bytes: [UInt8](json))
        self = try reader.document()
    }
}

/// One pass over the bytes. Written by hand because Foundation's decoders turn numbers into `Double` or `Decimal` and
/// so lose how they were written.
struct JSONReader {
    let bytes: [UInt8]
    var position = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func document() throws(JSONError) -> AttributeValue {
        skipBlanks()
        let value = try value(depth: 0)
        skipBlanks()
        if position < bytes.count { throw error("something after the value") }
        return value
    }

    private mutating func value(depth: Int) throws(JSONError) -> AttributeValue {
        switch try next() {
        case UInt8(ascii: "\""): return .text(try string())
        case UInt8(ascii: "{"): return .object(try members(depth: depth + 1))
        case UInt8(ascii: "["): return .list(try elements(depth: depth + 1))
        case UInt8(ascii: "t"): return try word("true", .flag(true))
        case UInt8(ascii: "f"): return try word("false", .flag(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        default: throw error("no value")
        }
    }

    private mutating func members(depth: Int) throws(JSONError) -> [String: AttributeValue] {
        try open(depth: depth)
        var members: [String: AttributeValue] = [:]
        if take(UInt8(ascii: "}")) { return members }
        repeat {
            skipBlanks()
            guard try next() == UInt8(ascii: "\"") else { throw error("a member's name must be a string") }
            let name = try string()
            skipBlanks()
            guard try next() == UInt8(ascii: ":") else { throw error("':' is missing") }
            position += 1
            skipBlanks()
            members[name] = try value(depth: depth)
            skipBlanks()
        } while take(UInt8(ascii: ","))
        guard try next() == UInt8(ascii: "}") else { throw error("',' or '}' is missing") }
        position += 1
        return members
    }

    private mutating func elements(depth: Int) throws(JSONError) -> [AttributeValue] {
        try open(depth: depth)
        var elements: [AttributeValue] = []
        if take(UInt8(ascii: "]")) { return elements }
        repeat {
            skipBlanks()
            elements.append(try value(depth: depth))
            skipBlanks()
        } while take(UInt8(ascii: ","))
        guard try next() == UInt8(ascii: "]") else { throw error("',' or ']' is missing") }
        position += 1
        return elements
    }

    private mutating func open(depth: Int) throws(JSONError) {
        if depth > AttributeValue.deepest {
            throw error("lists and objects more than \(AttributeValue.deepest) deep", .tooDeep)
        }
        position += 1
        skipBlanks()
    }

    private mutating func word(_ word: String, _ value: AttributeValue) throws(JSONError) -> AttributeValue {
        for expected in word.utf8 {
            guard try next() == expected else { throw error("no value") }
            position += 1
        }
        return value
    }

    private mutating func number() throws(JSONError) -> String {
        let start = position
        _ = take(UInt8(ascii: "-"))
        if take(UInt8(ascii: "0")) {
            if let next = peek, isDigit(next) { throw error("a number begins with 0") }
        } else {
            try digits()
        }
        if take(UInt8(ascii: ".")) { try digits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func digits() throws(JSONError) {
        guard isDigit(try next()) else { throw error("a digit is missing") }
        while let next = peek, isDigit(next) { position += 1 }
    }

    private func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
}

extension JSONReader {
    var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    func next() throws(JSONError) -> UInt8 {
        guard position < bytes.count else { throw error("it ends inside a value", .cutOff) }
        return bytes[position]
    }

    mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    mutating func skipBlanks() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    func error(_ cause: String, _ code: JSONError.Code = .malformed) -> JSONError {
        JSONError(code: code, byte: position, cause: cause)
    }
}
