/// One measured figure.
struct Figure: Codable, Sendable {
    let benchmark: String
    let name: String
    let value: Double
    let unit: String
}

/// The figures of one benchmark.
struct Figures: Sendable {
    let benchmark: String
    private(set) var all: [Figure] = []

    init(_ benchmark: String) { self.benchmark = benchmark }

    mutating func add(_ name: String, _ value: Double, _ unit: String) {
        all.append(Figure(benchmark: benchmark, name: name, value: value, unit: unit))
    }
}

extension [Figure] {
    var table: String {
        let rows = map { [$0.benchmark, $0.name, $0.text, $0.unit] }
        let widths = (0..<4).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            zip(row, widths).enumerated().map { index, cell in
                let padding = String(repeating: " ", count: cell.1 - cell.0.count)
                return index == 2 ? padding + cell.0 : cell.0 + padding
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}

extension Figure {
    fileprivate var text: String {
        let scaled = (value * 10).rounded() / 10
        return scaled == scaled.rounded() ? "\(Int(scaled))" : "\(scaled)"
    }
}
