import Domain
import Foundation

extension RunReport {
    /// One changed value, or one that could not be written.
    private struct Value: Encodable {
        let line: Line

        private enum Keys: String, CodingKey {
            case pipeline, user, targetUser, outcome, attribute, action, old, new, error
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Keys.self)
            try container.encode(line.pipeline, forKey: .pipeline)
            try container.encode(line.user, forKey: .user)
            try container.encode(line.targetUser, forKey: .targetUser)
            try container.encode(line.outcome, forKey: .outcome)
            try container.encode(line.attribute, forKey: .attribute)
            try container.encode(line.action, forKey: .action)
            try container.encode(line.old, forKey: .old)
            try container.encode(line.new, forKey: .new)
            try container.encode(line.note, forKey: .error)
        }
    }

    /// A user of whom nothing is written, and why.
    private struct User: Encodable {
        let pipeline: String
        let user: String
        let outcome: String
        let reason: String?
    }

    /// The result's keys, then `attributes` (totals and samples), `changes` (every value) and `users` (of whom nothing is
    /// written).
    func writeJSON(_ write: (String) throws -> Void) async throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        let text = { (value: any Encodable) in String(decoding: try encoder.encode(value), as: UTF8.self) }
        try write(String(try text(result).dropLast()))
        try write(",\n\"attributes\":\(try text(try await totals())),\n\"changes\":[")
        var separator = "\n"
        try await lines { line in
            guard line.attribute != nil else { return }
            try write(separator + text(Value(line: line)))
            separator = ",\n"
        }
        try write("],\n\"users\":[")
        separator = "\n"
        try await lines { line in
            guard line.attribute == nil else { return }
            try write(
                separator
                    + text(User(pipeline: line.pipeline, user: line.user, outcome: line.outcome, reason: line.note)))
            separator = ",\n"
        }
        try write("]}\n")
    }
}
