import Domain
import Logging
import Synchronization

/// Says once that the store fails and once that it works again: the pool asks it twice a second, and a log that grows
/// with every refusal would help to fill the disk.
final class StoreTrouble: Sendable {
    private let last = Mutex<StoreError?>(nil)
    private let what: Logger.Message
    private let logger: Logger

    /// - Parameter what: What does not happen meanwhile.
    init(_ what: Logger.Message, logger: Logger) {
        self.what = what
        self.logger = logger
    }

    func failed(_ error: StoreError) {
        let isNew = last.withLock { last in
            defer { last = error }
            return last != error
        }
        if isNew { logger.error(what, metadata: ["error": "\(error)"]) }
    }

    func worked() {
        let isOver = last.withLock { last in
            defer { last = nil }
            return last != nil
        }
        if isOver { logger.notice("the store works again") }
    }
}
