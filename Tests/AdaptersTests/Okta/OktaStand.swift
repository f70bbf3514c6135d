import Adapters
import Domain
import Foundation
import Hummingbird
import Settings
import TestSupport

/// Okta's directory over its imitation.
struct OktaStand: DirectoryStand {
    let attributes = (givenName: "profile.firstName", mail: "profile.email", login: "profile.login")
    let namesEmptyAttributes = false

    func with(
        _ people: [StandPerson], mood: StandMood, _ body: @escaping @Sendable (any Directory) async throws -> Void
    ) async throws {
        let okta = OktaImitation { request in
            if mood == .forgetsCursors, request.query["after"] != nil { return .okta(400, "E0000001") }
            return try await Self.answer(in: mood)
        }
        for person in people {
            let isNameless = mood == .leavesOutGivenName
            okta.add(
                StandPerson(
                    id: person.id, login: person.login, mail: person.mail,
                    givenName: isNameless ? nil : person.givenName, managerID: person.managerID))
        }
        try await OktaBench.with(okta, limits: mood.isSlow ? .impatient : .init()) { bench in
            try await body(bench.directory)
        }
    }

    private static func answer(in mood: StandMood) async throws -> Response? {
        switch mood {
        case .well, .leavesOutGivenName, .forgetsCursors: nil
        case .refusesCredentials: .okta(401, "E0000011")
        case .forbids: .okta(403, "E0000006")
        case .throttles(let seconds): .okta(429, "E0000047", headers: Self.limit(resetAfter: seconds))
        case .down: .text("", status: 503)
        case .silent: try await .late()
        case .drips: .dripping
        case .answersHTML: .signInPage
        case .cutsOff: .cutOff
        case .answersTooMuch: .tooMuch
        case .sendsElsewhere: .elsewhere
        }
    }

    /// Okta's clock is not ours: what counts is the answer's own date.
    static func limit(_ limit: Int = 600, remaining: Int = 0, resetAfter seconds: Int) -> [String: String] {
        [
            "Date": "Sun, 06 Nov 1994 08:49:37 GMT", "X-Rate-Limit-Limit": "\(limit)",
            "X-Rate-Limit-Remaining": "\(remaining)", "X-Rate-Limit-Reset": "\(784_111_777 + seconds)",
        ]
    }
}

/// A directory, pointed at an imitation of Okta over real HTTP.
struct OktaBench: Sendable {
    let okta: OktaImitation
    let directory: OktaDirectory
    let settings: OktaSettings

    static func with(
        _ okta: OktaImitation, signIn: OktaCredentials = .apiToken(Secret("00t0ken")),
        time: any TimeSource = SystemTime(),
        limits: HTTPClientTransport.Limits = .init(), _ body: @escaping @Sendable (OktaBench) async throws -> Void
    ) async throws {
        try await LoopbackServer.with({ try await okta.answer($0) }) { url in
            let settings = OktaSettings(
                orgURL: url, signIn: signIn, hookSecret: [Secret("hook-s3cret"), Secret("older")])
            try await HTTPClientTransport.with(limits: limits) { transport in
                let directory = OktaDirectory(
                    name: "okta", settings: settings, transport: transport, time: time, jitter: { .zero })
                try await body(OktaBench(okta: okta, directory: directory, settings: settings))
            }
        }
    }
}
