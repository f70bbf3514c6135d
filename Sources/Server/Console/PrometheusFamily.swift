/// One metric with all its combinations of labels.
struct PrometheusFamily {
    enum Kind: String { case counter, gauge, histogram }
    let kind: Kind
    /// By the labels as they are written.
    var series: [String: any PrometheusSeries] = [:]

    init(kind: Kind) { self.kind = kind }
}

/// The values behind one combination of labels.
protocol PrometheusSeries: AnyObject, Sendable {
    func write(to text: inout PrometheusText, name: String, labels: String)
}
