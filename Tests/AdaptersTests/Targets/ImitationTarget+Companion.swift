import Foundation
import HTTPTypes
import Hummingbird
import Synchronization
import TestSupport

/// A companion script as it is installed at one imitation.
struct ImitationScript: Sendable {
    static let path = "/rest/scriptrunner/latest/custom/rollcallProfile"

    /// What it refuses, by name.
    let refuses: [String: String]
    /// The only names that may be written; nil: any.
    let mapped: Set<String>?
    let trimsValues: Bool
}

private struct Change: Decodable {
    let set: [String: String]
    let remove: [String]
}

extension ImitationTarget {
    func companion(_ request: LoopbackServer.Received, _ script: ImitationScript) -> Response {
        guard hasBearer(request) else { return .text("denied", status: 401, type: "text/plain") }
        let name = request.query["username"] ?? ""
        guard let person = person(named: name) else {
            return .text(
                Self.json(["errorMessages": ["The user named '\(name)' does not exist"], "errors": [:]]), status: 404)
        }
        guard request.method == "PUT" else { return values(of: person.key, [:]) }
        guard let change = try? JSONDecoder().decode(Change.self, from: request.body) else {
            violate("a PUT whose body is not the contract's")
            return .text(#"{"errorMessages":["bad body"],"errors":{}}"#, status: 400)
        }
        if request.headers[.contentType]?.hasPrefix("application/json") != true { violate("a PUT that is no JSON") }
        let names = Array(change.set.keys) + change.remove
        for name in names where !(script.mapped?.contains(name) ?? true) { violate("a write to \(name)") }
        let errors = script.refuses.filter { names.contains($0.key) }
        guard errors.isEmpty else { return .text(Self.json(["errorMessages": [], "errors": errors]), status: 400) }
        state.withLock { state in
            for (name, value) in change.set {
                state.people[person.key]?.values[name] =
                    script.trimsValues ? value.trimmingCharacters(in: .whitespaces) : value
            }
            for name in change.remove { state.people[person.key]?.values[name] = nil }
        }
        return values(of: person.key, ["changed": Array(change.set.keys), "unchanged": [], "removed": change.remove])
    }

    private func values(of key: String, _ more: [String: Any]) -> Response {
        guard let person = person(key) else { return .text("{}", status: 500) }
        let body: [String: Any] = ["username": person.name, "userKey": key, "values": person.values]
        return .text(Self.json(body.merging(more) { first, _ in first }))
    }
}
