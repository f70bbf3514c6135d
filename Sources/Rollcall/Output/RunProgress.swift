import Domain
import Foundation
import SyncEngine

/// Shows on stderr how far a run has come: a bar on a terminal, a line now and then otherwise.
struct RunProgress: Sendable {
    let meter: RunMeter
    private let isTerminal = isatty(STDERR_FILENO) == 1

    init(meter: RunMeter) { self.meter = meter }

    /// Shows it until the task is cancelled.
    func show() async {
        var pace = Pace()
        var shown = ""
        let clock = ContinuousClock()
        var lastLine = clock.now
        while !Task.isCancelled {
            do { try await Task.sleep(for: .milliseconds(isTerminal ? 200 : 1000)) } catch { break }
            let reading = meter.reading
            pace.note(reading, at: clock.now)
            let line = pace.line(reading)
            if isTerminal {
                guard line != shown else { continue }
                Self.write("\r\u{1B}[2K" + line)
                shown = line
            } else if lastLine.duration(to: clock.now) >= .seconds(10) {
                Self.write("rollcall: " + line + "\n")
                lastLine = clock.now
            }
        }
        if isTerminal, !shown.isEmpty { Self.write("\r\u{1B}[2K") }
    }

    private static func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}

/// Rate and remaining time of one phase.
struct Pace: Sendable {
    private var phase = ""
    private var began: (users: Int, at: ContinuousClock.Instant)?
    private var now: ContinuousClock.Instant?

    mutating func note(_ reading: RunMeter.Reading, at time: ContinuousClock.Instant) {
        if phase != reading.phase.rawValue || began == nil {
            phase = reading.phase.rawValue
            began = (reading.users, time)
        }
        now = time
    }

    /// `planning  12,345 of 50,000  [#####.....]  312/s  2:01 left`
    func line(_ reading: RunMeter.Reading) -> String {
        var parts = [reading.phase.rawValue]
        if let expected = reading.expected, expected >= reading.users {
            parts.append("\(reading.users) of \(expected)")
            let filled = expected == 0 ? 0 : reading.users * 20 / expected
            parts.append("[" + String(repeating: "#", count: filled) + String(repeating: ".", count: 20 - filled) + "]")
        } else {
            parts.append("\(reading.users) users")
        }
        if let waitsFor = reading.waitsFor {
            parts.append("waits for \(waitsFor)")
        } else if let rate = rate(reading.users) {
            parts.append(rate >= 10 ? "\(Int(rate))/s" : "\((rate * 10).rounded() / 10)/s")
            if let expected = reading.expected, expected > reading.users, rate > 0 {
                parts.append(Self.time(Double(expected - reading.users) / rate) + " left")
            }
        }
        return parts.joined(separator: "  ")
    }

    private func rate(_ users: Int) -> Double? {
        guard let began, let now else { return nil }
        let seconds = began.at.duration(to: now) / .seconds(1)
        let done = users - began.users
        return seconds > 0.5 && done > 0 ? Double(done) / seconds : nil
    }

    private static func time(_ seconds: Double) -> String {
        let whole = Int(min(seconds, 359_999))
        let (minutes, rest) = (whole / 60 % 60, whole % 60)
        let tail = (minutes < 10 && whole >= 3600 ? "0" : "") + "\(minutes):" + (rest < 10 ? "0\(rest)" : "\(rest)")
        return whole >= 3600 ? "\(whole / 3600):\(tail)" : tail
    }
}
