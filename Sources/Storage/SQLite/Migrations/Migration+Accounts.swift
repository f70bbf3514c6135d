extension Migration {
    /// The accounts of targets that cannot be searched by mail address.
    static let accountIndex = Migration(
        sql: """
            -- listing: counts up. cursor: NULL: from the start. isListing: begun and not complete. completedAt: NULL:
            -- never. owner, leasedUntil: the process that lists.
            CREATE TABLE accountIndex (
                target TEXT NOT NULL PRIMARY KEY,
                place TEXT NOT NULL,
                listing INTEGER NOT NULL,
                isListing INTEGER NOT NULL,
                cursor TEXT,
                completedAt INTEGER,
                owner TEXT,
                leasedUntil INTEGER CHECK ((leasedUntil IS NULL) = (owner IS NULL))
            ) STRICT, WITHOUT ROWID;

            -- email: folded, so that it is found without case; NULL: none. listing: that found the account last.
            CREATE TABLE indexedAccount (
                target TEXT NOT NULL,
                key TEXT NOT NULL,
                email TEXT,
                listing INTEGER NOT NULL,
                PRIMARY KEY (target, key)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX indexedAccountEmail ON indexedAccount (target, email) WHERE email IS NOT NULL;
            CREATE INDEX indexedAccountListing ON indexedAccount (target, listing);
            CREATE INDEX indexedAccountKey ON indexedAccount (key);
            """)
}
