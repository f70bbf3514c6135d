import Metrics
import Synchronization

/// A number that only grows.
final class PrometheusCounter: CounterHandler, PrometheusSeries {
    private let value = Atomic<Int64>(0)

    func increment(by amount: Int64) { value.wrappingAdd(max(0, amount), ordering: .relaxed) }

    func reset() { value.store(0, ordering: .relaxed) }

    func write(to text: inout PrometheusText, name: String, labels: String) {
        text.line(name, labels: labels, value: String(value.load(ordering: .relaxed)))
    }
}

/// A number that is as it was last set.
final class PrometheusGauge: MeterHandler, RecorderHandler, PrometheusSeries {
    private let value = Mutex(0.0)

    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { self.value.withLock { $0 = value } }
    func increment(by amount: Double) { value.withLock { $0 += amount } }
    func decrement(by amount: Double) { value.withLock { $0 -= amount } }
    func record(_ value: Int64) { set(Double(value)) }
    func record(_ value: Double) { set(value) }

    func write(to text: inout PrometheusText, name: String, labels: String) {
        text.line(name, labels: labels, value: PrometheusText.number(value.withLock { $0 }))
    }
}

/// How many of the measured durations were how long.
final class PrometheusHistogram: TimerHandler, RecorderHandler, PrometheusSeries {
    /// Seconds.
    static let bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]
    private static let boundTexts = bounds.map(PrometheusText.number)

    private struct Counts {
        var buckets = Array(repeating: Int64(0), count: bounds.count + 1)
        var sum = 0.0
    }
    private let counts = Mutex(Counts())

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
    func record(_ value: Int64) { record(Double(value)) }
    func record(_ value: Double) {
        guard value.isFinite else { return }
        let bucket = Self.bounds.firstIndex { value <= $0 } ?? Self.bounds.count
        counts.withLock {
            $0.buckets[bucket] += 1
            $0.sum += value
        }
    }

    func write(to text: inout PrometheusText, name: String, labels: String) {
        let counts = counts.withLock { $0 }
        var total: Int64 = 0
        for (count, bound) in zip(counts.buckets, Self.boundTexts + ["+Inf"]) {
            total += count
            let limit = "le=\"\(bound)\""
            text.line(name + "_bucket", labels: labels.isEmpty ? limit : labels + "," + limit, value: String(total))
        }
        text.line(name + "_sum", labels: labels, value: PrometheusText.number(counts.sum))
        text.line(name + "_count", labels: labels, value: String(total))
    }
}
