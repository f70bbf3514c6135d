import Adapters
import Domain
import Synchronization

/// A target whose secrets can be read again while it is in use.
final class ReloadableTarget: TargetWriter {
    let name: String
    private let present: Mutex<ConnectedTarget>

    init(_ connected: ConnectedTarget) {
        name = connected.target.name
        present = Mutex(connected)
    }

    private var current: any TargetWriter { present.withLock { $0.target } }

    /// nil: its accounts are found by mail address without being listed.
    var lister: (any AccountLister)? {
        present.withLock { $0.lister?.index }.map { ReloadableLister(index: $0, target: self) }
    }

    /// Requests under way go on with the old one.
    func replace(with connected: ConnectedTarget) { present.withLock { $0 = connected } }

    fileprivate var currentLister: (any AccountLister)? { present.withLock { $0.lister } }

    func users(matching match: TargetMatch) async throws(TargetError) -> [TargetUser] {
        try await current.users(matching: match)
    }

    func user(key: String) async throws(TargetError) -> TargetUser? { try await current.user(key: key) }

    func values(
        of user: TargetUser, attributes: Set<TargetAttribute>
    ) async throws(TargetError) -> [TargetAttribute: String] {
        try await current.values(of: user, attributes: attributes)
    }

    func normalized(_ value: String, for attribute: TargetAttribute) -> String {
        current.normalized(value, for: attribute)
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

/// Lists a target's accounts with the secrets as they are now.
private struct ReloadableLister: AccountLister {
    let index: AccountIndex
    let target: ReloadableTarget

    func page(after cursor: String?) async throws(TargetError) -> AccountPage {
        try await current().page(after: cursor)
    }

    func mailAddress(of account: TargetUser) async throws(TargetError) -> String? {
        try await current().mailAddress(of: account)
    }

    func examine() async -> [Probe] { await target.currentLister?.examine() ?? [] }

    private func current() throws(TargetError) -> any AccountLister {
        guard let lister = target.currentLister else {
            throw TargetError(
                .refused, target: target.name, request: "the listing of accounts", cause: "the target lists no accounts"
            )
        }
        return lister
    }
}
