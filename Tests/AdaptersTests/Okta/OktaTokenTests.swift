import Adapters
import Domain
import Foundation
import Settings
import Synchronization
import TestSupport
import Testing

@Suite("Okta's API token") struct OktaTokenTests {
    @Test("is brought once where it is refused, however many read, and again by a probe or after a minute")
    func refusedOnce() async throws {
        let time = ManualTime()
        try await OktaBench.with(OktaImitation(), signIn: .apiToken(Secret("wr0ng")), time: time) { bench in
            let errors = await Self.readTogether(20, bench)
            #expect(errors.allSatisfy { $0?.code == .credentials && $0?.remedy != nil })
            #expect(bench.okta.requests.count == 1)
            #expect(await failure(probing: bench.directory)?.code == .credentials)
            #expect(await failure(of: bench.directory, "00u1")?.code == .credentials)
            #expect(bench.okta.requests.count == 2)
            time.advance(by: .seconds(61))
            #expect(await failure(of: bench.directory, "00u1")?.code == .credentials)
            #expect(bench.okta.requests.count == 3)
            // It is good after all: a probe says so for all.
            bench.okta.state.withLock { $0.token = "wr0ng" }
            #expect(await failure(probing: bench.directory) == nil)
            #expect(await failure(of: bench.directory, "00u1")?.code == .notFound)
        }
    }

    @Test("holds nobody up once it was taken, and all alike while Okta is down")
    func together() async throws {
        let okta = OktaImitation()
        okta.add(StandPerson(id: "00u1", login: "a@x", mail: nil, givenName: nil))
        try await OktaBench.with(okta) { bench in
            #expect(await Self.readTogether(20, bench).allSatisfy { $0 == nil })
            #expect(bench.okta.requests.count == 20)
        }
        let closed = OktaImitation { _ in .text("", status: 302) }
        try await OktaBench.with(closed) { bench in
            #expect(await Self.readTogether(20, bench).allSatisfy { $0?.code == .malformed })
            #expect(await failure(of: bench.directory, "00u1")?.code == .malformed)
        }
    }

    private static func readTogether(_ count: Int, _ bench: OktaBench) async -> [DirectoryError?] {
        await withTaskGroup(of: DirectoryError?.self) { group in
            for _ in 0..<count { group.addTask { await failure(of: bench.directory, "00u1") } }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }
}
