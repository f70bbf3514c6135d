import Domain
import Foundation
import HTML

/// The page that lists a user's properties (`EditUserProperties.jspa`), read by ids and names, never by wording.
enum PropertiesPage: Sendable {
    case properties([String: String])
    /// Neither rows nor the form to add one: no such user, or not the page that was asked for.
    case neither

    /// Why a page cannot be relied on.
    struct Unreadable: Error {
        let cause: String
    }

    init(_ page: HTMLDocument) throws(Unreadable) {
        let form = page.forms.first { form in
            // The form to add one: `EditUserProperty` has a hidden key, the search in the header has neither.
            form.input("key") != nil && form.input("value") != nil
        }
        var properties: [String: String] = [:]
        var last = 0
        for table in page.elements(named: "table", class: "aui") {
            for row in table.rows {
                guard let (key, value) = try Self.entry(row) else { continue }
                guard properties.updateValue(value, forKey: key) == nil else {
                    throw Unreadable(cause: "it lists one property twice")
                }
                last = max(last, row.position)
            }
        }
        guard form != nil || !properties.isEmpty else {
            self = .neither
            return
        }
        // Rows may be missing where the page was cut off; the form behind them or the end tag proves that it was not.
        guard page.hasEnd || form.map({ $0.element.position > last }) ?? false else {
            throw Unreadable(cause: "it ends before its end")
        }
        self = .properties(properties)
    }

    /// nil for a row without cells of data.
    private static func entry(_ row: HTMLElement) throws(Unreadable) -> (String, String)? {
        let cells = row.cells
        guard cells.contains(where: { $0.name == "td" }) else { return nil }
        let ids = row.descendants.compactMap { $0["id"] }
        let keys = Set(
            ["edit_", "delete_"].flatMap { prefix in
                ids.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
            })
        guard let key = keys.first else {
            // One wide cell says that there are no properties.
            if cells.count < 2 { return nil }
            throw Unreadable(cause: "a row has neither an edit_ nor a delete_ link")
        }
        guard keys.count == 1, cells.count >= 2 else {
            throw Unreadable(cause: "a row is not made of key, value and operations")
        }
        return (key, value(in: cells[1].text, beside: cells[0].text, key: key))
    }

    /// The value without the white space that the page's layout puts around it; the key's cell, whose content is known,
    /// shows how the page pads its cells.
    private static func value(in text: String, beside keyText: String, key: String) -> String {
        var value = Substring(text)
        if let range = keyText.range(of: key) {
            let before = keyText[..<range.lowerBound], after = keyText[range.upperBound...]
            if isBlank(before), value.hasPrefix(before) { value = value.dropFirst(before.count) }
            if isBlank(after), value.hasSuffix(after) { value = value.dropLast(after.count) }
        }
        let start = value.prefix(while: isWhiteSpace)
        if start.contains(where: \.isNewline) { value = value.dropFirst(start.count) }
        let end = value.reversed().prefix(while: isWhiteSpace)
        if end.contains(where: \.isNewline) { value = value.dropLast(end.count) }
        return String(value)
    }

    private static func isBlank(_ text: Substring) -> Bool { text.allSatisfy(isWhiteSpace) }

    /// What layout is made of: a no-break space belongs to the value.
    private static func isWhiteSpace(_ character: Character) -> Bool { " \t\n\r\r\n".contains(character) }
}
