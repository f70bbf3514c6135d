import Domain
import GRDB

/// A page with its JSON, made before the store is locked for writing.
struct PreparedPage: Sendable {
    let page: PlannedPage
    let plans: [PreparedPlan]
    private(set) var findings: [(key: RequestKey, finding: Finding, pass: StoredPass)]
    /// The managers' ids by users' ids.
    private(set) var managers: [String: String]

    init(_ page: PlannedPage) throws {
        self.page = page
        plans = try page.plans.map(PreparedPlan.init)
        findings = try page.findings.map { ($0.key, $0.value, try StoredPass($0.value.link, $0.value.values)) }
        managers = page.managers
    }

    static let isStored = """
        SELECT 1 FROM syncRequest CROSS JOIN pass USING (connector, attribute, user, pipeline)
        WHERE connector = ? AND attribute = ? AND user = ? AND pipeline = ? AND fingerprint IS ifnull(?, fingerprint)
            AND link IS ifnull(?, link) AND record IS ifnull(?, record)
        """

    /// Without what is stored already: in a run that finds nothing new, that is nearly all, and it need not wait for the
    /// lock. What changes between this read and the write was found by a pass, and goes before a run's findings anyway.
    func withoutStored(_ db: Database) throws -> PreparedPage {
        var page = self
        page.findings = try findings.filter { key, finding, pass in
            let wanted: [(any DatabaseValueConvertible)?] = [finding.fingerprint, pass.link, pass.record]
            return try db.row(Self.isStored, StatementArguments(key.columns + wanted)) == nil
        }
        page.managers = try managers.filter { user, manager in
            try EdgeTable(db: db).manager(of: user, connector: self.page.connector) ?? "" != manager
        }
        return page
    }
}
