/// Lets few systems run at a time: each is several processes, and the machine has few cores.
actor Turns {
    static let shared = Turns(places: 4)

    private let places: Int
    private var taken = 0
    private var waiting: [(weight: Int, continuation: CheckedContinuation<Void, Never>)] = []

    init(places: Int) { self.places = places }

    /// Runs `body` while it holds `weight` of the places, in the order of asking.
    func take<Result: Sendable>(_ weight: Int, _ body: @Sendable () async throws -> Result) async rethrows -> Result {
        let weight = min(weight, places)
        if taken + weight <= places, waiting.isEmpty {
            taken += weight
        } else {
            await withCheckedContinuation { waiting.append((weight, $0)) }
        }
        defer { leave(weight) }
        return try await body()
    }

    private func leave(_ weight: Int) {
        taken -= weight
        while let next = waiting.first, taken + next.weight <= places {
            waiting.removeFirst()
            taken += next.weight
            next.continuation.resume()
        }
    }
}
