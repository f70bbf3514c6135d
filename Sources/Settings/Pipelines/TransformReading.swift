import Domain

extension SettingsReader {
    private static let plainTransforms: [(name: String, transform: Transform)] = [
        ("trim", .trim), ("lowercase", .lowercase), ("uppercase", .uppercase),
    ]
    private static let transformKeys = ["before", "after", "replace", "lookup", "join", "truncate", "date"]

    /// A list of steps in order; empty when absent.
    func transforms(_ key: String) -> [Transform]? {
        guard let items = list(key) else { return isWritten(key) ? nil : [] }
        let transforms = items.enumerated().map { index, item in
            let path = "\(fullName(of: key))[\(index)]"
            switch item {
            case .scalar(let scalar): return plainTransform(scalar, path: path)
            case .mapping(let entries, let line):
                return reader(entries, line: line, path: path, variables: nil).transform()
            case .list:
                context.log.add(line: item.line, key: path, "'\(path)' must be a transform, not a list")
                return nil
            }
        }
        return transforms.contains(nil) ? nil : transforms.compactMap { $0 }
    }

    private func plainTransform(_ scalar: YAMLScalar, path: String) -> Transform? {
        if let known = Self.plainTransforms.first(where: { $0.name == scalar.text }) { return known.transform }
        let message =
            if Self.transformKeys.contains(scalar.text) {
                "transform '\(scalar.text)' needs a value: { \(scalar.text): … }"
            } else {
                "unknown transform '\(scalar.text)'; "
                    + Nearest.hint(
                        for: scalar.text, among: Self.plainTransforms.map(\.name) + Self.transformKeys,
                        label: "there are")
            }
        context.log.add(line: scalar.line, key: path, message)
        return nil
    }

    private func transform() -> Transform? {
        switch exactlyOne(of: Self.transformKeys) {
        case "before"?: return text("before").map { .before($0) }
        case "after"?: return text("after").map { .after($0) }
        case "replace"?:
            let pattern = pattern("replace")
            let replacement = textOrEmpty("with")
            return pattern.flatMap { pattern in replacement.map { .replace(pattern, with: $0) } }
        case "lookup"?: return lookup()
        case "join"?: return textOrEmpty("join").map { .join($0) }
        case "truncate"?: return integer("truncate", in: 1...100_000).map { .truncate($0) }
        case "date"?:
            guard let section = requiredSection("date") else { return nil }
            let from = section.text("from")
            let to = section.text("to")
            return from.flatMap { from in to.map { .date(from: from, to: $0) } }
        default: return nil
        }
    }

    private func lookup() -> Transform? {
        let pairs = dictionary("lookup")
        let fallback = optional("default") { $0.text }
        guard let pairs else { return nil }
        if pairs.isEmpty { reject("lookup", "has no values in it") }
        let table = Dictionary(pairs.map { ($0.key, $0.value.text) }) { first, _ in first }
        return .lookup(table, fallback: fallback)
    }
}
