/// Knows who is told of a change at one directory, and in what words.
protocol Announcer: Sendable {
    /// - Parameter batch: changes of how many people share one delivery, where the directory does that.
    func deliveries(of changes: [PersonChange], batch: Int) async -> [Delivery]
}
