import Domain
import Foundation

/// Method companion: one script of ours at the customer's Jira or Confluence (contracts/jira.md, method companion).
struct CompanionMethod: ProfileMethod {
    private struct Reading: Decodable {
        let username: String
        let userKey: String
        let values: [String: String]
    }
    private struct Change: Encodable {
        let set: [String: String]
        let remove: [String]
    }
    private struct CompanionErrors: Decodable {
        let errorMessages: [String]
        let errors: [String: String]?
    }
    private enum Writing {
        case done([String: String])
        /// Nothing was written; why, by name.
        case refused([String: String], TargetAnswer)
    }

    let sender: any AuthenticatedSender
    let path: String

    let part = "companion script"

    func values(of user: TargetUser) async throws(TargetError) -> [String: String] {
        let answer = try await sender.send(.rest(path, query: [("username", user.name)])).answer
        guard answer.status == 200 else { throw failure(answer, user) }
        return try values(in: answer, of: user)
    }

    func write(_ changes: [TargetChange], to user: TargetUser) async throws(TargetError) -> [String: String] {
        let changes = changes.map { (name: $0.attribute.name, value: $0.new) }
        var refusals: [String: String] = [:]
        var rest = changes
        var writing = try await put(rest, to: user)
        if case .refused(let named, _) = writing {
            refusals = named
            rest = changes.filter { named[$0.name] == nil }
            if rest.isEmpty { return refusals }
            writing = try await put(rest, to: user)
        }
        switch writing {
        case .refused(_, let answer):
            throw answer.error(
                .refused, "the script refused the change again (400), without what it had refused before")
        case .done(let values):
            for (name, value) in rest where values[name] != value {
                refusals[name] = ReadBack.words(wanted: value, found: values[name], at: sender.channel.product)
            }
            return refusals
        }
    }

    func examine(_ account: TargetUser) async throws(TargetError) { _ = try await values(of: account) }

    private func put(
        _ changes: [(name: String, value: String?)], to user: TargetUser
    ) async throws(TargetError) -> Writing {
        var request = TargetRequest.rest(path, query: [("username", user.name)], method: "PUT")
        let set = changes.compactMap { change in change.value.map { (change.name, $0) } }
        let change = Change(
            set: Dictionary(set) { _, last in last }, remove: changes.filter { $0.value == nil }.map(\.name))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let json = try? encoder.encode(change) else {
            throw sender.channel.error(.refused, request, "a value is no text")
        }
        request.body = .json(json)
        let answer = try await sender.send(request).answer
        switch answer.status {
        case 200: return .done(try values(in: answer, of: user))
        case 400:
            let errors = try answer.decoded(as: CompanionErrors.self).errors ?? [:]
            let named = errors.filter { name, _ in changes.contains { $0.name == name } }
            guard !named.isEmpty else { throw failure(answer, user) }
            let texts = named.map { name, text in
                let value = changes.first { $0.name == name }?.value
                return (name, RefusalText.words(text, hiding: value, of: sender.channel.product))
            }
            return .refused(Dictionary(texts) { first, _ in first }, answer)
        default: throw failure(answer, user)
        }
    }

    private func values(in answer: TargetAnswer, of user: TargetUser) throws(TargetError) -> [String: String] {
        let reading = try answer.decoded(as: Reading.self)
        guard reading.userKey == user.key else {
            throw answer.error(.notFound, "the user name belongs to another account now")
        }
        return reading.values
    }

    private func failure(_ answer: TargetAnswer, _ user: TargetUser) -> TargetError {
        guard answer.status == 404 || answer.status == 405 else { return answer.failure() }
        // Only the script names the user that it does not know.
        let messages = (try? answer.decoded(as: CompanionErrors.self))?.errorMessages ?? []
        if answer.status == 404, messages.contains(where: { $0.localizedCaseInsensitiveContains(user.name) }) {
            return answer.error(.notFound, "\(sender.channel.product.name) knows nobody by this user name")
        }
        return answer.error(
            .unreachable, "the companion script is not there (\(answer.status))",
            remedy: "install it at \(sender.channel.product.name) under \(path), or correct companionPath")
    }
}
