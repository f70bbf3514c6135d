extension Migration {
    /// Runs with their plans, who reports to whom, and whom a name meant.
    static let runs = Migration(
        sql: """
            -- number: counts up in the order of starting. owner, leasedUntil: the process that works on it.
            CREATE TABLE run (
                number INTEGER PRIMARY KEY AUTOINCREMENT,
                id TEXT NOT NULL UNIQUE,
                kind TEXT NOT NULL,
                depth TEXT NOT NULL,
                causeKind TEXT NOT NULL,
                causeID TEXT NOT NULL,
                startedAt INTEGER NOT NULL,
                phase TEXT NOT NULL,
                reason TEXT,
                finishedAt INTEGER CHECK ((finishedAt IS NULL) = (phase IN ('planning', 'held', 'applying'))),
                owner TEXT,
                leasedUntil INTEGER CHECK ((leasedUntil IS NULL) = (owner IS NULL))
            ) STRICT;
            CREATE INDEX runFinished ON run (finishedAt);

            -- counts: JSON.
            CREATE TABLE runPipeline (
                run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
                pipeline TEXT NOT NULL,
                counts TEXT NOT NULL,
                PRIMARY KEY (run, pipeline)
            ) STRICT, WITHOUT ROWID;

            -- pages: saved so far. cursor: NULL: from the start, or complete.
            CREATE TABLE runListing (
                run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
                connector TEXT NOT NULL,
                pages INTEGER NOT NULL,
                cursor TEXT,
                isComplete INTEGER NOT NULL,
                PRIMARY KEY (run, connector)
            ) STRICT, WITHOUT ROWID;

            -- Whom a run's pages showed.
            CREATE TABLE runSeen (
                run INTEGER NOT NULL,
                connector TEXT NOT NULL,
                user TEXT NOT NULL,
                PRIMARY KEY (run, connector, user)
            ) STRICT, WITHOUT ROWID;

            -- targetUser, attributes: JSON.
            CREATE TABLE runPlan (
                number INTEGER PRIMARY KEY AUTOINCREMENT,
                run INTEGER NOT NULL,
                connector TEXT NOT NULL,
                attribute TEXT NOT NULL,
                user TEXT NOT NULL,
                pipeline TEXT NOT NULL,
                outcome TEXT NOT NULL,
                targetUser TEXT,
                attributes TEXT NOT NULL,
                reason TEXT,
                plannedAt INTEGER NOT NULL,
                isPending INTEGER NOT NULL,
                isMissed INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX runPlanRun ON runPlan (run);
            CREATE INDEX runPlanPending ON runPlan (run) WHERE isPending;
            CREATE INDEX runPlanUser ON runPlan (connector, attribute, user);

            -- When a pipeline was last reconciled to the end, by depth; runs themselves are forgotten.
            CREATE TABLE reconciliation (
                pipeline TEXT NOT NULL,
                depth TEXT NOT NULL,
                at INTEGER NOT NULL,
                PRIMARY KEY (pipeline, depth)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE managerEdge (
                connector TEXT NOT NULL,
                user TEXT NOT NULL,
                manager TEXT NOT NULL,
                PRIMARY KEY (connector, user)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX managerEdgeBelow ON managerEdge (connector, manager, user);

            -- Whom a name meant that a webhook used: to forget the user is to forget the name.
            CREATE TABLE resolvedName (
                connector TEXT NOT NULL,
                attribute TEXT NOT NULL,
                name TEXT NOT NULL,
                user TEXT NOT NULL,
                PRIMARY KEY (connector, attribute, name, user)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX resolvedNameUser ON resolvedName (connector, user);
            CREATE INDEX syncRequestName ON syncRequest (finishedAt) WHERE pipeline = '' AND phase = 0;

            CREATE INDEX accountKey ON account (key);
            -- What an account without a row counts from: a row that was erased must not make an old version good again.
            INSERT INTO meta VALUES ('accountFloor', '0');
            """)
}
