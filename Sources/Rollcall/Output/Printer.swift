import ArgumentParser
import Foundation

/// How a command's result is printed.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable, Sendable { case table, json }

/// Prints results to stdout and everything else to stderr.
struct Printer: Sendable {
    let format: OutputFormat

    /// Prints `value` as JSON, or the rows that `table` makes of it.
    func print(_ value: some Encodable, table: () -> Table) throws {
        switch format {
        case .json:
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            encoder.dateEncodingStrategy = .custom { date, encoder in
                var container = encoder.singleValueContainer()
                try container.encode(Self.time(date))
            }
            Self.out(String(decoding: try encoder.encode(value), as: UTF8.self))
        case .table:
            Self.out(table().rendered)
        }
    }

    static func time(_ date: Date) -> String {
        date.formatted(
            .iso8601.year().month().day().time(includingFractionalSeconds: true).timeZone(separator: .omitted))
    }

    static func out(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }
    static func err(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}

/// Rows with aligned columns.
struct Table {
    private let title: String?
    private let header: [String]
    private let rows: [[String]]

    init(title: String? = nil, header: [String], rows: [[String]]) {
        self.title = title
        self.header = header
        // Values come from outside: control characters must not reach a terminal.
        self.rows = rows.map { row in
            row.map {
                String(
                    String.UnicodeScalarView($0.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7f ? " " : $0 }))
            }
        }
    }

    var rendered: String {
        let widths = header.indices.map { column in
            ([header] + rows).map { $0[column].count }.max() ?? 0
        }
        let lines = ([header] + rows).map { row in
            zip(row, widths).map { $0.padding(toLength: max($1, $0.count), withPad: " ", startingAt: 0) }
                .joined(separator: "  ").trimmingCharacters(in: .whitespaces)
        }
        return ([title].compactMap { $0 } + (rows.isEmpty ? [lines[0], "(none)"] : lines)).joined(separator: "\n")
    }
}
