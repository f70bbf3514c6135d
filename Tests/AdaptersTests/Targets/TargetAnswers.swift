import HTTPTypes
import Hummingbird
import NIOCore
import TestSupport

/// How both products answer in a mood; nil: as ever.
func answer(in mood: TargetMood, to request: LoopbackServer.Received) async throws -> Response? {
    switch mood {
    case .well, .refusesCredentials: nil
    case .forbids: forbidden(isPage: !request.path.contains("/rest/api/"))
    case .throttles(let seconds): .text("{}", status: 429, headers: ["Retry-After": "\(seconds)"])
    case .down: .html("<html><body>Down</body></html>", status: 503)
    case .silent: try await .late()
    case .drips: .dripping
    case .answersHTML: .html(ImitationJira.loginPage)
    case .cutsOff:
        Response(
            status: .ok, headers: [.contentLength: "5000"],
            body: .init(contentLength: 5000) { writer in
                try await writer.write(ByteBuffer(string: "<html><body><table class=\"aui\">"))
                throw CancellationError()
            })
    case .answersTooMuch: .tooMuch
    case .sendsElsewhere: .found(at: "http://localhost:1/login.jsp")
    case .failsOneUser: .text("{\"errorMessages\":[\"broken\"],\"errors\":{}}", status: 500)
    }
}

/// As REST says it, or the container: by a page, in the companion script's place too.
private func forbidden(isPage: Bool) -> Response {
    let headers = ["X-AUSERNAME": ImitationJira.username, "X-Seraph-LoginReason": "OK"]
    guard !isPage else { return .html("<html><body>Forbidden</body></html>", status: 403, headers: headers) }
    return .text(#"{"errorMessages":["Forbidden"],"errors":{}}"#, status: 403, headers: headers)
}

extension HTTPField.Name {
    static let atlassianToken = HTTPField.Name("X-Atlassian-Token") ?? .accept
}

extension Response {
    static func html(_ text: String, status: Int = 200, headers: [String: String] = [:]) -> Response {
        .text(text, status: status, type: "text/html;charset=UTF-8", headers: headers)
    }

    static func found(at location: String, headers: [String: String] = [:]) -> Response {
        .text(
            "", status: 302, type: "text/html", headers: headers.merging(["Location": location]) { first, _ in first })
    }

    func setting(cookies: [String]) -> Response {
        var response = self
        for cookie in cookies { response.headers.append(HTTPField(name: .setCookie, value: cookie)) }
        return response
    }
}
