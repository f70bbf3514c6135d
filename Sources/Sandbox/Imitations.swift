import AsyncHTTPClient
import Hummingbird
import Logging

/// The parts of one sandbox, put together.
struct Imitations: Sendable {
    let configuration: SandboxConfiguration
    /// By system, for each that holds people.
    let directories: [SandboxSystem: any SandboxDirectory]
    let company: CompanyDirectory
    let subscriptions: GraphSubscriptions
    let hooks: OktaEventHooks
    let channels: GoogleChannels
    let webhooks = WebhookBook()
    let notifier: Notifier
    let accounts: JiraAccounts
    let confluenceAccounts: ConfluenceAccounts
    /// By system, for each that is signed in to.
    let sessions: [SandboxSystem: AccountSessions]
    let journal = Journal()
    let faults = FaultBox()
    /// Of all systems but `control`, which stands upon the others.
    let listeners: [SandboxSystem: ImitationListener]

    init(_ configuration: SandboxConfiguration, client: HTTPClient, logger: Logger) {
        self.configuration = configuration
        let roster = Roster(size: configuration.companySize, seed: configuration.seed, domain: configuration.domain)
        let fabrikam = roster.branch(size: configuration.oktaSize, domain: configuration.oktaDomain)
        let northwind = roster.branch(
            after: fabrikam.size, size: configuration.googleSize, domain: configuration.googleDomain)
        let workforce = Workforce(company: roster, branches: [fabrikam, northwind])
        company = CompanyDirectory(roster: roster, replicationDelay: configuration.replicationDelay)
        let okta = BranchDirectory(
            form: OktaForm(), roster: fabrikam, replicationDelay: configuration.replicationDelay)
        let google = BranchDirectory(
            form: GoogleForm(), roster: northwind, replicationDelay: configuration.replicationDelay)
        directories = [.graph: company, .okta: okta, .google: google]
        subscriptions = GraphSubscriptions(
            applicationID: configuration.clientID, handshake: Handshake(client: client), journal: journal)
        hooks = OktaEventHooks(
            challenge: OktaChallenge(client: client, isAuthorized: configuration.oktaChallengeIsAuthorized),
            journal: journal)
        let queue = DeliveryQueue(), courier = Courier(client: client)
        channels = GoogleChannels(configuration, courier: courier, queue: queue, journal: journal)
        notifier = Notifier(
            announcers: [
                GraphAnnouncer(configuration: configuration, subscriptions: subscriptions),
                OktaAnnouncer(hooks: hooks, directory: okta),
                GoogleAnnouncer(channels: channels), WebhookAnnouncer(webhooks: webhooks),
            ], queue: queue, courier: courier, journal: journal, logger: logger)
        accounts = JiraAccounts(workforce: workforce, administrator: configuration.jiraUsername)
        confluenceAccounts = ConfluenceAccounts(
            workforce: workforce, administrator: configuration.confluenceUsername)
        let jiraSessions = AccountSessions(configuration.gate(of: .jira), journal: journal)
        let confluenceSessions = AccountSessions(configuration.gate(of: .confluence), journal: journal)
        sessions = [.jira: jiraSessions, .confluence: confluenceSessions]

        let graph = GraphImitation(
            tokens: GraphTokens(configuration), users: GraphUsers(directory: company, journal: journal),
            subscriptions: subscriptions, journal: journal, faults: faults)
        let jira = JiraImitation(configuration, accounts, jiraSessions, journal: journal, faults: faults)
        let org = OktaImitation(
            token: configuration.oktaToken, users: OktaUsers(directory: okta, journal: journal), hooks: hooks,
            journal: journal, faults: faults)
        let api = GoogleImitation(
            tokens: GoogleTokens(configuration, journal: journal),
            users: GoogleUsers(directory: google, journal: journal), channels: channels, journal: journal,
            faults: faults)
        let confluence = ConfluenceImitation(
            configuration, confluenceAccounts, confluenceSessions, journal: journal, faults: faults)
        let responders: [SandboxSystem: @Sendable (Incoming) async -> Response] = [
            .graph: graph.respond(to:), .okta: org.respond(to:), .google: api.respond(to:),
            .jira: Self.watched(.jira, configuration, journal, jira.respond(to:)),
            .confluence: Self.watched(.confluence, configuration, journal, confluence.respond(to:)),
        ]
        listeners = responders.reduce(into: [:]) { listeners, entry in
            listeners[entry.key] = ImitationListener(
                name: entry.key.rawValue, port: configuration.ports[entry.key] ?? 0, logger: logger,
                respond: entry.value)
        }
    }

    private static func watched(
        _ system: SandboxSystem, _ configuration: SandboxConfiguration, _ journal: Journal,
        _ respond: @escaping @Sendable (Incoming) async -> Response
    ) -> @Sendable (Incoming) async -> Response {
        let traffic = AccountTraffic(system, companionPath: configuration.companionPath, journal: journal)
        return { await traffic.watching($0, respond) }
    }
}
