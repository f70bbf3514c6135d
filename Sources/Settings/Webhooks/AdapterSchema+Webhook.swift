import Foundation

extension AdapterSchema {
    /// Push-only sources of every signed scheme.
    static let webhook = AdapterSchema(type: "webhook") { reader, _ in reader.webhook() }
}

/// The values of `scheme:`.
private enum SchemeName: String, CaseIterable {
    case standardWebhooks = "standard-webhooks"
    case hmac
    case staticHeader = "static-header"
    case securityEventToken = "security-event-token"
}

extension SettingsReader {
    fileprivate func webhook() -> WebhookSettings? {
        let notifies = text("notifies")
        guard let name = choice("scheme", as: SchemeName.self), name != .securityEventToken else {
            if silentText("scheme") == SchemeName.securityEventToken.rawValue {
                problem(
                    "'\(fullName(of: "scheme"))' names security event tokens, which are not in this version",
                    key: "scheme")
            }
            cursor.acceptAll()
            return nil
        }
        let userID = userPath("userID")
        let success = success(default: name == .staticHeader ? 200 : 202)
        let scheme: WebhookSettings.Scheme?
        let secrets: [Secret]?
        switch name {
        case .standardWebhooks:
            scheme = .standardWebhooks
            secrets = standardSecrets("secrets")
        case .hmac:
            scheme = requiredSection("hmac").flatMap(HMACSettings.init).map { .hmac($0) }
            secrets = self.secrets("secrets", encodings: true)
        default:
            scheme = headerName("header", default: "Authorization").map { .staticHeader(name: $0) }
            secrets = self.secrets("secrets")
        }
        guard let notifies, let scheme, let secrets, let userID, let success else { return nil }
        return WebhookSettings(
            notifies: notifies, scheme: scheme, secrets: secrets, userID: userID, success: success)
    }

    /// contracts/signed-webhooks.md: `whsec_` and base64 of 24 to 64 bytes, the prefix may be missing; or `whpk_` and
    /// base64 of an Ed25519 key's 32 bytes.
    private func standardSecrets(_ key: String) -> [Secret]? {
        guard let secrets = secrets(key) else { return nil }
        let wrong = secrets.filter { secret in
            let text = secret.reveal().trimmingCharacters(in: .whitespacesAndNewlines)
            if text.hasPrefix("whpk_") { return Self.length(base64: text.dropFirst(5)) != 32 }
            return !(24...64).contains(Self.length(base64: text.hasPrefix("whsec_") ? text.dropFirst(6) : text[...]))
        }
        for secret in wrong {
            let source = secret.source.map { " (\($0))" } ?? ""
            reject(
                key, "holds a secret\(source) that Standard Webhooks do not know",
                remedy: "it is whsec_ with base64 of 24 to 64 bytes, or whpk_ with base64 of 32 bytes")
        }
        return wrong.isEmpty ? secrets : nil
    }

    /// The padding may be missing; 0 for what is no base64.
    private static func length(base64 text: Substring) -> Int {
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        return Data(base64Encoded: text + padding)?.count ?? 0
    }

    private func userPath(_ key: String) -> WebhookSettings.UserPath? {
        guard case .mapping? = node(key) else {
            return required(key) { scalar in checkedPath(key, scalar) }.map { WebhookSettings.UserPath(path: $0) }
        }
        guard let section = section(key) else { return nil }
        let path = section.required("path") { scalar in section.checkedPath("path", scalar) }
        let attribute = section.optionalText("attribute")
        guard let path, attribute != nil || !section.has("attribute") else { return nil }
        return WebhookSettings.UserPath(path: path, attribute: attribute)
    }

    /// Names of members by dots; behind a name or at the beginning `[]` means every element of a list, `[0]` one.
    private func checkedPath(_ key: String, _ scalar: YAMLScalar) -> String? {
        let fits =
            scalar.text.wholeMatch(of: #/(\[\d{0,6}\]|[^.\[\]]+)(\[\d{0,6}\])*(\.[^.\[\]]+(\[\d{0,6}\])*)*/#) != nil
        guard fits else {
            reject(key, scalar, "must be a path such as data.user.id or events[].user.id, not '\(scalar.text)'")
            return nil
        }
        return scalar.text
    }

    /// A field name of RFC 9110 section 5.1.
    func headerName(_ key: String, default fallback: String) -> String? {
        value(key, fallback) { scalar in checkedHeader(key, scalar) }
    }

    func checkedHeader(_ key: String, _ scalar: YAMLScalar) -> String? {
        let marks: Set<Character> = ["!", "#", "$", "%", "&", "'", "*", "+", "-", ".", "^", "_", "`", "|", "~"]
        let fits = scalar.text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) || marks.contains($0) }
        guard fits, !scalar.text.isEmpty else {
            reject(key, scalar, "must be the name of a header, not '\(scalar.text)'")
            return nil
        }
        return scalar.text
    }

    /// The text of `key` where it is one, for checks after its reading.
    func silentText(_ key: String) -> String? {
        if case .scalar(let scalar)? = node(key), !scalar.text.isEmpty { scalar.text } else { nil }
    }
}
