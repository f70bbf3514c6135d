import Adapters
import Domain
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite("Entra's sign-in") struct EntraTokenTests {
    private static let ada = StandPerson(id: "ada", login: "ada@example.com", mail: nil, givenName: "Ada")

    @Test("signs in once for all who read at the same time")
    func singleFlight() async throws {
        let graph = GraphImitation()
        graph.add(Self.ada)
        try await EntraBench.with(graph) { bench in
            try await Self.readTogether(20, bench)
            #expect(bench.graph.signIns == 1)
        }
    }

    @Test("signs in once when all who read at the same time are refused, and says what to do")
    func refusedOnce() async throws {
        let graph = GraphImitation()
        try await EntraBench.with(graph, secret: "wr0ng") { bench in
            let codes = await withTaskGroup(of: DirectoryError?.self) { group in
                for _ in 0..<20 { group.addTask { await failure(of: bench.directory, "ada") } }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(codes.allSatisfy { $0?.code == .credentials })
            #expect(bench.graph.signIns == 1)
            let error = try #require(codes.first ?? nil)
            #expect(error.description.contains("AADSTS7000215"))
            #expect(error.remedy?.contains("secret's value") == true)
            #expect(!error.description.contains("wr0ng") && !error.description.contains("s3cret"))
            // A probe is a second sign-in; a read right after it is none.
            #expect(await failure(probing: bench.directory)?.code == .credentials)
            #expect(await failure(of: bench.directory, "ada")?.code == .credentials)
            #expect(bench.graph.signIns == 2)
        }
    }

    @Test("renews the token before it expires")
    func renews() async throws {
        let time = ManualTime()
        let graph = GraphImitation()
        graph.add(Self.ada)
        try await EntraBench.with(graph, time: time) { bench in
            _ = try await bench.directory.profile(of: "ada", paths: [])
            time.advance(by: .seconds(3000))
            _ = try await bench.directory.profile(of: "ada", paths: [])
            #expect(bench.graph.signIns == 1)
            time.advance(by: .seconds(400))
            _ = try await bench.directory.profile(of: "ada", paths: [])
            #expect(bench.graph.signIns == 2)
        }
    }

    @Test("replaces a refused token once, for all who use it")
    func replaces() async throws {
        let graph = GraphImitation()
        graph.add(Self.ada)
        try await EntraBench.with(graph) { bench in
            try await Self.readTogether(1, bench)
            bench.graph.state.withLock { $0.valid = [] }
            try await Self.readTogether(10, bench)
            #expect(bench.graph.signIns == 2)
        }
    }

    @Test("gives up when Graph refuses the new token too")
    func refusedTwice() async throws {
        let graph = GraphImitation { $0.path.hasSuffix("/token") ? nil : .graph(401, "InvalidAuthenticationToken") }
        try await EntraBench.with(graph) { bench in
            #expect(await failure(of: bench.directory, "ada")?.code == .credentials)
            #expect(bench.graph.signIns == 2)
            #expect(bench.graph.requests.count == 4)
        }
    }

    @Test(
        "never lets a faulty sign-in count for a user",
        arguments: [
            (500, "oops", "text/plain", DirectoryError.Code.unreachable), (502, "", "text/plain", .unreachable),
            (503, "{}", "application/json", .unreachable), (200, "<html>", "text/html", .unreachable),
            (200, "{}", "application/json", .unreachable), (200, "{\"access", "application/json", .unreachable),
            (200, #"{"access_token":"a\nb"}"#, "application/json", .unreachable),
            (302, "", "text/plain", .unreachable), (404, "not here", "text/plain", .unreachable),
            (429, "", "text/plain", .throttled(retryAfter: nil)),
            (400, #"{"error":"temporarily_unavailable"}"#, "application/json", .unreachable),
            (400, #"{"error":"invalid_client","error_codes":[7000222]}"#, "application/json", .credentials),
            (400, #"{"error":"unauthorized_client","error_description":"AADSTS700016: x"}"#, "text/html", .credentials),
            (401, #"{"error":"invalid_client"}"#, "application/json", .credentials),
        ])
    func faulty(status: Int, body: String, type: String, code: DirectoryError.Code) async throws {
        let graph = GraphImitation { _ in .text(body, status: status, type: type) }
        try await EntraBench.with(graph) { bench in
            let error = try #require(await failure(of: bench.directory, "ada"))
            #expect(error.code == code)
            #expect(error.request == "POST /{tenant}/oauth2/v2.0/token")
            #expect(error.code != .credentials || error.remedy != nil)
        }
    }

    private static func readTogether(_ count: Int, _ bench: EntraBench) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<count {
                group.addTask { _ = try await bench.directory.profile(of: "ada", paths: []) }
            }
            try await group.waitForAll()
        }
    }
}

/// What reading `id` fails with, nil when it does not.
func failure(
    of directory: any Directory, _ id: String, paths: Set<AttributePath> = []
) async -> DirectoryError? {
    do {
        _ = try await directory.profile(of: id, paths: paths)
        return nil
    } catch {
        return error
    }
}

func failure(probing directory: any Directory) async -> DirectoryError? {
    do {
        try await directory.probe()
        return nil
    } catch {
        return error
    }
}
