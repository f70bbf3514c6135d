import AsyncHTTPClient
import Logging

/// The parts of one sandbox, put together.
struct Imitations: Sendable {
    let configuration: SandboxConfiguration
    let directory: CompanyDirectory
    let subscriptions: GraphSubscriptions
    let webhooks = WebhookBook()
    let notifier: Notifier
    let accounts: JiraAccounts
    let sessions: JiraSessions
    let journal = Journal()
    let faults = FaultBox()
    let graphListener: ImitationListener
    let jiraListener: ImitationListener

    init(_ configuration: SandboxConfiguration, client: HTTPClient, logger: Logger) {
        self.configuration = configuration
        let roster = Roster(size: configuration.companySize, seed: configuration.seed, domain: configuration.domain)
        directory = CompanyDirectory(roster: roster, replicationDelay: configuration.replicationDelay)
        subscriptions = GraphSubscriptions(
            applicationID: configuration.clientID, handshake: Handshake(client: client), journal: journal)
        notifier = Notifier(
            configuration: configuration, subscriptions: subscriptions, webhooks: webhooks, journal: journal,
            client: client, logger: logger)
        accounts = JiraAccounts(roster: roster, administrator: configuration.jiraUsername)
        sessions = JiraSessions(configuration, journal: journal)

        let graph = GraphImitation(
            tokens: GraphTokens(configuration), users: GraphUsers(directory: directory, journal: journal),
            subscriptions: subscriptions, journal: journal, faults: faults)
        graphListener = ImitationListener(
            name: "graph", port: configuration.graphPort, logger: logger, respond: graph.respond(to:))

        let pages = JiraPages(base: configuration.jiraContextPath)
        let rest = JiraREST(configuration: configuration, accounts: accounts, sessions: sessions, journal: journal)
        let jira = JiraImitation(
            configuration: configuration, rest: rest,
            companion: JiraCompanion(configuration: configuration, accounts: accounts, journal: journal),
            administration: JiraAdministration(
                configuration: configuration, accounts: accounts, sessions: sessions, journal: journal, pages: pages,
                rest: rest),
            people: JiraPeoplePages(accounts: accounts, pages: pages), pages: pages, journal: journal, faults: faults)
        jiraListener = ImitationListener(
            name: "jira", port: configuration.jiraPort, logger: logger, respond: jira.respond(to:))
    }
}
