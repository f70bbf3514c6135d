import Foundation

/// The one text form in which two codes of an encoding are compared.
enum SignatureText {
    static func of(_ code: Data, _ encoding: HMACConfiguration.Encoding) -> Data {
        switch encoding {
        case .hex: Data(Hexadecimal.encode(code).utf8)
        case .base64: code.base64EncodedData()
        case .base64url:
            Data(
                code.base64EncodedData().compactMap { byte -> UInt8? in
                    switch byte {
                    case UInt8(ascii: "+"): UInt8(ascii: "-")
                    case UInt8(ascii: "/"): UInt8(ascii: "_")
                    case UInt8(ascii: "="): nil
                    default: byte
                    }
                })
        }
    }

    /// What a sender wrote, with that taken out in which the encoding leaves it free.
    static func normalised(_ text: Substring, _ encoding: HMACConfiguration.Encoding) -> Data {
        switch encoding {
        case .hex:
            return Data(text.utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "F")).contains($0) ? $0 | 0x20 : $0 })
        case .base64:
            return Data(text.utf8)
        case .base64url:
            let bytes = Data(text.utf8)
            guard bytes.count % 4 == 0 else { return bytes }
            let padding = bytes.reversed().prefix(2).prefix { $0 == UInt8(ascii: "=") }.count
            return Data(bytes.dropLast(padding))
        }
    }
}
