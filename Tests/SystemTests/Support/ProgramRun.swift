import Foundation
import Synchronization
import TestSupport

/// One run of a program; what it prints goes to files, so that nothing is lost however it ends.
final class ProgramRun: Sendable {
    struct Ending: Sendable, Hashable, CustomStringConvertible {
        let status: Int32
        let bySignal: Bool
        var description: String { bySignal ? "signal \(status)" : "exit \(status)" }
    }

    let name: String
    let processIdentifier: pid_t
    private let files: (out: URL, err: URL)
    private let ending = Mutex<Ending?>(nil)

    /// - Parameter environment: The whole of it: nothing is inherited.
    init(
        _ executable: URL, _ arguments: [String], environment: [String: String], folder: URL, name: String
    ) throws {
        self.name = name
        files = (folder.appending(path: "\(name).out"), folder.appending(path: "\(name).err"))
        processIdentifier = try Spawning.start(
            executable.path, arguments, environment: environment, out: files.out.path, err: files.err.path)
    }

    /// nil: it runs.
    var ended: Ending? {
        ending.withLock { ending in
            if ending == nil { ending = Spawning.ending(of: processIdentifier) }
            return ending
        }
    }
    var out: String { Self.text(of: files.out) }
    var err: String { Self.text(of: files.err) }

    /// Signals the process alone.
    func signal(_ number: Int32) {
        // Under the lock: once it was waited for, its number may be another's.
        ending.withLock { if $0 == nil { _ = kill(processIdentifier, number) } }
    }

    /// Awaits its end.
    @discardableResult
    func end(within limit: Duration = .seconds(60)) async throws -> Ending {
        try await waitUntil(limit, "\(name) to end") { self.ended != nil }
        return ended ?? Ending(status: -1, bySignal: false)
    }

    /// Kills it and what it started without a word, as a power cut would, and awaits that it is gone.
    func killNow() async throws {
        ending.withLock { if $0 == nil { _ = kill(-processIdentifier, SIGKILL) } }
        try await end()
    }

    private static func text(of file: URL) -> String {
        (try? Data(contentsOf: file)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
