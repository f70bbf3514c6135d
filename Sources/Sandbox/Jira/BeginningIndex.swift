/// Finds the numbers whose texts begin with a text, without looking at all of them.
struct BeginningIndex: Sendable {
    private let entries: [(text: String, number: Int)]

    /// - Parameter entries: Texts are compared as they are: lower-cased for a search without case.
    init(_ entries: [(text: String, number: Int)]) {
        self.entries = entries.sorted { $0.text < $1.text }
    }

    /// At most `limit` numbers, each once, in ascending order.
    func numbers(beginningWith text: String, atMost limit: Int) -> [Int] {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].text < text { low = middle + 1 } else { high = middle }
        }
        var found: Set<Int> = []
        while low < entries.count, found.count < limit, entries[low].text.hasPrefix(text) {
            found.insert(entries[low].number)
            low += 1
        }
        return found.sorted()
    }
}
