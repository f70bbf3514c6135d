import ArgumentParser
import Foundation
import SyncEngine

/// Where a run's report goes: its name's ending says how it is written.
struct ReportFile: ExpressibleByArgument, Sendable {
    let url: URL
    let format: RunReport.Format

    init?(argument: String) {
        url = URL(filePath: argument)
        guard let format = RunReport.Format(rawValue: url.pathExtension.lowercased()) else { return nil }
        self.format = format
    }

    static let allValueStrings = ["FILE.csv", "FILE.json", "FILE.html"]

    /// Finds out before the run whether the file can be written.
    func prove() throws {
        let folder = url.deletingLastPathComponent().path
        guard FileManager.default.isWritableFile(atPath: folder) else {
            throw OperationError("the report cannot be written: '\(folder)' is no folder that may be written to")
        }
    }

    /// Writes beside the file and puts it in place when it is whole.
    func write(_ run: String, _ operations: Operations) async throws {
        let draft = url.appendingPathExtension("part")
        guard FileManager.default.createFile(atPath: draft.path, contents: nil, attributes: [.posixPermissions: 0o600])
        else { throw OperationFailure("the report cannot be written: '\(draft.path)' cannot be made") }
        do {
            let file = try FileHandle(forWritingTo: draft)
            defer { try? file.close() }
            try await operations.report(of: run, as: format) { try file.write(contentsOf: Data($0.utf8)) }
            try file.synchronize()
        } catch {
            try? FileManager.default.removeItem(at: draft)
            throw error
        }
        if FileManager.default.fileExists(atPath: url.path) { try FileManager.default.removeItem(at: url) }
        try FileManager.default.moveItem(at: draft, to: url)
    }
}
