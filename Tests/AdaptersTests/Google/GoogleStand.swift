import Adapters
import Domain
import Foundation
import Hummingbird
import Settings
import TestSupport

/// Google's directory over the imitation; the mail is a custom field, since all standard texts but the login stand in
/// lists, are never empty, or cannot be searched by.
struct GoogleStand: DirectoryStand {
    let attributes = (givenName: "name.givenName", mail: "customSchemas.HR.contact", login: "primaryEmail")
    let namesEmptyAttributes = false

    func with(
        _ people: [StandPerson], mood: StandMood, _ body: @escaping @Sendable (any Directory) async throws -> Void
    ) async throws {
        let google = GoogleImitation { request in
            if request.path == "/token" {
                return mood == .refusesCredentials ? .oauth(400, "invalid_grant", "Invalid JWT Signature.") : nil
            }
            if mood == .forgetsCursors, request.query["pageToken"] != nil { return .google(400, "invalid") }
            return try await Self.answer(in: mood)
        }
        let logins = people.reduce(into: [:]) { $0[$1.id] = $1.login }
        for person in people {
            var more: [String: AttributeValue] = [:]
            if let name = person.givenName, mood != .leavesOutGivenName {
                more["name"] = .object(["givenName": .text(name)])
            }
            if let mail = person.mail {
                more["customSchemas"] = .object(["HR": .object(["contact": .text(mail)])])
                more["aliases"] = .list([.text(mail)])
            }
            google.add(person.id, person.login, manager: person.managerID.flatMap { logins[$0] }, more)
        }
        try await GoogleBench.with(google, limits: mood.isSlow ? .impatient : .init()) { bench in
            try await body(bench.directory)
        }
    }

    private static func answer(in mood: StandMood) async throws -> Response? {
        switch mood {
        case .well, .refusesCredentials, .leavesOutGivenName, .forgetsCursors: nil
        case .forbids: .google(403, "forbidden")
        case .throttles(let seconds):
            .google(403, "userRateLimitExceeded", headers: ["Retry-After": "\(seconds)"])
        case .down: .google(503, "backendError")
        case .silent: try await .late()
        case .drips: .dripping
        case .answersHTML: .signInPage
        case .cutsOff: .cutOff
        case .answersTooMuch: .tooMuch
        case .sendsElsewhere: .elsewhere
        }
    }
}

/// A directory, pointed at an imitation of Google over real HTTP.
struct GoogleBench: Sendable {
    let google: GoogleImitation
    let directory: GoogleDirectory
    let settings: GoogleSettings
    let transport: any HTTPTransport

    static func with(
        _ google: GoogleImitation, key: String = TestKeys.rsa, keyID: String = "key-1",
        admin: String = GoogleImitation.admin,
        channelToken: [String] = ["channel s3cret"], limits: HTTPClientTransport.Limits = .init(),
        _ body: @escaping @Sendable (GoogleBench) async throws -> Void
    ) async throws {
        try await LoopbackServer.with({ try await google.answer($0) }) { url in
            let tokenURL = url.appending(path: "token")
            let file = GoogleImitation.keyFile(key, tokenURI: tokenURL.absoluteString, id: keyID)
            let settings = GoogleSettings(
                serviceAccountKey: try ServiceAccountKey(json: file), tokenURL: tokenURL, delegatedAdmin: admin,
                apiURL: url, channelToken: channelToken.map { Secret($0) })
            try await HTTPClientTransport.with(limits: limits) { transport in
                let directory = GoogleDirectory(
                    name: "google", settings: settings, transport: transport, time: google.time)
                try await body(
                    GoogleBench(google: google, directory: directory, settings: settings, transport: transport))
            }
        }
    }
}
