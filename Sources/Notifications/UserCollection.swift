import Domain

/// Users in the order they were first named, each once.
struct UserCollection {
    private(set) var all: [UserReference] = []
    private var seen: Set<UserReference> = []

    var isEmpty: Bool { all.isEmpty }

    mutating func add(_ user: UserReference) {
        if seen.insert(user).inserted { all.append(user) }
    }
}
