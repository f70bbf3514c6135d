import Domain
import Foundation
import SyncEngine
import Synchronization
import UnixSignals

/// What the commands share that work on a run: progress on stderr, Ctrl-C, the report, the table.
enum RunCommand {
    /// Works on a run until its end; Ctrl-C and SIGTERM cancel it.
    static func carryOut(
        _ operations: Operations, report: ReportFile?,
        _ work: @escaping @Sendable (RunMeter, @escaping @Sendable (String) -> Void) async throws -> RunResult
    ) async throws -> RunResult {
        let meter = RunMeter()
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        let result = try await withThrowingTaskGroup(of: RunResult?.self) { group in
            group.addTask {
                do {
                    return try await work(meter) { Printer.err("rollcall: run \($0)") }
                } catch is CancellationError {
                    throw OperationFailure("interrupted: the run goes on where it is worked on")
                }
            }
            group.addTask {
                await RunProgress(meter: meter).show()
                return nil
            }
            group.addTask {
                for await _ in signals { break }
                return nil
            }
            defer { group.cancelAll() }
            // A signal ends its task, and so everything: the run is cancelled, and its result still comes.
            var result: RunResult?
            while result == nil, let next = try await group.next() {
                result = next
                group.cancelAll()
            }
            return result
        }
        guard let result else { throw OperationFailure("the run came to no result") }
        if let report { try await report.write(result.run, operations) }
        return result
    }

    static func table(of result: RunResult) -> Table {
        let reason = result.reason.map { ": \($0)" } ?? ""
        let missed = result.pipelines.reduce(0) { $0 + $1.missedNotifications }
        return Table(
            title: "run \(result.run) (\(result.kind), \(result.depth)): \(result.status)\(reason)"
                + (missed > 0 ? "\n\(missed) found that no notification had announced" : ""),
            header: [
                "PIPELINE", "USERS", "WRITTEN", "UNCHANGED", "NO MATCH", "AMBIGUOUS", "OUT OF SCOPE", "GONE", "HELD",
                "FAILED", "SET", "CHANGED", "CLEARED", "ERRORS",
            ],
            rows: result.pipelines.map { row in
                [row.pipeline]
                    + [
                        row.users, row.written, row.unchanged, row.noMatch, row.ambiguous, row.outOfScope, row.gone,
                        row.held, row.failed, row.values.set, row.values.changed, row.values.cleared,
                        row.errors.attributes,
                    ].map(String.init)
            })
    }
}
