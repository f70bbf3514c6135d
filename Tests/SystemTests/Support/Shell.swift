import Foundation

/// Lines of bash.
enum Shell {
    /// - Returns: The line's exit status; 128 and more: it was ended by a signal.
    static func run(_ line: String) async throws -> Int32 {
        let name = "shell-\(UUID().uuidString)"
        let folder = FileManager.default.temporaryDirectory
        let run = try ProgramRun(
            URL(filePath: "/bin/bash"), ["-c", line], environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"],
            folder: folder, name: name)
        let ending = try await run.end()
        for suffix in ["out", "err"] {
            try? FileManager.default.removeItem(at: folder.appending(path: "\(name).\(suffix)"))
        }
        return ending.bySignal ? 128 + ending.status : ending.status
    }

    /// - Throws: `Failure` unless the line ends with 0.
    static func require(_ line: String) async throws {
        let status = try await run(line)
        guard status == 0 else { throw Failure(line: line, status: status) }
    }

    struct Failure: Error {
        let line: String
        let status: Int32
    }
}
