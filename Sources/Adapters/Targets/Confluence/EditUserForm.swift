import Domain
import Foundation
import HTML

/// The form on the page that edits a user (`edituser.action`), found by names, never by position or wording.
struct EditUserForm: Sendable {
    /// Why a page cannot be relied on.
    struct Unreadable: Error {
        let cause: String
    }
    /// An input that a directory may withhold.
    struct Identity: Sendable, Hashable {
        let value: String
        /// Shown and not to be changed, in a read-only directory: it is not sent then.
        let isDisabled: Bool
    }

    /// Also what renames the user where it is sent otherwise than it was read.
    let username: String
    let fullName: Identity?
    let email: Identity?
    /// The six fields by their names; one that is empty holds an empty text.
    let values: [String: String]
    /// Where the form is sent, below the base URL.
    let path: String
    let query: [(name: String, value: String)]

    /// The user's key, as far as the form tells it.
    var userKey: String? { query.first { $0.name == "userKey" }?.value }

    /// nil for a page without the form.
    init?(_ page: HTMLDocument, from url: URL, at channel: TargetChannel) throws(Unreadable) {
        let forms = page.forms.filter { $0.element["name"] == "editUser" }
        guard let form = forms.first else { return nil }
        guard forms.count == 1 else { throw Unreadable(cause: "it has the form editUser twice") }
        guard page.hasEnd else { throw Unreadable(cause: "it ends before its end") }
        guard let username = try Self.input("username", of: form), !username.value.isEmpty else {
            throw Unreadable(cause: "its form has no username")
        }
        var values: [String: String] = [:]
        for name in ProfileFields.names {
            guard let input = try Self.input("userparam-" + name, of: form) else {
                throw Unreadable(cause: "its form has no userparam-\(name)")
            }
            values[name] = input.value
        }
        self.username = username.value
        self.values = values
        fullName = try Self.input("fullName", of: form).map { Identity(value: $0.value, isDisabled: $0.isDisabled) }
        email = try Self.input("email", of: form).map { Identity(value: $0.value, isDisabled: $0.isDisabled) }
        (path, query) = try Self.place(of: form, from: url, at: channel)
    }

    /// What is sent to change `changes`, and nothing else: name and mail as they were read, about text left out.
    func fields(changing changes: [(name: String, value: String?)]) -> [(name: String, value: String)] {
        var fields = [(name: "username", value: username)]
        if let fullName, !fullName.isDisabled { fields.append(("fullName", fullName.value)) }
        if let email, !email.isDisabled { fields.append(("email", email.value)) }
        fields += changes.map { (name: "userparam-" + $0.name, value: $0.value ?? "") }
        return fields + [("confirm", "Submit")]
    }

    private static func input(_ name: String, of form: HTMLForm) throws(Unreadable) -> HTMLForm.Input? {
        let inputs = form.inputs.filter { $0.name == name }
        guard inputs.count < 2 else { throw Unreadable(cause: "its form has \(name) twice") }
        return inputs.first
    }

    private static func place(
        of form: HTMLForm, from url: URL, at channel: TargetChannel
    ) throws(Unreadable) -> (String, [(name: String, value: String)]) {
        guard let action = form.action, form.method == "post",
            let place = URL(string: action, relativeTo: url)?.absoluteURL, channel.origin.contains(place),
            place.lastPlainComponent == "doedituser.action"
        else { throw Unreadable(cause: "its form does not lead to doedituser.action") }
        let base = channel.baseURL.path(percentEncoded: true)
        // The session is ours by its cookie; its id in the address would show up in errors.
        let path = place.path(percentEncoded: true).prefix { $0 != ";" }
        guard path.hasPrefix(base + "/") else { throw Unreadable(cause: "its form leads out of baseURL") }
        var parts = URLComponents()
        parts.percentEncodedQuery = place.query(percentEncoded: true)?.replacingOccurrences(of: "+", with: "%20")
        let query = (parts.queryItems ?? []).map { (name: $0.name, value: $0.value ?? "") }
        return (String(path.dropFirst(base.count)), query)
    }
}
