import Domain

/// Marks the people below a manager whose profile changed, where what is written for them depends on it.
///
/// They are marked at low priority, and nobody who was marked so is taken for news of their own: it goes one level down
/// and no further.
struct PeopleBelow: Sendable {
    private static let page = 500

    let store: any Store
    let time: any TimeSource

    func mark(after claim: Claim, through route: Route, hasChanged: Bool) async throws(StoreError) {
        guard hasChanged, claim.priority != .bulk, route.mapsManagers else { return }
        var last: String?
        while true {
            let people = try await store.reports(of: claim.key.user, after: last, limit: Self.page)
            guard let lowest = people.last else { return }
            let marks = people.filter { $0 != claim.key.user }.map {
                Mark(RequestKey($0, pipeline: route.pipeline.name), cause: claim.cause, priority: .bulk)
            }
            try await store.mark(marks, at: time.now)
            last = lowest.value
        }
    }
}
