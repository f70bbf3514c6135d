/// Says, without the values, in what a value reads back otherwise than it was written.
enum ReadBack {
    static func words(wanted: String?, found: String?) -> String {
        switch (wanted, found) {
        case (nil, _): "it is still there after it was removed"
        case (_, nil): "it is not there after it was written"
        case (let wanted?, let found?):
            if trimmed(wanted) == trimmed(found) {
                "Jira keeps it without the white space at its ends: trim it in the mapping"
            } else {
                "it reads back otherwise than it was written: Jira keeps another text (\(found.utf16.count) for"
                    + " \(wanted.utf16.count) UTF-16 units)"
            }
        }
    }

    private static func trimmed(_ text: String) -> Substring {
        let start = text.drop(while: \.isWhitespace)
        return start.lastIndex { !$0.isWhitespace }.map { start[...$0] } ?? ""
    }
}

/// What Jira says about a value that it refused, on one line, short, and without the value.
enum RefusalText {
    private static let longest = 200

    static func words(_ text: String, hiding value: String?) -> String {
        let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        var hidden = line
        if let value, value.count > 2 { hidden = line.replacing(value, with: "…") }
        return hidden.isEmpty ? "Jira refused it" : "Jira refused it: " + hidden.prefix(longest)
    }
}
