import Domain

/// Why the sign-in was refused: `{"error":"invalid_client","error_codes":[7000215],…}`. Its description is left out of
/// errors: it repeats ids and, at times, parts of the secret.
struct AADError: TokenRefusal {
    private let error: String
    private let codes: [Int]

    /// nil when `body` is no OAuth error.
    init?(_ body: AttributeValue?) {
        guard let error = Self.error(in: body) else { return nil }
        self.error = error
        var codes: [Int] = []
        if case .list(let list)? = body?["error_codes"] { codes = list.compactMap { $0.text.flatMap { Int($0) } } }
        if codes.isEmpty, case .text(let words)? = body?["error_description"],
            let match = words.firstMatch(of: /AADSTS([0-9]{1,9})/), let code = Int(match.1)
        {
            codes = [code]
        }
        self.codes = codes
    }

    /// `invalid_client AADSTS7000215`.
    var name: String { ([error] + codes.prefix(3).map { "AADSTS\($0)" }).joined(separator: " ") }

    var isTemporary: Bool {
        error == "temporarily_unavailable" || error == "server_error" || codes.contains(90033)
    }

    var remedy: String {
        for code in codes {
            if let remedy = Self.remedies[code] { return remedy }
        }
        return
            "look up the code at https://login.microsoftonline.com/error and correct the application or its credentials"
    }

    private static let remedies = [
        7_000_215: "clientSecret is wrong: use the secret's value, not its id",
        7_000_222: "clientSecret has expired: make a new secret for the application and put it first in clientSecret",
        7_000_216:
            "the application cannot sign in without a secret or certificate: set clientSecret or clientCertificate",
        700_016: "the application is not in this tenant: check clientID and tenantID, and consent in that tenant",
        7_000_112: "the application is disabled in this tenant: enable it in Entra",
        90_002: "the tenant does not exist: check tenantID and authorityURL",
        900_023: "tenantID is neither an id nor a verified domain: correct it",
        700_027: "the assertion's signature or certificate is not the application's: upload the certificate in Entra",
        700_021: "the assertion's issuer is not the application: check clientID",
        700_023: "the assertion is for another address: check authorityURL and tenantID",
        53_003: "Conditional Access blocks the sign-in: exclude the application's workload identity",
    ]
}
