import Foundation

/// Counts what the imitations are asked and keeps the latest events.
actor Journal {
    private(set) var statistics = SandboxStatistics()
    private var events: [SandboxEvent] = []
    private var nextNumber = 1
    private static let keptEvents = 10_000
    private static let keptViolations = 1_000

    func count(_ request: String) { statistics.requests[request, default: 0] += 1 }

    func change(_ counter: any WritableKeyPath<SandboxStatistics, Int> & Sendable, by step: Int = 1) {
        statistics[keyPath: counter] += step
    }

    func change(_ counter: any WritableKeyPath<SandboxStatistics.Target, Int> & Sendable, at target: SandboxSystem) {
        if target == .confluence {
            statistics.confluence[keyPath: counter] += 1
        } else {
            statistics.jira[keyPath: counter] += 1
        }
    }

    func violation(_ text: String) {
        if statistics.violations.count < Self.keptViolations { statistics.violations.append(text) }
    }

    @discardableResult
    func record(
        _ kind: SandboxEvent.Kind, at system: SandboxSystem, _ subject: String, _ detail: String = ""
    ) -> Int {
        switch (kind, system) {
        case (.read, _): statistics.readsPerUser[subject, default: 0] += 1
        case (.wrote, .confluence): statistics.confluence.writesPerUser[subject, default: 0] += 1
        case (.wrote, _): statistics.jira.writesPerUser[subject, default: 0] += 1
        default: break
        }
        let number = nextNumber
        nextNumber += 1
        events.append(
            SandboxEvent(number: number, at: Date(), system: system, kind: kind, subject: subject, detail: detail))
        // Dropped in halves, so that a flood doesn't move 10,000 events for each new one.
        if events.count >= 2 * Self.keptEvents { events.removeFirst(Self.keptEvents) }
        return number
    }

    func events(after number: Int) -> [SandboxEvent] {
        events.suffix(Self.keptEvents).filter { $0.number > number }
    }
}
