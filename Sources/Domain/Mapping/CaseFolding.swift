extension Unicode.Scalar {
    /// Simple case folding (Unicode 5.18; CaseFolding.txt, C and S), up to the choice of the letter that stands for
    /// all: the lower case of the upper case, as far as both are single scalars. No locale: Turkish ı stays itself,
    /// and ß is not ss.
    var folded: Unicode.Scalar {
        if isASCII { return ("A"..."Z").contains(self) ? Unicode.Scalar(UInt8(value) + 32) : self }
        // CaseFolding.txt has ı under T alone, although its upper case is I.
        if self == "\u{131}" { return self }
        let upper = Self.only(properties.uppercaseMapping) ?? self
        return Self.only(upper.properties.lowercaseMapping) ?? upper
    }

    private static func only(_ text: String) -> Unicode.Scalar? {
        let scalars = text.unicodeScalars
        return scalars.count == 1 ? scalars.first : nil
    }
}

extension String {
    /// The text by which others that differ from it in case alone are found.
    public var caseFolded: String { String(String.UnicodeScalarView(unicodeScalars.map(\.folded))) }
}
