extension Migration {
    /// Channels that name what they watch, and live for hours alone.
    static let channels = Migration(
        sql: """
            ALTER TABLE subscription ADD COLUMN resource TEXT;
            ALTER TABLE subscription ADD COLUMN renewAt INTEGER;
            """)
}
