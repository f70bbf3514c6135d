/// Says, without the values, in what a value reads back otherwise than it was written.
enum ReadBack {
    static func words(wanted: String?, found: String?, at product: TargetProduct) -> String {
        switch (wanted, found) {
        case (nil, _): "it is still there after it was removed"
        case (_, nil): "it is not there after it was written"
        case (let wanted?, let found?):
            if trimmed(wanted) == trimmed(found) {
                "\(product.name) keeps it without the white space at its ends: trim it in the mapping"
            } else {
                "it reads back otherwise than it was written: \(product.name) keeps another text (\(found.utf16.count) for"
                    + " \(wanted.utf16.count) UTF-16 units)"
            }
        }
    }

    private static func trimmed(_ text: String) -> Substring {
        let start = text.drop(while: \.isWhitespace)
        return start.lastIndex { !$0.isWhitespace }.map { start[...$0] } ?? ""
    }
}

/// What a product says about a value that it refused, on one line, short, and without the value.
enum RefusalText {
    private static let longest = 200

    static func words(_ text: String, hiding value: String?, of product: TargetProduct) -> String {
        let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        var hidden = line
        if let value, value.count > 2 { hidden = line.replacing(value, with: "…") }
        let refused = "\(product.name) refused it"
        return hidden.isEmpty ? refused : refused + ": " + hidden.prefix(longest)
    }
}
