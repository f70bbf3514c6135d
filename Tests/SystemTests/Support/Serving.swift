import AsyncHTTPClient
import Domain
import Foundation
import TestSupport

/// A `serve` that is ready, and where its listeners are.
struct Serving: Sendable {
    let run: ProgramRun
    let console: String

    init(_ run: ProgramRun) throws {
        self.run = run
        let pattern = /rollcall: ready: hooks on \S+:[0-9]+, console on (\S+:[0-9]+)/
        guard let match = run.err.firstMatch(of: pattern) else { throw ServeEnded(ending: run.ended, err: run.err) }
        console = "http://\(match.1)"
    }

    /// What was logged so far, line by line.
    var log: [AttributeValue] {
        run.err.split(separator: "\n").compactMap { try? AttributeValue(json: Data($0.utf8)) }
    }

    /// Awaits a log line.
    @discardableResult
    func logged(
        _ what: String, within limit: Duration = .seconds(60), where holds: @Sendable (AttributeValue) -> Bool
    ) async throws -> AttributeValue {
        var found: AttributeValue?
        try await waitUntil(limit, "a log line: \(what)") {
            found = log.first(where: holds)
            return found != nil
        }
        return found ?? .null
    }

    /// Awaits the line of a pass of this user that came to this outcome.
    @discardableResult
    func synced(_ user: String, as outcome: String, pipeline: String = "entra-jira") async throws -> AttributeValue {
        try await logged("\(user) \(outcome)") {
            $0["user"]?.text == user && $0["outcome"]?.text == outcome && $0["pipeline"]?.text == pipeline
        }
    }

    func readiness() async throws -> WebAnswer { try await Web.get("\(console)/readyz") }

    func metrics(_ headers: [(String, String)] = []) async throws -> WebAnswer {
        try await Web.get("\(console)/metrics", headers)
    }

    /// Asks it to stop, and awaits its end.
    @discardableResult
    func terminate() async throws -> ProgramRun.Ending {
        run.signal(SIGTERM)
        return try await run.end(within: .seconds(60))
    }
}
