import Foundation

/// One target is down for a while: what the other's users notice of it, and whether anything is lost.
struct Outage {
    let minutes: Double

    private struct Queue: Decodable {
        let deadLetters: Int
    }

    func run(_ program: String) async throws -> [Figure] {
        try await Workbench.with(program, people: 40, configuration: .everySystem) { bench in
            var figures = Figures("Jira down for \(minutes.formatted()) min")
            let serve = try await bench.serve()
            let people = try await bench.people(40).dropFirst(20).filter { $0.jiraUsername != nil }
            try await Task.sleep(for: .seconds(5))
            var edits = Edits(people: Array(people))
            for (name, fault, seconds) in [
                ("before", nil, 30.0), ("while it refuses connections", "refuseConnections", minutes * 30),
                ("while it hangs", "hang", minutes * 30), ("after", nil, 30),
            ] {
                if let fault { try await bench.set(fault: fault, at: "jira") } else { try await bench.clearFaults() }
                let times = try await edits.make(for: seconds, at: bench)
                let unit = "ms from edit to Confluence"
                figures.add("\(name), \(times.count) edits", times[times.count / 2], "\(unit) (median)")
                figures.add("\(name), \(times.count) edits", times[times.count * 99 / 100], "\(unit) (99th percentile)")
                if fault != nil { try await bench.clearFaults() }
            }
            let start = Date()
            for (person, department) in edits.last {
                try await serve.wait("all to be at Jira", seconds: 1_200) {
                    try await bench.property("Department", of: person, at: .jira) == department
                }
            }
            figures.add("Jira had all", Date().timeIntervalSince(start), "s after the last edit")
            let status = try bench.start("queue", "status", "--format", "json", name: "status")
            _ = try await status.ended(seconds: 30)
            let queue = try JSONDecoder().decode(Queue.self, from: Data(status.output.utf8))
            figures.add("given up", Double(queue.deadLetters), "dead letters")
            _ = try await bench.stop(serve)
            return figures.all
        }
    }

    /// One person after another, so that nobody's `settle` is waited for.
    private struct Edits {
        let people: [Workbench.Person]
        private(set) var last: [Workbench.Person: String] = [:]
        private var count = 0

        init(people: [Workbench.Person]) { self.people = people }

        /// - Returns: how long each took, sorted, in milliseconds.
        mutating func make(for seconds: Double, at bench: Workbench) async throws -> [Double] {
            let end = Date().addingTimeInterval(seconds)
            var times: [Double] = []
            repeat {
                let person = people[count % people.count]
                count += 1
                last[person] = "Edit \(count)"
                times.append(try await bench.roundTrip(person, "Edit \(count)", at: .confluence))
                try await Task.sleep(for: .milliseconds(800))
            } while Date() < end
            return times.sorted()
        }
    }
}
