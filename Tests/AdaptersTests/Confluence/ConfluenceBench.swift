import Adapters
import Domain
import Foundation
import Storage
import Synchronization
import TestSupport

/// A target pointed at an imitation of Confluence over real HTTP, with an index in a file of its own.
struct ConfluenceBench: TargetBench {
    let wiki: ImitationConfluence
    let target: ConfluenceTarget
    let store: SQLiteStore

    var lister: ConfluenceLister { target.lister }

    /// Puts accounts into the index as a listing would have found them.
    func index(_ accounts: [(key: String, email: String)]) async throws {
        let lease = Duration.seconds(60)
        let now = Date()
        _ = try await store.beginListing(of: lister.index, owner: "test", lease: lease, at: now)
        let listed = accounts.map { ListedAccount(key: $0.key, mail: .address($0.email)) }
        _ = try await store.save(listed, cursor: nil, of: lister.index, owner: "test", lease: lease, at: now)
        _ = try await store.endListing(of: lister.index, owner: "test", limit: 1000, at: now)
    }

    static func with(
        _ wiki: ImitationConfluence, method: Method = .adminPages, password: String = ImitationConfluence.password,
        token: String = ImitationConfluence.bearer, username: String = ImitationConfluence.username,
        signInAllowed: @escaping @Sendable () async -> Bool = { true },
        limits: HTTPClientTransport.Limits = .init(),
        _ body: @escaping @Sendable (ConfluenceBench) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "rollcall-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = try await SQLiteStore(path: folder.appending(path: "index.db").path, settle: .seconds(5))
        try await LoopbackServer.with({ try await wiki.answer($0) }) { url in
            wiki.state.withLock { $0.address = url.absoluteString }
            let base = url.appending(path: wiki.traits.withLock { $0.context })
            try await HTTPClientTransport.with(limits: limits, userAgent: "Rollcall/test") { transport in
                let settings = ConfluenceSettings(
                    TargetConnectionSettings(
                        baseURL: base,
                        method: method.configured(username: username, password: password, token: token),
                        listGroup: ImitationConfluence.group))
                let target = try ConfluenceTarget(
                    name: "wiki", settings: settings, transport: transport, index: store, signInAllowed: signInAllowed)
                try await body(ConfluenceBench(wiki: wiki, target: target, store: store))
            }
        }
        try await store.close()
    }
}

extension ImitationConfluence.Person {
    static let ada = Self(key: "ff81", name: "ada", email: "ada@example.com", fullName: "Ada & \"Lovelace\"")
    static let grace = Self(key: "ff82", name: "grace", email: "grace@example.com", fullName: "Grace Hopper")

    /// As it is found by name or key: mail addresses are not told there.
    var user: TargetUser { TargetUser(key: key, name: name, active: active) }

    func kept(in directory: ImitationConfluence.Directory) -> Self {
        var person = self
        person.directory = directory
        return person
    }
}

extension TargetAttribute {
    static func field(_ name: String) -> TargetAttribute { TargetAttribute(.field, name) }
    static let phone = field("phone")
    static let website = field("website")
    static let position = field("position")
    static let office = field("location")
}
