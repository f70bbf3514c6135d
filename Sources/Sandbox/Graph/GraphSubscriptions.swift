import Domain
import Foundation
import Hummingbird

/// The subscriptions of the one app, with creation's handshake.
actor GraphSubscriptions {
    private let applicationID: String
    private let handshake: Handshake
    private let journal: Journal
    private var subscriptions: [String: GraphSubscription] = [:]
    /// An app's quota in a tenant.
    private static let quota = 100

    init(applicationID: String, handshake: Handshake, journal: Journal) {
        self.applicationID = applicationID
        self.handshake = handshake
        self.journal = journal
    }

    /// Those that live, in no order.
    var live: [GraphSubscription] {
        let now = Date()
        return subscriptions.values.filter { $0.expires > now }
    }

    func create(_ body: AttributeValue) async throws(GraphError) -> Response {
        let subscription = try GraphSubscription(body, at: Date())
        try refuseDuplicate(of: subscription)
        for url in [subscription.notificationURL, subscription.lifecycleURL].compactMap({ $0 }) {
            try await handshake.validate(url)
        }
        // Another creation may have won while both addresses were asked.
        try refuseDuplicate(of: subscription)
        subscriptions[subscription.id] = subscription
        await journal.record(.subscribed, at: .graph, subscription.id, subscription.notificationURL.absoluteString)
        return Answer.json(201, subscription.json(created: true, applicationID: applicationID))
    }

    func list() -> Response {
        let values = live.map { $0.json(created: false, applicationID: applicationID) }
        return Answer.json(200, .object(["value": .list(values)]))
    }

    func read(_ id: String) throws(GraphError) -> Response {
        try Answer.json(200, found(id).json(created: false, applicationID: applicationID))
    }

    /// Renews and reauthorizes; may move the notification's address.
    func update(_ id: String, _ body: AttributeValue) async throws(GraphError) -> Response {
        _ = try found(id)
        guard case .object(let members) = body, !members.isEmpty else {
            throw .badRequest("An object was expected.", code: "InvalidRequest")
        }
        for name in members.keys where !["expirationDateTime", "notificationUrl"].contains(name) {
            throw .badRequest("'\(name)' cannot be changed.", code: "InvalidRequest")
        }
        let moved = try GraphSubscription.url(members["notificationUrl"], named: "notificationUrl")
        if let moved { try await handshake.validate(moved) }
        var subscription = try found(id)
        if let moved { subscription.notificationURL = moved }
        if let expiry = members["expirationDateTime"] {
            subscription.expires = try GraphSubscription.expiry(expiry, at: Date())
        }
        subscriptions[id] = subscription
        return Answer.json(200, subscription.json(created: false, applicationID: applicationID))
    }

    func reauthorize(_ id: String) throws(GraphError) -> Response {
        _ = try found(id)
        return Answer.empty(204)
    }

    func delete(_ id: String) async throws(GraphError) -> Response {
        _ = try found(id)
        subscriptions[id] = nil
        await journal.record(.unsubscribed, at: .graph, id)
        return Answer.empty(204)
    }

    /// Forgets all without a word, as Graph may.
    func drop() { subscriptions = [:] }

    private func refuseDuplicate(of subscription: GraphSubscription) throws(GraphError) {
        if let other = live.first(where: subscription.isSame(as:)) {
            throw GraphError(
                status: 409, code: "Conflict",
                message: "Subscription Id \(other.id) already exists for the requested combination")
        }
        guard live.count < Self.quota else {
            throw GraphError(
                status: 403, code: "ExtensionError",
                message: "Subscription quota of \(Self.quota) for the application in the tenant is reached.")
        }
    }

    private func found(_ id: String) throws(GraphError) -> GraphSubscription {
        guard let subscription = subscriptions[id.lowercased()], subscription.expires > Date() else {
            throw GraphError(status: 404, code: "ResourceNotFound", message: "The object was not found.")
        }
        return subscription
    }
}
