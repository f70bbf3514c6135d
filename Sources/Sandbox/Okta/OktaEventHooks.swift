import Domain
import Foundation
import Hummingbird

/// The org's event hooks and their states (contracts/okta.md, Event hooks: registering).
actor OktaEventHooks {
    private let challenge: OktaChallenge
    private let journal: Journal
    private var hooks: [OktaEventHook] = []
    private static let mostActive = 25

    init(challenge: OktaChallenge, journal: Journal) {
        self.challenge = challenge
        self.journal = journal
    }

    /// Those that get events: active and verified.
    var delivering: [OktaEventHook] { hooks.filter(\.delivers) }

    func list() -> Response { Answer.json(200, .list(hooks.map(\.json))) }

    func read(_ id: String) throws(OktaError) -> Response { Answer.json(200, hooks[try place(of: id)].json) }

    func create(_ body: AttributeValue, origin: String) throws(OktaError) -> Response {
        let hook = try OktaEventHook(body, origin: origin, at: Date())
        try refuseTooMany()
        hooks.append(hook)
        return Answer.json(200, hook.json)
    }

    func replace(_ id: String, _ body: AttributeValue) throws(OktaError) -> Response {
        let place = try place(of: id)
        try hooks[place].replace(by: body)
        return Answer.json(200, hooks[place].json)
    }

    func set(_ id: String, active: Bool) throws(OktaError) -> Response {
        let place = try place(of: id)
        if active, !hooks[place].isActive { try refuseTooMany() }
        hooks[place].isActive = active
        return Answer.json(200, hooks[place].json)
    }

    func verify(_ id: String) async throws(OktaError) -> Response {
        let hook = hooks[try place(of: id)]
        guard hook.isActive else { throw .validation("status: the hook is not active") }
        try await challenge.put(to: hook.channel)
        let place = try place(of: id)
        // Replaced while the address was asked: what was proved is not what stands there.
        guard hooks[place].channel == hook.channel else { throw .validation("channel: changed meanwhile") }
        hooks[place].isVerified = true
        await journal.record(.subscribed, at: .okta, id, hook.channel.url.absoluteString)
        return Answer.json(200, hook.with(verified: true).json)
    }

    func delete(_ id: String) async throws(OktaError) -> Response {
        let place = try place(of: id)
        guard !hooks[place].isActive else { throw .validation("status: an active event hook cannot be deleted") }
        hooks.remove(at: place)
        await journal.record(.unsubscribed, at: .okta, id)
        return Answer.empty(204)
    }

    /// Forgets all without a word.
    func drop() { hooks = [] }

    private func refuseTooMany() throws(OktaError) {
        guard hooks.count(where: \.isActive) < Self.mostActive else {
            throw .validation("eventHooks: no more than \(Self.mostActive) active ones are allowed")
        }
    }

    private func place(of id: String) throws(OktaError) -> Int {
        guard let place = hooks.firstIndex(where: { $0.id == id }) else { throw .notFound(id, "EventHook") }
        return place
    }
}

extension OktaEventHook {
    fileprivate func with(verified: Bool) -> OktaEventHook {
        var hook = self
        hook.isVerified = verified
        return hook
    }
}
