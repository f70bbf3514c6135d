import Foundation
import Hummingbird
import Synchronization

/// Notices when an account is written while another write of it is under way: passes that write one account must never
/// overlap, while reading is free.
final class AccountTraffic: Sendable {
    private let system: SandboxSystem
    private let companionPath: String
    private let journal: Journal
    private let underWay = Mutex<[String: Int]>([:])

    init(_ system: SandboxSystem, companionPath: String, journal: Journal) {
        self.system = system
        self.companionPath = companionPath
        self.journal = journal
    }

    func watching(_ request: Incoming, _ respond: (Incoming) async -> Response) async -> Response {
        guard let name = account(in: request)?.lowercased() else { return await respond(request) }
        let others = underWay.withLock { underWay in
            let others = underWay[name, default: 0]
            underWay[name] = others + 1
            return others
        }
        defer {
            underWay.withLock { underWay in
                let left = underWay[name, default: 1] - 1
                underWay[name] = left > 0 ? left : nil
            }
        }
        if others > 0 { await journal.change(\.overlaps, at: system) }
        return await respond(request)
    }

    /// Whom a form of the administration, or the companion, writes.
    private func account(in request: Incoming) -> String? {
        guard request.method != "GET" else { return nil }
        if request.path.hasSuffix(companionPath) { return request.query["username"] }
        guard request.path.contains("/admin/user") else { return nil }
        let field = system == .confluence ? "username" : "name"
        return request.query[field] ?? request.form[field]
    }
}
