import Foundation
import Synchronization

/// Ports of loopback for listeners whose number must be known before they listen, as a `publicURL` does.
enum FreePort {
    /// Below the range from which the system takes ports for connections, so that none takes them meanwhile.
    private static let range = 20_000..<32_000
    private static let next = Mutex(Int.random(in: range))

    static func take() -> Int {
        next.withLock { next in
            for _ in range {
                next = next + 1 < range.upperBound ? next + 1 : range.lowerBound
                if isFree(next) { return next }
            }
            return next
        }
    }

    private static func isFree(_ port: Int) -> Bool {
        let table = (try? String(contentsOfFile: "/proc/net/tcp", encoding: .utf8)) ?? ""
        let digits = String(port, radix: 16, uppercase: true)
        return !table.contains(":" + String(repeating: "0", count: 4 - digits.count) + digits + " ")
    }
}
