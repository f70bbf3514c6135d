import Domain
import ServiceLifecycle
import TestSupport
import Testing

@testable import Server

@Suite("Many requests at once", .timeLimit(.minutes(1)))
struct HookLoadTests {
    @Test("requests beyond the limit in flight are answered 503 with Retry-After, and those in flight are finished")
    func pending() async throws {
        let gate = Gate()
        let store = ScriptedStore { _, _ throws(StoreError) in
            await gate.pass()
            return .stored
        }
        try await HooksFixture.run(store, configure: { $0.maxPending = 2 }) { hooks in
            try await withThrowingTaskGroup(of: Int?.self) { group in
                for user in ["a", "b"] { group.addTask { try await hooks.send(feed(user))?.status } }
                try await waitUntil { gate.waiting == 2 }
                let answer = try #require(try await hooks.send(feed("c")))
                #expect(answer.status == 503)
                #expect(answer.headers["retry-after"] == "1")
                try await hooks.expect(404, for: request("POST", "/nowhere"))
                gate.open()
                for try await status in group { #expect(status == 200) }
            }
            #expect(hooks.listener.requestsInFlight == 0)
            try await hooks.expect(200, for: feed("d"))
            #expect(store.users.sorted() == ["a", "b", "d"])
        }
    }

    @Test("a request is in flight from its whole head on")
    func headIsPending() async throws {
        try await HooksFixture.run(configure: { $0.maxPending = 1 }) { hooks in
            try await RawPeer.connect(to: hooks.port) { peer in
                try await peer.send(String(feed().dropLast()))
                try await waitUntil { hooks.listener.requestsInFlight == 1 }
                try await hooks.expect(503, for: feed())
                try await peer.send("}")
                try await peer.expect(200)
            }
            try await hooks.expect(200, for: feed())
        }
    }

    @Test("a connection beyond the limit takes the place of the one that has been idle for longest")
    func connections() async throws {
        try await HooksFixture.run(configure: { $0.maxConnections = 2 }) { hooks in
            try await RawPeer.connect(to: hooks.port) { first in
                try await first.send(feed())
                try await first.expect(200)
                try await RawPeer.connect(to: hooks.port) { second in
                    try await second.send(feed())
                    try await second.expect(200)
                    try await hooks.expect(200, for: feed())
                    try await first.expectEnd()
                    try await second.send(feed())
                    try await second.expect(200)
                }
            }
        }
    }

    @Test("while every connection is busy, a further one is closed")
    func allBusy() async throws {
        let gate = Gate()
        let store = ScriptedStore { _, _ throws(StoreError) in
            await gate.pass()
            return .stored
        }
        try await HooksFixture.run(store, configure: { $0.maxConnections = 1 }) { hooks in
            try await RawPeer.connect(to: hooks.port) { busy in
                try await busy.send(feed())
                try await waitUntil { gate.waiting == 1 }
                try await RawPeer.connect(to: hooks.port) { further in try await further.expectEnd() }
                gate.open()
                try await busy.expect(200)
            }
        }
    }

    @Test("a graceful shutdown finishes what is in flight, closes what is idle, and takes nothing new")
    func shutdown() async throws {
        let gate = Gate()
        let store = ScriptedStore { _, _ throws(StoreError) in
            await gate.pass()
            return .stored
        }
        try await HooksFixture.run(store) { hooks in
            try await RawPeer.connect(to: hooks.port) { idle in
                try await RawPeer.connect(to: hooks.port) { busy in
                    try await busy.send(feed("a") + feed("b"))
                    try await waitUntil { gate.waiting == 1 }
                    #expect(hooks.listener.isUp)
                    await hooks.services.triggerGracefulShutdown()
                    try await idle.expectEnd()
                    try await waitUntil { !hooks.listener.isUp }
                    gate.open()
                    let answer = try #require(try await busy.answer())
                    #expect(answer.status == 200)
                    #expect(answer.headers["connection"] == "close")
                    try await busy.expectEnd()
                }
            }
            #expect(store.users == ["a"])
            await #expect(throws: ListenerError.self) { try await hooks.listener.boundPort }
        }
    }

    @Test("a shutdown waits no longer than its limit for a store that hangs")
    func shutdownLimit() async throws {
        let gate = Gate()
        let store = ScriptedStore { _, _ throws(StoreError) in
            await gate.pass()
            return .stored
        }
        try await HooksFixture.run(store, configure: { $0.shutdownLimit = .milliseconds(100) }) { hooks in
            try await RawPeer.connect(to: hooks.port) { busy in
                try await busy.send(feed())
                try await waitUntil { gate.waiting == 1 }
                await hooks.services.triggerGracefulShutdown()
                try await busy.expectEnd()
            }
            gate.open()
        }
    }

    @Test("an address that is taken is an error that names it")
    func addressTaken() async throws {
        try await HooksFixture.run { hooks in
            let port = hooks.port
            let error = await #expect(throws: ListenerError.self) {
                try await HooksFixture.run(configure: { $0.port = port }) { _ in }
            }
            #expect(error?.code == .notBound)
            #expect(error?.description.contains("127.0.0.1:\(port)") == true)
        }
    }
}
