import Domain
import Foundation

/// JSON read into and written from the domain's values.
enum JSONText {
    static func write(_ value: AttributeValue) -> String {
        var text = ""
        write(value, to: &text)
        return text
    }

    /// - Throws: `DecodingError` for what is no JSON.
    static func read(_ data: Data) throws -> AttributeValue {
        try JSONDecoder().decode(Reader.self, from: data).value
    }

    private static func write(_ value: AttributeValue, to text: inout String) {
        switch value {
        case .null: text += "null"
        case .text(let string): quote(string, to: &text)
        case .number(let number): text += number
        case .flag(let flag): text += flag ? "true" : "false"
        case .list(let elements):
            text += "["
            for (index, element) in elements.enumerated() {
                if index > 0 { text += "," }
                write(element, to: &text)
            }
            text += "]"
        case .object(let members):
            text += "{"
            for (index, name) in members.keys.sorted().enumerated() {
                if index > 0 { text += "," }
                quote(name, to: &text)
                text += ":"
                write(members[name] ?? .null, to: &text)
            }
            text += "}"
        }
    }

    private static func quote(_ string: String, to text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case _ where scalar.value < 0x20:
                let hex = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }

    private struct Reader: Decodable {
        let value: AttributeValue

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                value = .null
            } else if let flag = try? container.decode(Bool.self) {
                value = .flag(flag)
            } else if let number = try? container.decode(Int.self) {
                value = .number(String(number))
            } else if let number = try? container.decode(Double.self) {
                value = .number(String(number))
            } else if let text = try? container.decode(String.self) {
                value = .text(text)
            } else if let list = try? container.decode([Reader].self) {
                value = .list(list.map(\.value))
            } else {
                value = .object(try container.decode([String: Reader].self).mapValues(\.value))
            }
        }
    }
}

/// Reading members without ceremony.
extension AttributeValue {
    subscript(name: String) -> AttributeValue? {
        if case .object(let members) = self { members[name] } else { nil }
    }

    var string: String? {
        if case .text(let text) = self { text } else { nil }
    }
}
