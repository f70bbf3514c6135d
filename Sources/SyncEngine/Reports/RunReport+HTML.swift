import Domain
import Foundation

extension RunReport {
    private static let style = """
        body{font:15px/1.5 system-ui,sans-serif;max-width:80rem;margin:2rem auto;padding:0 1rem}
        table{border-collapse:collapse;margin:1rem 0}td,th{text-align:left;padding:.2rem .8rem .2rem 0;\
        border-bottom:1px solid #ccc;vertical-align:top}td{overflow-wrap:anywhere}
        """

    /// One page to be read by people: what was counted, totals with samples, every value.
    func writeHTML(_ write: (String) throws -> Void) async throws {
        let title = "Rollcall: run \(run.id)"
        try write(
            """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>\(HTMLText.escaped(title))</title>
            <meta name="viewport" content="width=device-width"><style>\(Self.style)</style></head><body>
            <h1>\(HTMLText.escaped(title))</h1>
            <p>\(HTMLText.escaped(headline))</p>

            """)
        try write(counts)
        try write(
            "<h2>Attributes</h2>\n"
                + table(["Pipeline", "Attribute", "Set", "Changed", "Cleared", "Errors", "Samples"]))
        for total in try await totals() {
            let samples = total.samples.map { "\($0.user): \($0.old ?? "–") → \($0.new ?? "–")" }
            try write(
                row([
                    total.pipeline, total.attribute, "\(total.set)", "\(total.changed)", "\(total.cleared)",
                    "\(total.errors)", samples.joined(separator: "\n"),
                ]))
        }
        try write("</tbody></table>\n<h2>Every value</h2>\n")
        try write(table(["Pipeline", "User", "At the target", "Outcome", "Attribute", "Action", "Old", "New", "Note"]))
        try await lines { line in
            try write(
                row([
                    line.pipeline, line.user, line.targetUser ?? "", line.outcome, line.attribute ?? "",
                    line.action?.rawValue ?? "", line.old ?? "", line.new ?? "", line.note ?? "",
                ]))
        }
        try write("</tbody></table>\n</body></html>\n")
    }

    private var headline: String {
        let missed = result.pipelines.reduce(0) { $0 + $1.missedNotifications }
        return ["\(result.kind), \(result.depth): \(result.status)", result.reason]
            .compactMap { $0 }.joined(separator: ": ")
            + ". Started \(run.startedAt.formatted(.iso8601)). "
            + "Found without a notification: \(missed)."
    }

    private var counts: String {
        let header = [
            "Pipeline", "Users", "Written", "Unchanged", "No match", "Ambiguous", "Out of scope", "Gone", "Held",
            "Failed", "Set", "Changed", "Cleared", "Errors",
        ]
        let rows = result.pipelines.map { pipeline in
            row(
                [pipeline.pipeline]
                    + [
                        pipeline.users, pipeline.written, pipeline.unchanged, pipeline.noMatch, pipeline.ambiguous,
                        pipeline.outOfScope, pipeline.gone, pipeline.held, pipeline.failed, pipeline.values.set,
                        pipeline.values.changed, pipeline.values.cleared, pipeline.errors.attributes,
                    ].map(String.init))
        }
        return "<h2>Users</h2>\n" + table(header) + rows.joined() + "</tbody></table>\n"
    }

    private func table(_ header: [String]) -> String {
        "<table><thead><tr>" + header.map { "<th>\($0)</th>" }.joined() + "</tr></thead><tbody>\n"
    }

    private func row(_ cells: [String]) -> String {
        let text = cells.map { "<td>\(HTMLText.escaped($0).replacing("\n", with: "<br>"))</td>" }
        return "<tr>" + text.joined() + "</tr>\n"
    }
}

/// Text in a page: values come from outside and must stay text.
enum HTMLText {
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            case "\n": escaped.unicodeScalars.append(scalar)
            default: if scalar.value >= 0x20 { escaped.unicodeScalars.append(scalar) }
            }
        }
        return escaped
    }
}
