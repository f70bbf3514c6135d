import Foundation

/// A run over everybody: how fast, with how much memory, and what events meanwhile notice of it.
struct Reconciliation {
    let users: Int

    private struct Result: Decodable {
        struct Pipeline: Decodable {
            let users: Int
            let written: Int
            let failed: Int
        }
        let status: String
        let pipelines: [Pipeline]
    }

    func run(_ program: String) async throws -> [Figure] {
        try await Workbench.with(program, people: users) { bench in
            var figures = Figures("reconciliation of \(users)")
            let serve = try await bench.serve()
            // The first of the staff are the administrators of the sandbox's stories: whoever comes after is ordinary.
            let person = try await bench.people(40).dropFirst(20).first { $0.jiraUsername != nil }
            guard let person else { throw Program.Failure(description: "nobody has an account") }
            try await Task.sleep(for: .seconds(2))
            figures.add("event to write, alone", try await median(bench, person, "alone", while: nil), "ms (median)")

            for depth in ["deep", "light", "deep"] {
                let name = figures.all.contains { $0.name.hasPrefix(depth) } ? "\(depth) again" : depth
                let sync = try bench.start(
                    "sync", "all", "--depth", depth, "--format", "json", name: name.replacing(" ", with: "-"))
                let start = Date()
                async let meanwhile = median(bench, person, name, while: sync)
                let code = try await sync.ended(seconds: 3_600)
                let seconds = Date().timeIntervalSince(start)
                let event = try await meanwhile
                let result = try JSONDecoder().decode(Result.self, from: Data(sync.output.utf8))
                guard code == 0, result.status == "done" else {
                    throw Program.Failure(
                        description: "sync all: \(code) \(result.status) \(sync.errors.suffix(1_000))")
                }
                let counts = result.pipelines
                figures.add(name, Double(counts.reduce(0) { $0 + $1.users }) / seconds, "users/s")
                figures.add("\(name): written", Double(counts.reduce(0) { $0 + $1.written }), "users")
                figures.add("\(name): failed", Double(counts.reduce(0) { $0 + $1.failed }), "users")
                figures.add("\(name): peak memory", sync.peakMemory, "MiB")
                figures.add("\(name): event to write meanwhile", event, "ms (median)")
            }
            figures.add("peak memory of serve", serve.peakMemory, "MiB")
            _ = try await bench.stop(serve)
            return figures.all
        }
    }

    /// Edits one person again and again, seconds apart, so that `settle` is over each time.
    private func median(
        _ bench: Workbench, _ person: Workbench.Person, _ name: String, while run: Program?
    ) async throws -> Double {
        var times: [Double] = []
        repeat {
            times.append(try await bench.roundTrip(person, "\(name) \(times.count)"))
            try await Task.sleep(for: .milliseconds(1_500))
        } while run?.isRunning ?? (times.count < 5)
        return times.sorted()[times.count / 2]
    }
}
