import Foundation

/// Reads JSON that somebody outside wrote.
enum JSONBody {
    /// Levels of arrays and objects; the deepest sender known has six.
    static let deepest = 64

    static func decode<Value: DecodableWithConfiguration>(
        _ type: Value.Type, from body: Data, configuration: Value.DecodingConfiguration
    ) throws(Refusal) -> Value {
        guard depthIsSane(body) else { throw Refusal(.malformed, "the body is not JSON of a sane depth") }
        do {
            return try JSONDecoder().decode(type, from: body, configuration: configuration)
        } catch {
            throw Self.unexpected
        }
    }

    static func decode<Value: Decodable>(_ type: Value.Type, from body: Data) throws(Refusal) -> Value {
        guard depthIsSane(body) else { throw Refusal(.malformed, "the body is not JSON of a sane depth") }
        do {
            return try JSONDecoder().decode(type, from: body)
        } catch {
            throw Self.unexpected
        }
    }

    /// The decoder's own words would quote the body.
    private static let unexpected = Refusal(.malformed, "the body is not the JSON that is expected here")

    /// False when brackets outside texts nest too deep, or where a NUL shows that this is UTF-16 or UTF-32, in which
    /// they cannot be counted (JSON between systems is UTF-8, RFC 8259 section 8.1).
    static func depthIsSane(_ body: Data) -> Bool {
        var depth = 0, inText = false, escaped = false
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
                case UInt8(ascii: "\""): inText = true
                case UInt8(ascii: "["), UInt8(ascii: "{"):
                    depth += 1
                    if depth > deepest { return false }
                case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
                default: break
                }
            }
        }
        return true
    }
}
