public import Metrics
import Synchronization

/// Keeps what is measured and writes it in Prometheus' text format 0.0.4.
///
/// Counters stay counters, meters and recorders that do not aggregate become gauges, timers (in seconds) and aggregating
/// recorders histograms. Names and labels are those of swift-metrics; labels must come from names in the configuration
/// and fixed words alone, and a metric keeps at most `seriesLimit` combinations of them: further ones are measured in
/// `rollcall_metrics_dropped_series_total`.
public final class PrometheusRegistry: MetricsFactory {
    private struct State {
        var families: [String: PrometheusFamily] = [:]
        var dropped: Int64 = 0
    }
    private let help: [String: String]
    private let seriesLimit: Int
    private let state = Mutex(State())

    /// - Parameters:
    ///   - help: a sentence for each metric's name.
    ///   - seriesLimit: combinations of labels that one metric may have.
    public init(help: [String: String] = [:], seriesLimit: Int = 1000) {
        self.help = help
        self.seriesLimit = seriesLimit
    }

    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(.counter, label, dimensions) { PrometheusCounter() }
    }

    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(.gauge, label, dimensions) { PrometheusGauge() }
    }

    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        if aggregate { return series(.histogram, label, dimensions) { PrometheusHistogram() } }
        return series(.gauge, label, dimensions) { PrometheusGauge() }
    }

    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(.histogram, label, dimensions) { PrometheusHistogram() }
    }

    public func destroyCounter(_ handler: any CounterHandler) { remove(handler) }
    public func destroyMeter(_ handler: any MeterHandler) { remove(handler) }
    public func destroyRecorder(_ handler: any RecorderHandler) { remove(handler) }
    public func destroyTimer(_ handler: any TimerHandler) { remove(handler) }

    /// All metrics, by name and labels in order.
    public func render() -> String {
        let (families, dropped) = state.withLock { ($0.families, $0.dropped) }
        var text = PrometheusText()
        for (name, family) in families.sorted(by: { $0.key < $1.key }) {
            text.begin(name, family.kind, help: help[name])
            for (labels, series) in family.series.sorted(by: { $0.key < $1.key }) {
                series.write(to: &text, name: name, labels: labels)
            }
        }
        if dropped > 0 {
            let name = "rollcall_metrics_dropped_series_total"
            text.begin(name, .counter, help: "Series that were not kept, since their metric had too many.")
            text.line(name, labels: "", value: String(dropped))
        }
        return text.text
    }

    private func series<Series: PrometheusSeries>(
        _ kind: PrometheusFamily.Kind, _ label: String, _ dimensions: [(String, String)], make: () -> Series
    ) -> Series {
        let name = PrometheusText.name(label), labels = PrometheusText.labels(dimensions)
        return state.withLock { state in
            var family = state.families[name] ?? PrometheusFamily(kind: kind)
            if let known = family.series[labels] as? Series { return known }
            let new = make()
            guard family.kind == kind, family.series.count < seriesLimit else {
                state.dropped += 1
                return new
            }
            family.series[labels] = new
            state.families[name] = family
            return new
        }
    }

    private func remove(_ handler: AnyObject) {
        state.withLock { state in
            for (name, family) in state.families {
                guard let found = family.series.first(where: { $0.value === handler }) else { continue }
                state.families[name]?.series[found.key] = nil
            }
        }
    }
}
