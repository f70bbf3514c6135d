/// Reads an attribute path by Unicode scalars, so that a combining mark cannot hide a bracket.
struct AttributePathParser {
    private static let marks: Set<Unicode.Scalar> = [".", "[", "]", "{", "}", "\"", "="]
    private static let largestIndex = 9_999

    private let scalars: [Unicode.Scalar]
    private var position = 0

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
    }

    mutating func parse() throws(AttributePathError) -> (root: String, others: [AttributePath.Segment]) {
        if scalars.isEmpty { throw error("the path is empty") }
        if scalars.count > AttributePath.longest {
            position = AttributePath.longest
            throw error("longer than \(AttributePath.longest) characters")
        }
        let root = try name(until: Self.marks)
        var others: [AttributePath.Segment] = []
        while position < scalars.count {
            if others.count + 1 == AttributePath.mostSegments {
                throw error("more than \(AttributePath.mostSegments) steps")
            }
            others.append(try segment())
        }
        return (root, others)
    }

    private mutating func segment() throws(AttributePathError) -> AttributePath.Segment {
        if take(".") { return .member(try name(until: Self.marks)) }
        guard take("[") else {
            throw error("'\(scalars[position])' cannot stand in a name; '.' and '[' go on")
        }
        guard let next = current else { throw error("']' is missing") }
        if next == "]" { throw error("an index or a filter is missing; a list as a whole needs no brackets") }
        let segment = isDigit(next) || next == "-" ? try index() : try filter()
        guard take("]") else { throw error("']' is missing") }
        return segment
    }

    private mutating func index() throws(AttributePathError) -> AttributePath.Segment {
        let start = position
        while current != nil, current != "]" { position += 1 }
        let digits = scalars[start..<position]
        guard digits.allSatisfy(isDigit), let number = Int(text(digits)), number <= Self.largestIndex else {
            position = start
            throw error("an index is a number from 0 to \(Self.largestIndex)")
        }
        return .index(number)
    }

    private mutating func filter() throws(AttributePathError) -> AttributePath.Segment {
        let member = try name(until: Self.marks)
        guard take("=") else { throw error("'=' is missing in a filter like [type=work]") }
        let isQuoted = take("\"")
        let end: Unicode.Scalar = isQuoted ? "\"" : "]"
        let start = position
        while let next = current, next != end {
            if isControl(next) { throw error("a control character") }
            position += 1
        }
        let value = text(scalars[start..<position])
        if isQuoted, !take("\"") { throw error("the closing '\"' is missing") }
        if !isQuoted, value.isEmpty, current != nil { throw error("a filter's value is missing") }
        return .filter(member: member, equals: value)
    }

    private mutating func name(until marks: Set<Unicode.Scalar>) throws(AttributePathError) -> String {
        let start = position
        while let next = current, !marks.contains(next) {
            if isControl(next) { throw error("a control character") }
            position += 1
        }
        let name = scalars[start..<position]
        guard let first = name.first, let last = name.last else { throw error("a name is missing") }
        if first.properties.isWhitespace || last.properties.isWhitespace {
            position = first.properties.isWhitespace ? start : position - 1
            throw error("a name neither begins nor ends with a blank")
        }
        return text(name)
    }

    private var current: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard current == scalar else { return false }
        position += 1
        return true
    }

    private func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }

    private func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    private func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }

    private func error(_ reason: String) -> AttributePathError {
        AttributePathError(character: position + 1, reason: reason)
    }
}
