import Domain

extension RunReport {
    private static let header = [
        "pipeline", "user", "targetUser", "outcome", "attribute", "action", "old", "new", "note",
    ]

    /// One line for each value (RFC 4180); totals and samples stand in the other formats.
    func writeCSV(_ write: (String) throws -> Void) async throws {
        try write(CSV.line(Self.header))
        try await lines { line in
            try write(
                CSV.line([
                    line.pipeline, line.user, line.targetUser, line.outcome, line.attribute, line.action?.rawValue,
                    line.old, line.new, line.note,
                ]))
        }
    }
}

/// Comma-separated values that a spreadsheet takes for nothing but text.
enum CSV {
    /// What begins a formula, full-width forms included.
    private static let formulas: Set<Unicode.Scalar> = [
        "=", "+", "-", "@", "\t", "\r", "\n", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}",
    ]

    static func line(_ fields: [String?]) -> String { fields.map(field).joined(separator: ",") + "\r\n" }

    /// Values come from outside: one that would be a formula is led by an apostrophe, as OWASP has it.
    private static func field(_ value: String?) -> String {
        guard let value, let first = value.unicodeScalars.first else { return "" }
        let text = formulas.contains(first) ? "'" + value : value
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
