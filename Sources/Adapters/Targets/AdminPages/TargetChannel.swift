import Domain
import Foundation

/// Sends to one target: builds addresses below its base URL, and puts what fails below HTTP into the target's words.
struct TargetChannel: Sendable {
    let target: String
    let product: TargetProduct
    /// Without a slash at the end; the context path included.
    let baseURL: URL
    let origin: Origin
    let transport: any HTTPTransport
    let time: any TimeSource

    /// - Throws: `.refused` when `baseURL` is no http or https address.
    init(
        target: String, product: TargetProduct, baseURL: URL, transport: any HTTPTransport, time: any TimeSource
    ) throws(TargetError) {
        var text = baseURL.absoluteString
        while text.hasSuffix("/") { text.removeLast() }
        guard let trimmed = URL(string: text), let origin = Origin(trimmed) else {
            throw TargetError(
                .refused, target: target, request: "baseURL", cause: "no http or https address",
                remedy: "correct baseURL in the configuration")
        }
        self.target = target
        self.product = product
        self.baseURL = trimmed
        self.origin = origin
        self.transport = transport
        self.time = time
    }

    /// - Throws: `.unreachable` when no answer came, `.malformed` when it was cut off or too large.
    func send(
        _ request: TargetRequest, headers: [(name: String, value: String)] = []
    ) async throws(TargetError) -> TargetAnswer {
        let url = try url(of: request)
        var outbound = OutboundRequest(request.method, url, headers: headers)
        outbound.headers.append(("Accept", request.expects == .json ? "application/json" : "text/html"))
        if request.method != "GET" { outbound.headers.append(("X-Atlassian-Token", "no-check")) }
        switch request.body {
        case .form(let fields):
            outbound.headers.append(("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"))
            outbound.body = PercentEncoding.form(fields)
        case .json(let data):
            outbound.headers.append(("Content-Type", "application/json"))
            outbound.body = data
        case nil: break
        }
        do {
            return TargetAnswer(channel: self, request: request, url: url, http: try await transport.send(outbound))
        } catch {
            throw self.error(Self.code(of: error.code), request, error.description)
        }
    }

    /// - Throws: `.refused` when the path cannot be part of an address.
    func url(of request: TargetRequest) throws(TargetError) -> URL {
        var address = baseURL.absoluteString + request.path
        if !request.query.isEmpty { address += "?" + PercentEncoding.query(request.query) }
        guard let url = URL(string: address), origin.contains(url) else {
            throw error(.refused, request, "this is no path", remedy: "correct the path in the configuration")
        }
        return url
    }

    func error(
        _ code: TargetError.Code, _ request: TargetRequest, _ cause: String, remedy: String? = nil
    ) -> TargetError {
        TargetError(code, target: target, request: request.label, cause: cause, remedy: remedy)
    }

    private static func code(of failure: TransportFailure.Code) -> TargetError.Code {
        switch failure {
        case .unreachable, .timedOut, .cancelled: .unreachable
        case .tooLarge, .cutOff: .malformed
        }
    }
}
