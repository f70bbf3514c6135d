import Domain
import Foundation
import Hummingbird

/// Jira Data Center on one listener: REST, the companion script, the administration, and pages for people to look at.
struct JiraImitation: Sendable {
    let configuration: SandboxConfiguration
    let rest: JiraREST
    let companion: Companion
    let administration: JiraAdministration
    let people: JiraPeoplePages
    let pages: JiraPages
    let journal: Journal
    let faults: FaultBox

    init(
        _ configuration: SandboxConfiguration, _ accounts: JiraAccounts, _ sessions: AccountSessions,
        journal: Journal, faults: FaultBox
    ) {
        self.configuration = configuration
        self.journal = journal
        self.faults = faults
        pages = JiraPages(base: configuration.jiraContextPath)
        rest = JiraREST(configuration: configuration, accounts: accounts, sessions: sessions, journal: journal)
        companion = Companion(
            system: .jira, token: configuration.jiraToken, accounts: accounts, journal: journal)
        administration = JiraAdministration(
            configuration: configuration, accounts: accounts, sessions: sessions, journal: journal, pages: pages,
            rest: rest)
        people = JiraPeoplePages(accounts: accounts, pages: pages)
    }

    func respond(to request: Incoming) async -> Response {
        let base = configuration.jiraContextPath, baseURL = "http://\(request.authority)\(base)"
        guard request.path.hasPrefix(base) else { return Answer.html(404, "<html><body>Not found</body></html>") }
        let local = String(request.path.dropFirst(base.count))
        let path = local.split(separator: "/").map { $0.removingPercentEncoding ?? String($0) }
        let isCompanion = local == configuration.companionPath
        let isRest = path.first == "rest"
        if path.isEmpty || path == ["secure", "ViewProfile.jspa"] { return await people.respond(to: request, path) }

        let part: Fault.Part = isCompanion ? .companion : isRest ? .rest : .pages
        if let fault = await faults.take([.jira, part], target: request.path + "?" + request.rawQuery) {
            if fault.kind == .loginPage { return loginPage(request) }
            let product = isRest ? JiraErrors.rest : JiraErrors.page
            if let response = await FaultAnswer.of(fault, product: product) { return response }
        }
        if path == ["login.jsp"], request.method == "GET" {
            await journal.count("jira.login.jsp")
            return loginPage(request)
        }
        var response: Response?
        if isCompanion {
            response = configuration.companionInstalled ? await companion.respond(to: request) : nil
        } else if isRest {
            response = await rest.respond(to: request, Array(path.dropFirst()), baseURL: baseURL)
        } else if path.starts(with: ["secure", "admin"]) {
            response = await administration.respond(to: request, Array(path.dropFirst(2)), baseURL: baseURL)
        }
        if let response { return response }
        return await missing(request, isRest: isRest, expected: isCompanion || local.hasSuffix("/user/list"))
    }

    private func missing(_ request: Incoming, isRest: Bool, expected: Bool) async -> Response {
        if !expected { await journal.violation("jira: \(request.method) \(request.path) does not exist") }
        guard isRest else { return JiraErrors.page(404, nil) }
        return Answer.json(404, "{\"message\":\"null for uri: \(request.authority)\",\"status-code\":404}")
    }

    private func loginPage(_ request: Incoming) -> Response {
        Answer.html(
            200, pages.login(destination: request.query["os_destination"] ?? request.path),
            headers: [("X-Seraph-LoginReason", "AUTHENTICATED_FAILED")])
    }
}
