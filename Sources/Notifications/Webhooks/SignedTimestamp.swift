import Foundation

/// When a sender says that it signed.
public struct SignedTimestamp: Sendable, Hashable {
    /// What is counted since 1970.
    public enum Unit: String, Sendable, Hashable, CaseIterable { case seconds, milliseconds }

    let unit: Unit
    let tolerance: Duration

    /// Whether `text` is ASCII digits alone and lies within the tolerance, both ways.
    func isFresh(_ text: String, at time: Date) -> Bool {
        // Sixteen digits reach beyond any date in either unit, and fit into Int64.
        guard (1...16).contains(text.utf8.count),
            text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let count = Int64(text)
        else { return false }
        let seconds = unit == .seconds ? Double(count) : Double(count) / 1000
        return abs(time.timeIntervalSince1970 - seconds) <= tolerance / .seconds(1)
    }
}
