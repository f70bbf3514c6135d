public import Domain

/// How long a run waits for a connector or target that stands still.
public struct LanePatience: Sendable {
    private static let look = Duration.milliseconds(500)

    private let board: LaneBoard
    /// nil: as long as it takes.
    private let limit: Duration?
    private let time: any TimeSource

    public init(board: LaneBoard, limit: Duration?, time: any TimeSource) {
        self.board = board
        self.limit = limit
        self.time = time
    }

    /// Returns when all of `lanes` are open.
    func wait(for lanes: Lane..., telling meter: RunMeter) async throws {
        var waited = Duration.zero
        while let lane = await firstPaused(of: lanes) {
            let pause = await board.pause(of: lane)
            if let limit, waited >= limit {
                let why = pause.map { ": \($0.message)" } ?? ""
                throw RunEnd.failed(
                    "\(lane.side.rawValue) '\(lane.name)' has stood still for \(limit.components.seconds) s\(why)")
            }
            if let pause { meter.wait(for: "\(lane.side.rawValue) '\(lane.name)' (\(pause.reason.rawValue))") }
            try await time.sleep(for: Self.look)
            waited += Self.look
        }
        if waited > .zero { meter.wait(for: nil) }
        try Task.checkCancellation()
    }

    private func firstPaused(of lanes: [Lane]) async -> Lane? {
        for lane in lanes where await !board.isOpen(lane) { return lane }
        return nil
    }
}
