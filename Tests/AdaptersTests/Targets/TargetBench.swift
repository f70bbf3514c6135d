import Adapters
import Domain
import Settings
import Testing

/// A target pointed at an imitation of its product over real HTTP, with short words for what tests ask of it.
protocol TargetBench: Sendable {
    associatedtype Target: TargetWriter
    var target: Target { get }
}

enum TargetBenchMethod: String, CaseIterable, Sendable {
    case adminPages, companion

    func configured(username: String, password: String, token: String) -> TargetMethod {
        switch self {
        case .adminPages: .adminPages(username: username, password: Secret(password))
        case .companion: .companion(token: Secret(token), path: TargetMethod.companionPath)
        }
    }
}

extension TargetBench {
    typealias Method = TargetBenchMethod

    func apply(_ changes: [TargetChange], to user: TargetUser) async throws -> [TargetAttribute: AttributeResult] {
        try await target.apply(changes, to: user)
    }

    func values(of user: TargetUser, attributes: Set<TargetAttribute>) async throws -> [TargetAttribute: String] {
        try await target.values(of: user, attributes: attributes)
    }

    func user(key: String) async throws -> TargetUser? { try await target.user(key: key) }

    func users(_ attribute: MatchRule.Target, _ value: String, caseSensitive: Bool = false) async throws -> [TargetUser]
    {
        try await target.users(matching: TargetMatch(attribute, value, caseSensitive: caseSensitive))
    }
}

extension TargetChange {
    static func set(_ attribute: TargetAttribute, _ value: String?, from old: String? = nil) -> TargetChange {
        TargetChange(attribute, old: old, new: value)
    }
}

/// The code of the error that `body` throws; nil when it throws none.
func code(of body: () async throws -> Void) async -> TargetError.Code? {
    do {
        try await body()
        return nil
    } catch {
        return (error as? TargetError)?.code
    }
}

/// `#expect` with `==`, outside of whose expansion `found` may throw.
func expectSame<Value: Equatable>(
    _ found: Value, _ wanted: Value, sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(found == wanted, sourceLocation: sourceLocation)
}
