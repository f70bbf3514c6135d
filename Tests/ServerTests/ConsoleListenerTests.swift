import Foundation
import Logging
import Metrics
import ServiceLifecycle
import TestSupport
import Testing

@testable import Server

@Suite("Console listener", .timeLimit(.minutes(1)))
struct ConsoleListenerTests {
    private static let ready = Readiness(parts: [
        Readiness.Part("store", ok: true), Readiness.Part("workers", ok: true),
    ])

    @Test("says that the process lives, whatever else is wrong")
    func health() async throws {
        try await run(readiness: Readiness(parts: [Readiness.Part("store", ok: false, reason: "the disk is full")])) {
            console in
            let answer = try #require(try await console.send(get("/healthz")))
            #expect(answer.status == 200)
            #expect(answer.body == "ok\n")
            #expect(answer.headers["server"] == nil)
        }
    }

    @Test("is ready when every part is, and tells what stands still outside")
    func isReady() async throws {
        let readiness = Readiness(
            parts: Self.ready.parts, details: [Readiness.Detail("target jira", "paused: refused")])
        try await run(readiness: readiness) { console in
            let answer = try #require(try await console.send(get("/readyz")))
            #expect(answer.status == 200)
            #expect(answer.headers["content-type"] == "application/json")
            #expect(
                answer.body == """
                    {"details":[{"message":"paused: refused","name":"target jira"}],\
                    "parts":[{"name":"store","ok":true},{"name":"workers","ok":true}],"ready":true}
                    """)
        }
    }

    @Test("is not ready when a part is not, and says why")
    func isNotReady() async throws {
        let readiness = Readiness(
            parts: Self.ready.parts + [Readiness.Part("listener", ok: false, reason: "not bound")])
        try await run(readiness: readiness) { console in
            let answer = try #require(try await console.send(get("/readyz")))
            #expect(answer.status == 503)
            #expect(answer.body.contains(#"{"name":"listener","ok":false,"reason":"not bound"}"#))
            #expect(answer.body.hasSuffix(#""ready":false}"#))
        }
    }

    @Test("shows metrics to those who bring one of the tokens", arguments: ["one", "two"])
    func token(token: String) async throws {
        try await run(access: .tokens([Data("one".utf8), Data("two".utf8)])) { console in
            let answer = try #require(try await console.send(get("/metrics", ["Authorization: bearer \(token)"])))
            #expect(answer.status == 200)
            #expect(answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
            #expect(answer.body.contains("refreshed 1\n"))
        }
    }

    @Test(
        "refuses metrics to everybody else, and says what is needed",
        arguments: [
            "", "Authorization: Bearer", "Authorization: Bearer ", "Authorization: Bearer three",
            "Authorization: Basic one", "Authorization: one", "Authorization: Bearer onee", "Authorization: Bearer on",
        ])
    func noToken(header: String) async throws {
        try await run(access: .tokens([Data("one".utf8)])) { console in
            let answer = try #require(try await console.send(get("/metrics", header.isEmpty ? [] : [header])))
            #expect(answer.status == 401)
            #expect(answer.headers["www-authenticate"] == "Bearer realm=\"rollcall\"")
            #expect(answer.headers["content-type"] == "application/problem+json")
            #expect(answer.body.contains(#""status":401"#))
            #expect(!answer.body.contains("refreshed"))
        }
    }

    @Test("without tokens nobody sees metrics, not even with an empty one")
    func noTokens() async throws {
        for tokens in [[], [Data()]] {
            try await run(access: .tokens(tokens)) { console in
                let answer = try #require(try await console.send(get("/metrics", ["Authorization: Bearer "])))
                #expect(answer.status == 401)
            }
        }
    }

    @Test("shows metrics to everybody when they are open")
    func open() async throws {
        try await run(access: .open) { console in
            let answer = try #require(try await console.send(get("/metrics")))
            #expect(answer.status == 200)
        }
    }

    @Test(
        "answers other paths with problem details",
        arguments: [
            ("/", 404), ("/hooks/entra", 404), ("/healthz/", 404), ("/metrics2", 404), ("/api/v1/status", 401),
            ("/api", 401),
        ])
    func others(path: String, status: Int) async throws {
        try await run(access: .open) { console in
            let answer = try #require(try await console.send(get(path)))
            #expect(answer.status == status)
            #expect(answer.headers["content-type"] == "application/problem+json")
            #expect(answer.body.contains(#""status":\#(status)"#))
            #expect(answer.body.contains(#""type":"about:blank""#))
        }
    }

    @Test("an API path that does not exist is 404 to those who may ask")
    func unknownAPI() async throws {
        try await run(access: .tokens([Data("one".utf8)])) { console in
            let answer = try #require(try await console.send(get("/api/v1/none", ["Authorization: Bearer one"])))
            #expect(answer.status == 404)
        }
    }

    @Test("answers a wrong method with 405 and HEAD without a body")
    func methods() async throws {
        try await run { console in
            let post = try #require(try await console.send(request("POST", "/healthz", body: "x")))
            #expect(post.status == 405)
            #expect(post.headers["allow"] == "GET, HEAD")
            let head = try await RawPeer.connect(to: console.port) { peer in
                try await peer.send(request("HEAD", "/healthz", ["Connection: close"]))
                return try await peer.rest()
            }
            #expect(head.hasPrefix("HTTP/1.1 200"))
            #expect(head.hasSuffix("\r\n\r\n"))
        }
    }

    @Test("a certificate that is missing is an error that names the console")
    func noCertificate() {
        let error = #expect(throws: ListenerError.self) {
            var configuration = ListenerConfiguration(host: "127.0.0.1", port: 0)
            configuration.tls = TLSFiles(certificate: "/nowhere.crt", privateKey: "/nowhere.key")
            _ = try ConsoleListener(
                configuration: configuration, readiness: { Self.ready }, metrics: PrometheusRegistry(),
                metricsAccess: { .open }, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        }
        #expect(error?.description.hasPrefix("listener 'console'") == true)
    }

    @Test("serves TLS, and ends with its service group")
    func tls() async throws {
        try await withCertificate(.one) { files in
            try await run(tls: files.tls) { console in
                let answer = try await RawPeer.connect(to: console.port, tls: try .client(trusting: .one)) { peer in
                    try await peer.send(get("/healthz"))
                    return try await peer.answer()
                }
                #expect(answer?.status == 200)
            }
        }
    }

    @Test("an address that is taken is an error that names it")
    func addressTaken() async throws {
        try await run { console in
            let port = console.port
            let error = await #expect(throws: ListenerError.self) { try await run(port: port) { _ in } }
            #expect(error?.code == .notBound)
            #expect(error?.description.contains("127.0.0.1:\(port)") == true)
        }
    }

    private struct Console: Sendable {
        let port: Int

        func send(_ text: String) async throws -> RawAnswer? {
            try await RawPeer.connect(to: port) { peer in
                try await peer.send(text)
                return try await peer.answer()
            }
        }
    }

    private func get(_ path: String, _ headers: [String] = []) -> String { request("GET", path, headers) }

    private func run(
        readiness: Readiness = ConsoleListenerTests.ready, access: MetricsAccess = .open, tls: TLSFiles? = nil,
        port: Int = 0,
        _ body: @Sendable (Console) async throws -> Void
    ) async throws {
        let metrics = PrometheusRegistry(), logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let gauge = Meter(label: "refreshed", factory: metrics)
        let listener = try ConsoleListener(
            configuration: ListenerConfiguration(host: "127.0.0.1", port: port, tls: tls), readiness: { readiness },
            metrics: metrics,
            metricsAccess: { access }, refreshGauges: { gauge.set(1) }, logger: logger)
        let services = ServiceGroup(configuration: .init(services: [.init(service: listener)], logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await services.run() }
            try await body(Console(port: try await listener.boundPort))
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
        }
    }
}
