import Foundation
import Sandbox

/// One identity provider of the sandbox: how it is connected, and what is edited there to be seen arriving.
struct SandboxConnector: Sendable {
    /// One row of its pipelines: where a value comes from, and what it is called at the targets.
    struct Row: Sendable {
        /// In the configuration's words: `from: department`.
        let source: String
        let property: String
        /// nil: Confluence has no field for it.
        let field: String?
    }
    let system: SandboxSystem
    /// In the configuration.
    let name: String
    /// In words.
    let title: String
    /// The attribute that is edited, and that `rows` map to `Department`.
    let edited: String
    let matches: String
    let scope: String
    let rows: [Row]

    /// Those that this version can connect.
    static let all = [entra, okta, google]

    static let entra = SandboxConnector(
        system: .graph, name: "entra", title: "Entra ID", edited: "department", matches: "userPrincipalName",
        scope: "{ attribute: accountEnabled, equals: true }",
        rows: rows(
            department: "from: department", position: "from: jobTitle",
            phone: "first: [mobilePhone, \"businessPhones[0]\"]",
            location: "template: \"{{officeLocation}}, {{city}}\"",
            manager: "from: manager.displayName"))

    static let okta = SandboxConnector(
        system: .okta, name: "okta", title: "Okta", edited: "profile.department", matches: "profile.login",
        scope: "{ attribute: status, equals: ACTIVE }",
        rows: rows(
            department: "from: profile.department", position: "from: profile.title",
            phone: "first: [profile.mobilePhone, profile.primaryPhone]",
            location: "template: \"{{profile.officeLocation}}, {{profile.city}}\"",
            manager: "from: manager.displayName"))

    static let google = SandboxConnector(
        system: .google, name: "google", title: "Google", edited: "organizations[0].department",
        matches: "primaryEmail", scope: "{ attribute: suspended, equals: false }",
        rows: rows(
            department: "from: \"organizations[0].department\"", position: "from: \"organizations[0].title\"",
            phone: "first: [\"phones[type=mobile].value\", \"phones[type=work].value\"]",
            location: "template: \"{{organizations[0].location}}, {{addresses[type=work].locality}}\"",
            manager: "from: manager.name.fullName"))

    private static func rows(
        department: String, position: String, phone: String, location: String, manager: String
    ) -> [Row] {
        [
            Row(source: department, property: "Department", field: "department"),
            Row(source: position, property: "Position", field: "position"),
            Row(source: phone, property: "Phone", field: "phone"),
            Row(source: location, property: "Location", field: "location"),
            Row(source: manager, property: "Manager", field: nil),
        ]
    }

    /// The connector's part of a configuration for this sandbox.
    func settings(in sandbox: RunningSandbox) -> String {
        let configuration = sandbox.configuration
        let own =
            switch system {
            case .okta:
                """
                orgURL: \(sandbox.oktaURL.absoluteString)
                apiToken: { file: okta-token }
                hookSecret: [ { file: okta-hook-secret } ]
                """
            case .google:
                """
                serviceAccountKey: { file: google.json }
                delegatedAdmin: \(configuration.googleDelegatedAdmin)
                apiURL: \(sandbox.googleURL.absoluteString)
                channelToken: { file: google-channel-token }
                """
            default:
                """
                tenantID: \(configuration.tenantID)
                clientID: \(configuration.clientID)
                clientSecret: { file: entra-secret }
                clientState: { file: entra-client-state }
                graphURL: \(sandbox.graphURL.absoluteString)
                authorityURL: \(sandbox.authorityURL.absoluteString)
                """
            }
        return "type: \(name)\n\(own)\nsubscriptions: { manage: true }"
    }
}
