/// Writes Prometheus' text format 0.0.4 (prometheus.io, "Exposition formats").
struct PrometheusText {
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"
    private(set) var text = ""

    mutating func begin(_ name: String, _ kind: PrometheusFamily.Kind, help: String?) {
        if let help { text += "# HELP \(name) \(Self.escaped(help, quotes: false))\n" }
        text += "# TYPE \(name) \(kind.rawValue)\n"
    }

    mutating func line(_ name: String, labels: String, value: String) {
        text += labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(labels)} \(value)\n"
    }

    /// `label` with every character that a metric's name may not have as `_`.
    static func name(_ label: String) -> String { identifier(label, alsoAllowed: ":") }

    /// The labels in the order of their names, escaped, without braces.
    static func labels(_ dimensions: [(String, String)]) -> String {
        dimensions.map { (identifier($0.0), escaped($0.1, quotes: true)) }
            .sorted { $0 < $1 }
            .map { "\($0.0)=\"\($0.1)\"" }
            .joined(separator: ",")
    }

    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        if let whole = Int64(exactly: value) { return String(whole) }
        return value.description
    }

    private static func identifier(_ text: String, alsoAllowed: Character? = nil) -> String {
        var result = ""
        for character in text {
            let isLetter = character.isASCII && (character.isLetter || character == "_" || character == alsoAllowed)
            let isDigit = character.isASCII && character.isNumber
            if isDigit && result.isEmpty { result.append("_") }
            result.append(isLetter || isDigit ? character : "_")
        }
        return result.isEmpty ? "_" : result
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where quotes: result += "\\\""
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
