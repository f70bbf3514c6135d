extension Migration {
    /// Times are milliseconds since 1970, UTC. Every table is STRICT, so that what is read has the type it was given.
    static let initial = Migration(
        sql: """
            CREATE TABLE meta (
                name TEXT NOT NULL PRIMARY KEY,
                value TEXT NOT NULL
            ) STRICT, WITHOUT ROWID;
            INSERT INTO meta VALUES ('salt', lower(hex(randomblob(32)))), ('probe', '0');

            -- Domain's SyncRequest. attribute: '' for the IdP's own id. phase: 0 idle, 1 waiting, 2 follow-up,
            -- 3 deferred, 4 dead. due: NULL when idle or dead, so that such rows are in no index but the key's.
            -- again…: marks that came since the claim.
            CREATE TABLE syncRequest (
                id INTEGER PRIMARY KEY,
                connector TEXT NOT NULL,
                attribute TEXT NOT NULL,
                user TEXT NOT NULL,
                pipeline TEXT NOT NULL,
                generation INTEGER NOT NULL,
                phase INTEGER NOT NULL CHECK (phase BETWEEN 0 AND 4),
                due INTEGER CHECK ((due IS NULL) = (phase IN (0, 4))),
                deadSince INTEGER CHECK ((deadSince IS NULL) = (phase <> 4)),
                priority INTEGER NOT NULL,
                causeKind TEXT NOT NULL,
                causeID TEXT NOT NULL,
                markedAt INTEGER NOT NULL,
                step INTEGER NOT NULL,
                attempts INTEGER NOT NULL,
                error TEXT,
                token TEXT,
                claimedUntil INTEGER CHECK ((claimedUntil IS NULL) = (token IS NULL)),
                againPriority INTEGER,
                againKind TEXT,
                againID TEXT,
                againAt INTEGER,
                fingerprint TEXT,
                outcome TEXT,
                finishedAt INTEGER,
                UNIQUE (connector, attribute, user, pipeline)
            ) STRICT;
            CREATE INDEX syncRequestDue ON syncRequest (connector, pipeline, priority, due) WHERE due IS NOT NULL;
            CREATE INDEX syncRequestDead ON syncRequest (connector) WHERE deadSince IS NOT NULL;

            CREATE TABLE delivery (
                id TEXT NOT NULL PRIMARY KEY,
                connector TEXT NOT NULL,
                kind TEXT NOT NULL,
                receivedAt INTEGER NOT NULL,
                source TEXT NOT NULL,
                accepted INTEGER NOT NULL,
                rejected INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX deliveryReceived ON delivery (receivedAt);

            -- Ids are a sender's own: two senders may use the same.
            CREATE TABLE replay (
                connector TEXT NOT NULL,
                id TEXT NOT NULL,
                at INTEGER NOT NULL,
                PRIMARY KEY (connector, id)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX replayAt ON replay (at);

            -- token, heldUntil: the claim that writes the account now.
            CREATE TABLE account (
                target TEXT NOT NULL,
                key TEXT NOT NULL,
                version INTEGER NOT NULL,
                token TEXT,
                heldUntil INTEGER CHECK ((heldUntil IS NULL) = (token IS NULL)),
                PRIMARY KEY (target, key)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX accountHeld ON account (token) WHERE token IS NOT NULL;

            CREATE TABLE intent (
                id INTEGER PRIMARY KEY,
                connector TEXT NOT NULL,
                attribute TEXT NOT NULL,
                user TEXT NOT NULL,
                pipeline TEXT NOT NULL,
                target TEXT NOT NULL,
                targetUser TEXT NOT NULL,
                propertyKind TEXT NOT NULL,
                property TEXT NOT NULL,
                old TEXT,
                new TEXT,
                causeKind TEXT NOT NULL,
                causeID TEXT NOT NULL,
                intendedAt INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX intentRequest ON intent (connector, attribute, user, pipeline);

            -- link, record: JSON; NULL: none yet.
            CREATE TABLE pass (
                connector TEXT NOT NULL,
                attribute TEXT NOT NULL,
                user TEXT NOT NULL,
                pipeline TEXT NOT NULL,
                link TEXT,
                record TEXT,
                PRIMARY KEY (connector, attribute, user, pipeline)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE history (
                id INTEGER PRIMARY KEY,
                time INTEGER NOT NULL,
                connector TEXT NOT NULL,
                attribute TEXT NOT NULL,
                user TEXT NOT NULL,
                pipeline TEXT NOT NULL,
                target TEXT NOT NULL,
                targetUser TEXT NOT NULL,
                propertyKind TEXT NOT NULL,
                property TEXT NOT NULL,
                old TEXT,
                new TEXT,
                causeKind TEXT NOT NULL,
                causeID TEXT NOT NULL,
                uncertain INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX historyUser ON history (connector, attribute, user, time);
            CREATE INDEX historyTime ON history (time);

            CREATE TABLE lanePause (
                side TEXT NOT NULL,
                name TEXT NOT NULL,
                reason TEXT NOT NULL,
                message TEXT NOT NULL,
                since INTEGER NOT NULL,
                probeAt INTEGER,
                failures INTEGER NOT NULL,
                credentials TEXT,
                PRIMARY KEY (side, name)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE subscription (
                connector TEXT NOT NULL,
                kind TEXT NOT NULL,
                id TEXT NOT NULL,
                state TEXT NOT NULL,
                expires INTEGER,
                notificationURL TEXT NOT NULL,
                secretDigest TEXT NOT NULL,
                PRIMARY KEY (connector, kind, id)
            ) STRICT, WITHOUT ROWID;
            """)
}
