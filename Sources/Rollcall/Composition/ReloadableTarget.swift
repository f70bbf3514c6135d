import Domain
import Synchronization

/// A target whose secrets can be read again while it is in use.
final class ReloadableTarget: TargetWriter {
    let name: String
    private let present: Mutex<any TargetWriter>

    init(_ target: any TargetWriter) {
        name = target.name
        present = Mutex(target)
    }

    private var current: any TargetWriter { present.withLock { $0 } }

    /// Requests under way go on with the old one.
    func replace(with target: any TargetWriter) { present.withLock { $0 = target } }

    func users(matching match: TargetMatch) async throws(TargetError) -> [TargetUser] {
        try await current.users(matching: match)
    }

    func user(key: String) async throws(TargetError) -> TargetUser? { try await current.user(key: key) }

    func values(
        of user: TargetUser, attributes: Set<TargetAttribute>
    ) async throws(TargetError) -> [TargetAttribute: String] {
        try await current.values(of: user, attributes: attributes)
    }

    func objection(to value: String?, for attribute: TargetAttribute) -> String? {
        current.objection(to: value, for: attribute)
    }

    func probe() async throws(TargetError) { try await current.probe() }

    func examine() async -> [Probe] { await current.examine() }

    func apply(
        _ changes: [TargetChange], to user: TargetUser
    ) async throws(TargetError) -> [TargetAttribute: AttributeResult] {
        try await current.apply(changes, to: user)
    }
}
