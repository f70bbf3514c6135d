import Domain
import Foundation
import Hummingbird

/// Confluence Data Center on one listener: REST, the companion script, the administration, and pages for people to look
/// at.
struct ConfluenceImitation: Sendable {
    let configuration: SandboxConfiguration
    let rest: ConfluenceREST
    let companion: Companion
    let signIn: ConfluenceSignIn
    let administration: ConfluenceAdministration
    let people: ConfluencePeoplePages
    let pages: ConfluencePages
    let journal: Journal
    let faults: FaultBox

    init(
        _ configuration: SandboxConfiguration, _ accounts: ConfluenceAccounts, _ sessions: AccountSessions,
        journal: Journal, faults: FaultBox
    ) {
        self.configuration = configuration
        self.journal = journal
        self.faults = faults
        pages = ConfluencePages(base: configuration.confluenceContextPath)
        rest = ConfluenceREST(
            configuration: configuration, accounts: accounts, sessions: sessions, journal: journal)
        companion = Companion(
            system: .confluence, token: configuration.confluenceToken, accounts: accounts, journal: journal)
        signIn = ConfluenceSignIn(sessions: sessions, journal: journal, pages: pages, rest: rest)
        administration = ConfluenceAdministration(
            configuration: configuration, accounts: accounts, sessions: sessions, journal: journal, pages: pages,
            rest: rest)
        people = ConfluencePeoplePages(accounts: accounts, pages: pages)
    }

    func respond(to request: Incoming) async -> Response {
        let base = configuration.confluenceContextPath, baseURL = "http://\(request.authority)\(base)"
        guard request.path.hasPrefix(base) else { return JiraErrors.page(404, nil) }
        let local = String(request.path.dropFirst(base.count))
        let path = local.split(separator: "/").map { $0.removingPercentEncoding ?? String($0) }
        if let page = await people.respond(to: request, path) { return page }
        let isCompanion = local == configuration.companionPath, isREST = path.first == "rest"
        let part: Fault.Part = isCompanion ? .confluenceCompanion : isREST ? .confluenceRest : .confluencePages
        if let fault = await faults.take([.confluence, part], target: request.path + "?" + request.rawQuery) {
            if fault.kind == .loginPage {
                return ConfluenceSignIn.page(pages, destination: "", headers: [JiraErrors.failed])
            }
            let product = isREST ? ConfluenceErrors.rest : JiraErrors.page
            if let response = await FaultAnswer.of(fault, product: product) { return response }
        }
        var response: Response?
        if isCompanion {
            response = configuration.companionInstalled ? await companion.respond(to: request) : nil
        } else if isREST {
            response = await rest.respond(to: request, Array(path.dropFirst()), baseURL: baseURL)
        } else {
            response = await signIn.respond(to: request, path)
            if response == nil { response = await administration.respond(to: request, path) }
        }
        if let response { return response }
        // Resources that other versions have are asked for in good faith.
        let expected =
            isCompanion
            || ["rest/api/user/list", "rest/mobile", "rest/api/admin/users/list/active"]
                .contains { path.joined(separator: "/").hasPrefix($0) }
        if !expected { await journal.violation("confluence: \(request.method) \(request.path) does not exist") }
        return isREST
            ? ConfluenceErrors.json(404, "null for uri: \(baseURL)\(local)") : JiraErrors.page(404, nil)
    }
}
