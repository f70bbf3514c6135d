import Domain
import Foundation

/// The six fields of a Confluence profile and what they may hold (contracts/confluence.md, "Writing").
enum ProfileFields {
    static let names = ["phone", "im", "website", "position", "department", "location"]
    /// In UTF-16 units, as Java counts.
    static let longestValue = 255

    /// Why `attribute` cannot be written at all, in words.
    static func objection(toName attribute: TargetAttribute) -> String? {
        guard attribute.kind == .field else {
            return "Confluence has profile fields, no user properties: write field: in place of property:"
        }
        return names.contains(attribute.name)
            ? nil : "Confluence has no such field; there are: \(names.joined(separator: ", "))"
    }

    /// Why `value` cannot be held, in words without the value; nil: it can, as can clearing.
    static func objection(toValue value: String?, of name: String) -> String? {
        guard let text = value else { return nil }
        let value = normalized(text, of: name)
        let length = value.utf16.count
        guard length <= longestValue else {
            return "the value is \(length) UTF-16 units long, a profile field holds at most \(longestValue)"
        }
        guard !value.allSatisfy(\.isWhitespace) else {
            return "a blank value cannot be held, only cleared"
        }
        guard !value.unicodeScalars.contains(where: isLostInPages) else {
            return "the value has line breaks or other control characters: replace them in the mapping"
        }
        return name == website ? WebsiteAddress.objection(to: value) : nil
    }

    /// What Confluence may make of a value, done beforehand: its pages put a scheme before an address that has none.
    static func normalized(_ value: String, of name: String) -> String {
        name == website ? WebsiteAddress.normalized(value) : value
    }

    private static let website = "website"

    /// Such a value would make the user's whole page unreadable, or never read back as written.
    private static func isLostInPages(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control || scalar.value == 0xFFFE || scalar.value == 0xFFFF
    }
}

/// The address of a website as profiles hold it: with a scheme, which is http or https.
enum WebsiteAddress {
    static func normalized(_ text: String) -> String {
        guard !text.isEmpty, scheme(of: text) == nil else { return text }
        return "http://" + text
    }

    /// - Parameter address: Normalized.
    static func objection(to address: String) -> String? {
        guard let scheme = scheme(of: address), ["http", "https"].contains(scheme.lowercased()) else {
            return "a website must begin with http:// or https://"
        }
        guard !address.contains(where: \.isWhitespace), let host = URL(string: address)?.host(), !host.isEmpty else {
            return "the value is no address of a website"
        }
        return nil
    }

    /// What stands before the first colon, unless that is a host before its port (RFC 3986, 3.1).
    private static func scheme(of text: String) -> Substring? {
        guard let match = text.prefixMatch(of: /([A-Za-z][A-Za-z0-9+.\-]*):/) else { return nil }
        let rest = text[match.range.upperBound...]
        if rest.hasPrefix("//") { return match.1 }
        return rest.first?.isNumber ?? true ? nil : match.1
    }
}
