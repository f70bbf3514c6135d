import Foundation
import Logging

/// Writes one line for each event to stderr: as text for people, as JSON for machines.
struct LineLogHandler: LogHandler {
    enum Format: String, CaseIterable, Sendable { case text, json }

    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    private let label: String
    private let format: Format

    init(label: String, format: Format, level: Logger.Level) {
        self.label = label
        self.format = format
        logLevel = level
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
        let time = Date().formatted(.iso8601.year().month().day().time(includingFractionalSeconds: true))
        let line =
            switch format {
            case .text: text(event.message, all, event.level, time)
            case .json: json(event.message, all, event.level, time)
            }
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }

    private func text(
        _ message: Logger.Message, _ metadata: Logger.Metadata, _ level: Logger.Level, _ time: String
    ) -> String {
        let pairs = metadata.sorted { $0.key < $1.key }.map { "\($0.key)=\(Self.quoted("\($0.value)"))" }
        return ([time, level.rawValue.uppercased(), Self.oneLine("\(message)")] + pairs).joined(separator: " ")
    }

    private func json(
        _ message: Logger.Message, _ metadata: Logger.Metadata, _ level: Logger.Level, _ time: String
    ) -> String {
        var fields = metadata.mapValues { "\($0)" }
        fields["time"] = time
        fields["level"] = level.rawValue
        fields["message"] = "\(message)"
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(fields)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    /// Quotes what would break the line or be taken for the next pair: values come from outside.
    private static func quoted(_ value: String) -> String {
        let plain = !value.isEmpty && value.unicodeScalars.allSatisfy { $0.value > 0x20 && $0 != "\"" && $0 != "=" }
        if plain, oneLine(value) == value { return value }
        return "\"" + oneLine(value).replacingOccurrences(of: "\"", with: "\\\"") + "\""
    }

    private static func oneLine(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { CharacterSet.controlCharacters.contains($0) ? " " : $0 }))
    }
}
