import Foundation

/// Notifications by many connections at once: how many are acknowledged, how fast all are synced, whether any is lost.
struct Flood {
    let name: String
    let notifications: Int
    let users: Int
    let connections: Int
    /// How long wrk may take; it always waits so long.
    let seconds: Int

    private struct Summary: Decodable {
        let requests: Int
        let p50: Double
        let p99: Double
        let refused: Int
        let broken: Int
    }

    private static let threads = 2

    func run(_ program: String) async throws -> [Figure] {
        let people = max(users + users / 10, 40)
        return try await Workbench.with(program, people: people, configuration: .oneTarget(settle: 5)) { bench in
            let people = try await bench.people(users)
            let list = bench.folder.appending(path: "users")
            try Data(people.map(\.id).joined(separator: "\n").utf8).write(to: list)
            let serve = try await bench.serve()
            let summary = try await wrk(bench, list)
            let store = StoreLook(folder: bench.folder)
            try await serve.wait("all to be synced", seconds: 1_800) { try await store.waiting() == 0 }
            let acknowledging = try await store.acknowledging()
            let syncing = try await store.syncing()
            let synced = try await store.synced()
            let syncs = try await self.syncs()
            let memory = serve.peakMemory
            let stopped = try await bench.stop(serve)

            var figures = Figures(name)
            figures.add("acknowledged", Double(summary.requests - summary.refused) / acknowledging, "notifications/s")
            figures.add("acknowledged in", summary.p50, "ms (median)")
            figures.add("acknowledged in", summary.p99, "ms (99th percentile)")
            figures.add("refused or broken", Double(summary.refused + summary.broken), "requests")
            figures.add("synced", Double(synced) / syncing, "users/s")
            figures.add("syncs", Double(syncs), "")
            figures.add("lost", Double(people.count - synced), "users")
            figures.add("peak memory", memory, "MiB")
            figures.add("stopped in", stopped, "s")
            return figures.all
        }
    }

    private func wrk(_ bench: Workbench, _ list: URL) async throws -> Summary {
        guard let script = Bundle.module.url(forResource: "flood", withExtension: "lua") else {
            throw Program.Failure(description: "flood.lua is missing")
        }
        let wrk = try Program(
            "/usr/bin/wrk",
            [
                "-t\(Self.threads)", "-c\(connections)", "-d\(seconds)", "--timeout", "30", "-s", script.path,
                "http://127.0.0.1:\(Workbench.hooks)/hooks/flood", "--", list.path, "\(notifications)",
                Workbench.authorization, "\(Self.threads)", "\(connections / Self.threads)",
            ], folder: bench.folder, name: "wrk")
        _ = try await wrk.ended(seconds: 620)
        guard let line = wrk.output.split(separator: "\n").last(where: { $0.hasPrefix("{") }) else {
            throw Program.Failure(description: "wrk: \(wrk.errors)\(wrk.output)")
        }
        return try JSONDecoder().decode(Summary.self, from: Data(line.utf8))
    }

    /// How many passes ended, by Rollcall's own count.
    private func syncs() async throws -> Int {
        try await Metrics.sum("rollcall_syncs_total")
    }
}
