import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// A process, what it prints, and how much memory it took at most.
final class Program: Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private let process: Process
    private let name: String
    private let out: URL
    private let err: URL
    private let peak = Mutex(0.0)

    /// - Parameter folder: Where its output goes.
    init(_ path: String, _ arguments: [String], folder: URL, name: String) throws {
        self.name = name
        out = folder.appending(path: "\(name).out")
        err = folder.appending(path: "\(name).err")
        process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        for (file, isOut) in [(out, true), (err, false)] {
            _ = FileManager.default.createFile(atPath: file.path, contents: nil)
            let handle = try FileHandle(forWritingTo: file)
            if isOut { process.standardOutput = handle } else { process.standardError = handle }
        }
        try process.run()
    }

    var isRunning: Bool { process.isRunning }
    var output: String { (try? String(contentsOf: out, encoding: .utf8)) ?? "" }
    var errors: String { (try? String(contentsOf: err, encoding: .utf8)) ?? "" }

    /// In MiB, as the kernel counted it until now.
    var peakMemory: Double {
        let status = (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        let kilobytes = line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Double($0) } ?? 0
        return peak.withLock { peak in
            peak = max(peak, kilobytes / 1024)
            return peak
        }
    }

    /// Waits until `holds`, at most `seconds`.
    func wait(_ what: String, seconds: Double, until holds: () async throws -> Bool) async throws {
        let end = Date().addingTimeInterval(seconds)
        while try await !holds() {
            guard Date() < end else { throw Failure(description: "\(name): waited \(seconds) s for \(what)") }
            guard isRunning else { throw Failure(description: "\(name) ended: \(errors.suffix(2_000))") }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// Waits for its end; returns the exit code.
    func ended(seconds: Double) async throws -> Int32 {
        let end = Date().addingTimeInterval(seconds)
        while isRunning {
            guard Date() < end else {
                stop()
                throw Failure(description: "\(name) did not end within \(seconds) s")
            }
            _ = peakMemory
            try await Task.sleep(for: .milliseconds(50))
        }
        return process.terminationStatus
    }

    /// SIGKILL; nothing can be finished any more. Waits until it is dead.
    func kill() async throws {
        if process.isRunning { Glibc.kill(process.processIdentifier, SIGKILL) }
        _ = try await ended(seconds: 30)
    }

    /// SIGTERM.
    func stop() { if process.isRunning { process.terminate() } }
}
