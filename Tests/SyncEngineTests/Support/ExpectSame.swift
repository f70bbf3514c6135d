import Testing

/// `#expect` with `==`, outside of whose expansion `found` may throw.
func expectSame<Value: Equatable>(
    _ found: Value, _ wanted: Value, sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(found == wanted, sourceLocation: sourceLocation)
}
