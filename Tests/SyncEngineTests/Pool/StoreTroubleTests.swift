import Domain
import Logging
import Synchronization
import Testing

@testable import SyncEngine

@Suite("A store that fails for hours")
struct StoreTroubleTests {
    /// Counts lines by level.
    private final class Lines: Sendable {
        let levels = Mutex<[Logger.Level]>([])
    }

    private struct Handler: LogHandler {
        let lines: Lines
        var metadata = Logger.Metadata()
        var logLevel = Logger.Level.trace
        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }
        func log(event: LogEvent) { lines.levels.withLock { $0.append(event.level) } }
    }

    @Test("is in the log once, again when it fails in another way, and when it works again")
    func once() {
        let lines = Lines()
        let trouble = StoreTrouble(
            "no work can be claimed", logger: Logger(label: "test") { _ in Handler(lines: lines) })
        trouble.worked()
        for _ in 0..<1000 { trouble.failed(StoreError(.full, cause: "no room")) }
        trouble.failed(StoreError(.readOnly, cause: "no right"))
        for _ in 0..<10 { trouble.worked() }
        #expect(lines.levels.withLock { $0 } == [.error, .error, .notice])
    }
}
