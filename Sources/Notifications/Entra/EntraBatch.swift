import Domain

/// Collects what the verified items of one request name.
struct EntraBatch {
    let connector: String
    var rejected = 0
    private var users = UserCollection()
    private var lifecycleEvents: [LifecycleEvent] = []
    private var subscriptions: Set<String> = []
    private var unverified = 0

    init(connector: String) { self.connector = connector }

    mutating func add(_ item: EntraItem, verified: Bool) {
        guard verified, let subscription = item.subscriptionId else {
            unverified += 1
            rejected += 1
            return
        }
        subscriptions.insert(subscription)
        if let event = item.lifecycleEvent {
            // One that cannot be an event's name still says that something happened: it is taken as an unknown one.
            let name = NamedText.isUsable(event) ? event : "unknown"
            lifecycleEvents.append(LifecycleEvent(name: name, subscription: subscription))
        } else if let user = item.user {
            users.add(UserReference(connector: connector, id: user))
        } else {
            rejected += 1
        }
    }

    func delivery(kindWhenEmpty: DeliveryRecord.Kind) throws(Refusal) -> VerifiedDelivery {
        if subscriptions.isEmpty, unverified > 0 {
            throw Refusal(.unverified, "clientState, subscription or tenant is not ours", rejected: rejected)
        }
        if users.isEmpty, lifecycleEvents.isEmpty, rejected > 0 {
            throw Refusal(.namesNobody, "no verified item names a user", rejected: rejected)
        }
        let kind: DeliveryRecord.Kind =
            users.isEmpty ? (lifecycleEvents.isEmpty ? kindWhenEmpty : .lifecycle) : .notification
        return VerifiedDelivery(
            kind: kind, users: users.all, rejected: rejected, lifecycleEvents: lifecycleEvents,
            subscriptions: subscriptions)
    }
}
