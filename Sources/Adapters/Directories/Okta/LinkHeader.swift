import Foundation

/// The header `Link` (RFC 8288), which may come in several lines, each with several links.
enum LinkHeader {
    /// The target of the first link whose relation is `relation`, as it was written.
    static func target(_ relation: String, in answer: HTTPAnswer) -> String? {
        for line in answer.values(of: "Link") {
            for link in links(in: line) where link.relations.contains(relation) { return link.target }
        }
        return nil
    }

    private static func links(in line: String) -> [(target: String, relations: [String])] {
        var links: [(String, [String])] = []
        var rest = line[...]
        while let start = rest.firstIndex(of: "<"), let end = rest[start...].firstIndex(of: ">") {
            let target = String(rest[rest.index(after: start)..<end])
            let parameters = parameters(in: rest[rest.index(after: end)...])
            rest = parameters.rest
            links.append((target, relations(of: parameters.texts)))
        }
        return links
    }

    /// What stands between semicolons, up to the comma that ends the link; marks in quotes count for nothing.
    private static func parameters(in text: Substring) -> (texts: [String], rest: Substring) {
        var texts: [String] = [], current = "", isQuoted = false
        for index in text.indices {
            switch text[index] {
            case "\"":
                isQuoted.toggle()
                current.append("\"")
            case ";" where !isQuoted:
                texts.append(current)
                current = ""
            case "," where !isQuoted: return (texts + [current], text[text.index(after: index)...])
            case let character: current.append(character)
            }
        }
        return (texts + [current], "")
    }

    private static func relations(of parameters: [String]) -> [String] {
        for parameter in parameters {
            let parts = parameter.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            guard parts.count == 2, parts[0].lowercased() == "rel" else { continue }
            return parts[1].trimmingCharacters(in: ["\""]).lowercased().split(separator: " ").map(String.init)
        }
        return []
    }
}
