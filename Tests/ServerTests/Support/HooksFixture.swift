import Domain
import Foundation
import Logging
import Notifications
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing

@testable import Server

/// A hooks listener on loopback with the endpoints `entra`, `google`, `hr` and `okta`, as a configuration would make
/// them.
struct HooksFixture: Sendable {
    static let clientState = "the-client-state", tenant = "11111111-1111-1111-1111-111111111111"
    static let feedSecret = "Feed c2VjcmV0"
    static let channelToken = "the-channel-token"

    let listener: HooksListener
    let port: Int
    let metrics: PrometheusRegistry
    let accepted: Shared<[AcceptedDelivery]>
    let time: ManualTime
    let services: ServiceGroup

    /// Lets the listener run while `body` does, then shuts it down gracefully.
    static func run<T: Sendable>(
        _ store: any SyncRequestStore = ScriptedStore(), known: KnownSubscriptions = .any,
        configure: (inout ListenerConfiguration) -> Void = { _ in },
        _ body: @Sendable (HooksFixture) async throws -> sending T
    ) async throws -> T {
        var configuration = ListenerConfiguration(host: "127.0.0.1", port: 0)
        configure(&configuration)
        let metrics = PrometheusRegistry(), time = ManualTime(), accepted = Shared<[AcceptedDelivery]>([])
        let endpoints = try Self.endpoints(known: known)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let listener = try HooksListener(
            configuration: configuration, endpoints: { endpoints }, intake: store, time: time, logger: logger,
            metrics: metrics, onAccepted: { delivery in accepted.update { $0.append(delivery) } })
        let services = ServiceGroup(configuration: .init(services: [.init(service: listener)], logger: logger))
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await services.run() }
            let fixture = HooksFixture(
                listener: listener, port: try await listener.boundPort, metrics: metrics, accepted: accepted,
                time: time,
                services: services)
            let result = try await body(fixture)
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
            return result
        }
    }

    static func endpoints(known: KnownSubscriptions = .any) throws -> [String: HookEndpoint] {
        let states = [Data(clientState.utf8)]
        let source = WebhookSource(name: "hr", connector: "entra", userPath: try UserPath("user.id"))
        let marks: @Sendable (UserReference, Cause) -> [Mark] = { user, cause in
            [Mark(RequestKey(user, pipeline: "entra-jira"), cause: cause)]
        }
        return [
            "entra": HookEndpoint(
                name: "entra", verifier: EntraVerifier(name: "entra", tenantID: tenant, clientStates: states),
                lifecycleVerifier: EntraVerifier(
                    name: "entra", tenantID: tenant, clientStates: states, endpoint: .lifecycle),
                success: 202, answersValidationToken: true, known: { known }, marks: marks),
            "hr": HookEndpoint(
                name: "hr",
                verifier: StaticHeaderVerifier(
                    source: source, configuration: try .init(secrets: [Data(feedSecret.utf8)])),
                success: 200, marks: marks),
            "okta": HookEndpoint(
                name: "okta", verifier: OktaVerifier(name: "okta", secrets: [Data(feedSecret.utf8)]), success: 200,
                challenge: OktaChallenge(secrets: [Data(feedSecret.utf8)]), marks: marks),
            "google": HookEndpoint(
                name: "google", verifier: GoogleVerifier(name: "google", channelTokens: [Data(channelToken.utf8)]),
                success: 200,
                known: { .watching(["update-1", "add-1"], resources: ["update-1": "r1"], alsoUnlisted: false) },
                marks: marks),
        ]
    }

    /// One request on a connection of its own.
    func send(_ request: String) async throws -> RawAnswer? {
        try await RawPeer.connect(to: port) { peer in
            try await peer.send(request)
            return try await peer.answer()
        }
    }

    /// Sends a request on a connection of its own and looks at the answer's status.
    func expect(_ status: Int, for request: String, at location: SourceLocation = #_sourceLocation) async throws {
        let answer = try await send(request)
        #expect(answer?.status == status, sourceLocation: location)
    }

    func count(_ result: String, of connector: String) -> Int {
        let line = "rollcall_notifications_total{connector=\"\(connector)\",result=\"\(result)\"} "
        let found = metrics.render().split(separator: "\n").first { $0.hasPrefix(line) }
        return found.flatMap { Int($0.dropFirst(line.count)) } ?? -1
    }
}
