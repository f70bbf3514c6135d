import Foundation

/// The program is killed at random moments, in floods and in runs: is anything lost that was acknowledged, is a write
/// that was recorded made again?
struct Kills {
    let rounds: Int
    let people: Int
    let seed: UInt64

    private struct Run: Decodable {
        struct Pipeline: Decodable { let written: Int }
        let status: String
        let pipelines: [Pipeline]
    }

    func run(_ program: String) async throws -> [Figure] {
        try await Workbench.with(program, people: people + people / 10 + 40) { bench in
            var dice = Dice(state: seed)
            var figures = Figures("\(rounds) kills in floods, \(rounds) in runs")
            let staff = Array(try await bench.people(people).dropFirst(20).filter { $0.jiraUsername != nil })
            var due: [Workbench.Person: String] = [:]
            for round in 1...rounds { try await flood(bench, staff, round, &due, &dice) }
            figures.add("acknowledged, and lost", Double(try await missing(due, bench)), "users of \(due.count)")

            for round in 1...rounds { try await interruptedRun(bench, staff, round, &due, &dice) }
            _ = try await sync(bench)
            figures.add("missing after the runs", Double(try await missing(due, bench)), "users of \(due.count)")
            figures.add("written by one run more", Double(try await sync(bench)), "users")

            let written = try await bench.writesPerUser()
            let recorded = try await StoreLook(folder: bench.folder).changes()
            let differing = Set(written.keys).union(recorded.keys).filter { written[$0] != recorded[$0] }
            figures.add("values written", Double(written.values.reduce(0, +)), "")
            figures.add("written and recorded not as often", Double(differing.count), "users of \(written.count)")
            figures.add(
                "recorded twice", Double(try await StoreLook(folder: bench.folder).repeatedChanges()), "values")
            return figures.all
        }
    }

    /// Some are edited and notified of side by side, and the program dies meanwhile.
    private func flood(
        _ bench: Workbench, _ staff: [Workbench.Person], _ round: Int, _ due: inout [Workbench.Person: String],
        _ dice: inout Dice
    ) async throws {
        let serve = try await bench.serve(name: "serve-\(round)")
        let chosen = staff.filter { _ in Double.random(in: 0..<1, using: &dice) < 0.5 }
        for person in chosen { try await bench.edit(person, "Flood \(round)") }
        let delay = Duration.milliseconds(Int.random(in: 20...1_500, using: &dice))
        async let acknowledged = bench.notify(of: chosen, connections: 16)
        try await Task.sleep(for: delay)
        try await serve.kill()
        let known = try await acknowledged
        for person in chosen { due[person] = known.contains(person.id) ? "Flood \(round)" : nil }
    }

    /// All are edited while nobody listens; a run dies, half of the time beside `serve`.
    private func interruptedRun(
        _ bench: Workbench, _ staff: [Workbench.Person], _ round: Int, _ due: inout [Workbench.Person: String],
        _ dice: inout Dice
    ) async throws {
        for person in staff {
            try await bench.edit(person, "Run \(round)")
            due[person] = "Run \(round)"
        }
        let serve = Bool.random(using: &dice) ? try await bench.serve(name: "beside-\(round)") : nil
        let run = try bench.start("sync", "all", "--format", "json", name: "run-\(round)")
        try await Task.sleep(for: .milliseconds(Int.random(in: 100...3_000, using: &dice)))
        try await run.kill()
        try await serve?.kill()
    }

    /// Runs to the end; how many were written.
    private func sync(_ bench: Workbench) async throws -> Int {
        let run = try bench.start("sync", "all", "--format", "json", name: "run")
        let code = try await run.ended(seconds: 600)
        let result = try JSONDecoder().decode(Run.self, from: Data(run.output.utf8))
        guard code == 0, result.status == "done" else {
            throw Program.Failure(description: "sync all: \(code) \(result.status) \(run.errors.suffix(1_000))")
        }
        return result.pipelines.reduce(0) { $0 + $1.written }
    }

    /// Lets what waits be synced; who does not have at the target what is due then.
    private func missing(_ due: [Workbench.Person: String], _ bench: Workbench) async throws -> Int {
        let serve = try await bench.serve(name: "serve")
        let store = StoreLook(folder: bench.folder)
        try await serve.wait("all to be synced", seconds: 600) { try await store.waiting() == 0 }
        var missing = 0
        for (person, department) in due
        where try await bench.property("Department", of: person, at: .jira) != department { missing += 1 }
        _ = try await bench.stop(serve)
        return missing
    }
}

/// SplitMix64, so that a round can be played again.
struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
