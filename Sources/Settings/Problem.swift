public import Domain

/// One thing that is wrong with the configuration, and where.
public struct Problem: Sendable, Hashable, Codable, CustomStringConvertible {
    public enum Severity: String, Sendable, Hashable, Codable { case error, warning }

    public let severity: Severity
    /// The configuration file as it was named.
    public let file: String
    /// From 1.
    public let line: Int
    /// The key in full: `connectors.entra.tenantID`, `pipelines[0].mappings[2].from`; empty for the file as a whole.
    public let key: String
    public let message: String
    @OrNull public private(set) var remedy: String?

    public init(severity: Severity, file: String, line: Int, key: String, message: String, remedy: String? = nil) {
        self.severity = severity
        self.file = file
        self.line = line
        self.key = key
        self.message = message
        self.remedy = remedy
    }

    /// `PATH:LINE: message`, on one line.
    public var description: String {
        let words = [message, remedy].compactMap { $0 }.joined(separator: ": ")
        return "\(file):\(line): \(severity == .warning ? "warning: " : "")\(words)"
    }
}

/// The configuration cannot be used; everything that is wrong with it, in the order of the file.
public struct ConfigurationError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Errors and warnings; at least one error.
    public let problems: [Problem]

    public init(problems: [Problem]) {
        self.problems = problems
    }

    /// One problem a line.
    public var description: String { problems.map(\.description).joined(separator: "\n") }
}
