import Domain

/// What a run does to one attribute in one pipeline, with a few examples.
struct AttributeTotals: Codable, Sendable, Hashable {
    struct Sample: Codable, Sendable, Hashable {
        let user: String
        let action: String
        let old: String?
        let new: String?
    }

    private static let mostSamples = 5

    let pipeline: String
    let attribute: String
    var set = 0
    var changed = 0
    var cleared = 0
    var errors = 0
    var samples: [Sample] = []

    init(pipeline: String, attribute: String) {
        self.pipeline = pipeline
        self.attribute = attribute
    }

    mutating func count(_ line: RunReport.Line) {
        switch line.action {
        case .set: set += 1
        case .change: changed += 1
        case .clear: cleared += 1
        case .error: errors += 1
        case .keep, .none?, nil: return
        }
        guard let action = line.action, action.writes, samples.count < Self.mostSamples else { return }
        samples.append(
            Sample(user: line.targetUser ?? line.user, action: action.rawValue, old: line.old, new: line.new))
    }
}

extension RunReport {
    /// By pipeline and attribute: as many as there are mappings.
    func totals() async throws -> [AttributeTotals] {
        var totals: [[String]: AttributeTotals] = [:]
        try await lines { line in
            guard let attribute = line.attribute else { return }
            totals[
                [line.pipeline, attribute], default: AttributeTotals(pipeline: line.pipeline, attribute: attribute)
            ].count(line)
        }
        return totals.values.sorted { ($0.pipeline, $0.attribute) < ($1.pipeline, $1.attribute) }
    }
}
