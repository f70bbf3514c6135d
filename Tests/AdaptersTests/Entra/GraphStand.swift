import Adapters
import Domain
import Foundation
import Hummingbird
import Settings
import Synchronization
import TestSupport

/// Entra's directory over the imitation of Graph.
struct GraphStand: DirectoryStand {
    let attributes = (givenName: "givenName", mail: "mail", login: "userPrincipalName")

    func with(
        _ people: [StandPerson], mood: StandMood, _ body: @escaping @Sendable (any Directory) async throws -> Void
    ) async throws {
        let graph = GraphImitation { request in
            let isSignIn = request.path.hasSuffix("/token")
            if isSignIn { return mood == .refusesCredentials ? .oauth(401, "invalid_client", 7_000_215) : nil }
            if mood == .forgetsCursors, request.query["$skiptoken"] != nil {
                return .graph(400, "Directory_ExpiredPageToken")
            }
            return try await Self.answer(in: mood)
        }
        for person in people {
            graph.add(person)
            if mood == .leavesOutGivenName { graph.state.withLock { $0.users[person.id]?["givenName"] = nil } }
        }
        try await EntraBench.with(graph, limits: mood.isSlow ? .impatient : .init()) { bench in
            try await body(bench.directory)
        }
    }

    private static func answer(in mood: StandMood) async throws -> Response? {
        switch mood {
        case .well, .refusesCredentials, .leavesOutGivenName, .forgetsCursors: nil
        case .forbids: .graph(403, "Authorization_RequestDenied")
        case .throttles(let seconds): .graph(429, "TooManyRequests", headers: ["Retry-After": "\(seconds)"])
        case .down: .graph(503, "ServiceUnavailable")
        case .silent: try await .late()
        case .drips: .dripping
        case .answersHTML: .signInPage
        case .cutsOff: .cutOff
        case .answersTooMuch: .tooMuch
        case .sendsElsewhere: .elsewhere
        }
    }
}

/// A directory, pointed at an imitation of Graph over real HTTP.
struct EntraBench: Sendable {
    let graph: GraphImitation
    let directory: EntraDirectory
    let settings: EntraSettings

    static func with(
        _ graph: GraphImitation, secret: String = "s3cret+&=%", credential: EntraCredential? = nil,
        time: any TimeSource = SystemTime(),
        limits: HTTPClientTransport.Limits = .init(), _ body: @escaping @Sendable (EntraBench) async throws -> Void
    ) async throws {
        try await LoopbackServer.with({ try await graph.answer($0) }) { url in
            let settings = EntraSettings(
                tenantID: "tenant", clientID: "client", credential: credential ?? .secret(Secret(secret)),
                graphURL: url.appending(path: "v1.0"), authorityURL: url, clientState: [Secret("state")])
            try await HTTPClientTransport.with(limits: limits) { transport in
                let directory = EntraDirectory(name: "entra", settings: settings, transport: transport, time: time)
                try await body(EntraBench(graph: graph, directory: directory, settings: settings))
            }
        }
    }
}
