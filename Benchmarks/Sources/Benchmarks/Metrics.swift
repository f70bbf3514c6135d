import Foundation
import FoundationNetworking

/// What `serve` counts.
enum Metrics {
    /// The sum over all labels of a counter.
    static func sum(_ name: String) async throws -> Int {
        guard let url = URL(string: "http://127.0.0.1:\(Workbench.console)/metrics") else { return 0 }
        let (data, _) = try await URLSession.shared.data(from: url)
        let values = String(decoding: data, as: UTF8.self).split(separator: "\n")
            .filter { $0.hasPrefix("\(name){") || $0.hasPrefix("\(name) ") }
            .compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }
        return Int(values.reduce(0, +))
    }
}
