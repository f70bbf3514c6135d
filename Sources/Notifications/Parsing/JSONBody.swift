import Foundation

/// Reads JSON that somebody outside wrote.
enum JSONBody {
    /// Levels of arrays and objects; the deepest sender known has six.
    static let deepest = 64

    static func decode<Value: DecodableWithConfiguration>(
        _ type: Value.Type, from body: Data, configuration: Value.DecodingConfiguration
    ) throws(Refusal) -> Value {
        guard isSane(body) else { throw Refusal(.malformed, "the body is not JSON, or nests too deep") }
        do {
            return try JSONDecoder().decode(type, from: body, configuration: configuration)
        } catch {
            throw Self.unexpected
        }
    }

    static func decode<Value: Decodable>(_ type: Value.Type, from body: Data) throws(Refusal) -> Value {
        guard isSane(body) else { throw Refusal(.malformed, "the body is not JSON, or nests too deep") }
        do {
            return try JSONDecoder().decode(type, from: body)
        } catch {
            throw Self.unexpected
        }
    }

    /// The decoder's own words would quote the body.
    private static let unexpected = Refusal(.malformed, "the body is not the JSON that is expected here")

    /// What `JSONDecoder` would let pass or could not bear: brackets that nest too deep, a comma before a closing
    /// bracket, and anything but UTF-8 (RFC 8259 section 8.1; a NUL shows UTF-16 or UTF-32, in which brackets cannot
    /// be counted).
    static func isSane(_ body: Data) -> Bool {
        var depth = 0, inText = false, escaped = false, afterComma = false
        let bytes = body.span
        for index in bytes.indices {
            let byte = bytes[index]
            if byte == 0 { return false }
            if escaped {
                escaped = false
            } else if inText {
                if byte == UInt8(ascii: "\\") { escaped = true } else if byte == UInt8(ascii: "\"") { inText = false }
            } else {
                switch byte {
                case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): continue
                case UInt8(ascii: "\""): inText = true
                case UInt8(ascii: "["), UInt8(ascii: "{"):
                    depth += 1
                    if depth > deepest { return false }
                case UInt8(ascii: "]"), UInt8(ascii: "}"):
                    if afterComma { return false }
                    depth -= 1
                default: break
                }
                afterComma = byte == UInt8(ascii: ",")
            }
        }
        return String(validating: body, as: UTF8.self) != nil
    }
}
