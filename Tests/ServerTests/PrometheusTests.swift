import Metrics
import Testing

@testable import Server

@Suite("Prometheus' text format")
struct PrometheusTests {
    @Test("counters, gauges and histograms are written in order, with help and type")
    func format() {
        let registry = PrometheusRegistry(help: ["b_total": "How many \\ of\nthem.", "c_seconds": "How long."])
        Counter(label: "b_total", dimensions: [("x", "2"), ("a", "1")], factory: registry).increment(by: 3)
        Counter(label: "b_total", dimensions: [("a", "0"), ("x", "2")], factory: registry).increment()
        Counter(label: "b_total", dimensions: [("a", "0"), ("x", "2")], factory: registry).increment()
        Meter(label: "a_gauge", factory: registry).set(1.5)
        Gauge(label: "a_recorder", dimensions: [], factory: registry).record(7)
        let timer = Timer(label: "c_seconds", dimensions: [("pipeline", "p")], factory: registry)
        for milliseconds in [5, 7, 2000, 61_000] { timer.recordMilliseconds(milliseconds) }
        #expect(
            registry.render() == """
                # TYPE a_gauge gauge
                a_gauge 1.5
                # TYPE a_recorder gauge
                a_recorder 7
                # HELP b_total How many \\\\ of\\nthem.
                # TYPE b_total counter
                b_total{a="0",x="2"} 2
                b_total{a="1",x="2"} 3
                # HELP c_seconds How long.
                # TYPE c_seconds histogram
                c_seconds_bucket{pipeline="p",le="0.005"} 1
                c_seconds_bucket{pipeline="p",le="0.01"} 2
                c_seconds_bucket{pipeline="p",le="0.025"} 2
                c_seconds_bucket{pipeline="p",le="0.05"} 2
                c_seconds_bucket{pipeline="p",le="0.1"} 2
                c_seconds_bucket{pipeline="p",le="0.25"} 2
                c_seconds_bucket{pipeline="p",le="0.5"} 2
                c_seconds_bucket{pipeline="p",le="1"} 2
                c_seconds_bucket{pipeline="p",le="2.5"} 3
                c_seconds_bucket{pipeline="p",le="5"} 3
                c_seconds_bucket{pipeline="p",le="10"} 3
                c_seconds_bucket{pipeline="p",le="30"} 3
                c_seconds_bucket{pipeline="p",le="60"} 3
                c_seconds_bucket{pipeline="p",le="+Inf"} 4
                c_seconds_sum{pipeline="p"} 63.012
                c_seconds_count{pipeline="p"} 4

                """)
    }

    @Test("labels and names are escaped, so that none can break a line")
    func escaping() {
        let registry = PrometheusRegistry()
        Counter(label: "1 bad-name", dimensions: [("la bel", "a\"b\\c\nd{}é")], factory: registry).increment()
        #expect(
            registry.render() == "# TYPE _1_bad_name counter\n_1_bad_name{la_bel=\"a\\\"b\\\\c\\nd{}é\"} 1\n")
    }

    @Test(
        "numbers are written as Prometheus reads them",
        arguments: [
            (0.0, "0"), (0.1, "0.1"), (1e21, "1e+21"), (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"),
            (-3.0, "-3"),
        ])
    func numbers(value: Double, text: String) { #expect(PrometheusText.number(value) == text) }

    @Test("a metric keeps no more series than its limit, and tells what it dropped")
    func bounded() {
        let registry = PrometheusRegistry(seriesLimit: 10)
        for number in 0..<25 {
            Counter(label: "x_total", dimensions: [("n", "\(number)")], factory: registry).increment()
        }
        let lines = registry.render().split(separator: "\n")
        #expect(lines.filter { $0.hasPrefix("x_total{") }.count == 10)
        #expect(lines.last == "rollcall_metrics_dropped_series_total 15")
    }

    @Test("one name cannot be two kinds of metric")
    func oneKind() {
        let registry = PrometheusRegistry()
        Counter(label: "x", factory: registry).increment()
        Meter(label: "x", factory: registry).set(5)
        #expect(registry.render().hasPrefix("# TYPE x counter\nx 1\n#"))
    }

    @Test("what is destroyed is no longer written")
    func destroyed() {
        let registry = PrometheusRegistry()
        let meter = Meter(label: "x", dimensions: [("connector", "gone")], factory: registry)
        meter.set(1)
        meter.destroy()
        #expect(!registry.render().contains("gone"))
    }

    @Test("nothing is lost when many count at once and others read")
    func concurrency() async {
        let registry = PrometheusRegistry()
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for number in 0..<1000 {
                        Counter(label: "x_total", dimensions: [("n", "\(number % 4)")], factory: registry).increment()
                        Timer(label: "y_seconds", factory: registry).recordMilliseconds(1)
                        if number % 200 == task { _ = registry.render() }
                    }
                }
            }
        }
        let text = registry.render()
        for number in 0..<4 { #expect(text.contains("x_total{n=\"\(number)\"} 2000\n")) }
        #expect(text.contains("y_seconds_count 8000\n"))
        #expect(text.contains("y_seconds_bucket{le=\"0.005\"} 8000\n"))
    }
}
