extension JSONReader {
    /// Reads the string whose opening quote is the next byte.
    mutating func string() throws(JSONError) -> String {
        position += 1
        let start = position
        while true {
            switch try next() {
            case UInt8(ascii: "\""):
                let text = try text(bytes[start..<position])
                position += 1
                return text
            case UInt8(ascii: "\\"):
                return try escapedString(begunAt: start)
            case ..<0x20:
                throw error("a control character in a string")
            default:
                position += 1
            }
        }
    }

    private mutating func escapedString(begunAt start: Int) throws(JSONError) -> String {
        var decoded = Array(bytes[start..<position])
        while true {
            let byte = try next()
            switch byte {
            case UInt8(ascii: "\""):
                let text = try text(decoded[...])
                position += 1
                return text
            case UInt8(ascii: "\\"):
                position += 1
                try escape(into: &decoded)
            case ..<0x20:
                throw error("a control character in a string")
            default:
                decoded.append(byte)
                position += 1
            }
        }
    }

    private mutating func escape(into decoded: inout [UInt8]) throws(JSONError) {
        let byte = try next()
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): decoded.append(byte)
        case UInt8(ascii: "b"): decoded.append(0x08)
        case UInt8(ascii: "f"): decoded.append(0x0C)
        case UInt8(ascii: "n"): decoded.append(0x0A)
        case UInt8(ascii: "r"): decoded.append(0x0D)
        case UInt8(ascii: "t"): decoded.append(0x09)
        case UInt8(ascii: "u"):
            position += 1
            decoded += String(try scalar()).utf8
            return
        default: throw error("an unknown escape")
        }
        position += 1
    }

    private mutating func scalar() throws(JSONError) -> Unicode.Scalar {
        let first = try codeUnit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard UTF16.isLeadSurrogate(first), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
            throw error("a lone surrogate")
        }
        let second = try codeUnit()
        guard UTF16.isTrailSurrogate(second) else { throw error("a lone surrogate") }
        return UTF16.decode(UTF16.EncodedScalar([first, second]))
    }

    private mutating func codeUnit() throws(JSONError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(try next())).hexDigitValue else {
                throw error("an escape lacks hexadecimal digits")
            }
            unit = unit << 4 | UInt16(digit)
            position += 1
        }
        return unit
    }

    private func text(_ bytes: ArraySlice<UInt8>) throws(JSONError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw error("invalid UTF-8 before it") }
        return text
    }
}
