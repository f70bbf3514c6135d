import Adapters
import Domain
import Synchronization

/// A connector whose secrets can be read again while it is in use.
final class ReloadableDirectory: ListableDirectory {
    let name: String
    private let present: Mutex<ConnectedDirectory>

    init(_ connected: ConnectedDirectory) {
        name = connected.directory.name
        present = Mutex(connected)
    }

    private var current: any ListableDirectory { present.withLock { $0.directory } }
    var subscriber: (any Subscriber)? { present.withLock { $0.subscriber } }

    /// Requests under way go on with the old one.
    func replace(with connected: ConnectedDirectory) { present.withLock { $0 = connected } }

    func profile(of id: String, paths: Set<AttributePath>) async throws(DirectoryError) -> Profile {
        try await current.profile(of: id, paths: paths)
    }

    func managerPath(of path: AttributePath) -> AttributePath? { current.managerPath(of: path) }

    func users(where attribute: String, equals value: String) async throws(DirectoryError) -> [String] {
        try await current.users(where: attribute, equals: value)
    }

    func users(named name: String) async throws(DirectoryError) -> [String] {
        try await current.users(named: name)
    }

    func page(after cursor: String?, paths: Set<AttributePath>) async throws(DirectoryError) -> UserPage {
        try await current.page(after: cursor, paths: paths)
    }

    func probe() async throws(DirectoryError) { try await current.probe() }

    func examine(paths: Set<AttributePath>) async -> [Probe] { await current.examine(paths: paths) }
}
