/// What a `Content-Type` says.
enum MediaType {
    /// Parameters are not looked at: Google sends the invalid `application/json; utf-8`. A request without a body needs
    /// no type.
    static func requireJSON(_ request: HookRequest) throws(Refusal) {
        guard !request.body.isEmpty else { return }
        guard let type = request.contentType, isJSON(type) else {
            throw Refusal(.unsupportedMediaType, "the content type is not JSON")
        }
    }

    /// `application/json`, or a type built on it (`application/cloudevents+json`, RFC 6839).
    static func isJSON(_ contentType: String) -> Bool {
        let essence = contentType.prefix { $0 != ";" }.lowercased().filter { $0 != " " && $0 != "\t" }
        return essence == "application/json" || (essence.hasPrefix("application/") && essence.hasSuffix("+json"))
    }
}
