import Foundation

/// Reads whole small files. Blocks; for the start of the process and for reloads.
enum BoundedFile {
    struct Failure: Error {
        /// `does not exist`, `cannot be read`, …
        let words: String
    }

    static func read(_ path: String, limit: Int) throws(Failure) -> Data {
        guard FileManager.default.fileExists(atPath: path) else { throw Failure(words: "does not exist") }
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? handle.close() }
            let data = try handle.read(upToCount: limit + 1) ?? Data()
            guard data.count <= limit else { throw Failure(words: "is larger than \(limit) bytes") }
            return data
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(words: "cannot be read (a folder, or no permission)")
        }
    }
}
