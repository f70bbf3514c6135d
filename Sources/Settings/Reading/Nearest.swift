/// Guesses what a person meant to type.
enum Nearest {
    /// `did you mean 'department'?`, or the names there are.
    static func hint(for text: String, among names: [String], label: String) -> String {
        if let name = name(to: text, among: names) { return "did you mean '\(name)'?" }
        return names.isEmpty ? "\(label): none" : "\(label): \(names.joined(separator: ", "))"
    }

    /// The name that is most like `text`, if one is like it at all; upper and lower case count as the same.
    static func name(to text: String, among names: [String]) -> String? {
        let length = text.count
        guard length <= 64 else { return nil }
        let reach = length <= 4 ? 1 : length <= 7 ? 2 : length / 3
        let wanted = text.lowercased()
        let ranked = names.filter { $0.count <= 64 }.map { (name: $0, distance: distance(wanted, $0.lowercased())) }
        return ranked.filter { $0.distance <= reach }.min { $0.distance < $1.distance }?.name
    }

    /// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
    static func distance(_ left: String, _ right: String) -> Int {
        let a = Array(left)
        let b = Array(right)
        var beforeLast: [Int] = []
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var best = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, beforeLast[j - 1] + 1) }
                row.append(best)
            }
            (beforeLast, last) = (last, row)
        }
        return last[b.count]
    }
}
