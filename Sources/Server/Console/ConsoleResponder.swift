import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import OpenSSL

/// Answers what operators' machines ask: health, readiness, metrics.
struct ConsoleResponder: HTTPResponder {
    typealias Context = BasicRequestContext

    let readiness: @Sendable () async -> Readiness
    let metrics: PrometheusRegistry
    let access: @Sendable () -> MetricsAccess
    let refreshGauges: @Sendable () async -> Void

    func respond(to request: Request, context: Context) async throws -> Response {
        let path = request.uri.path
        switch path {
        case "/healthz", "/readyz", "/metrics":
            guard request.method == .get || request.method == .head else {
                return Problem(.methodNotAllowed, "\(path) takes GET alone.").response([.allow: "GET, HEAD"])
            }
            return withoutBody(if: request.method == .head, await answer(path, to: request))
        case _ where path == "/api" || path.hasPrefix("/api/"):
            if !isAuthorized(request, by: access()) { return unauthorized }
            return Problem(.notFound, "There is nothing here.").response()
        default:
            return Problem(.notFound, "There is nothing here.").response()
        }
    }

    private func answer(_ path: String, to request: Request) async -> Response {
        switch path {
        case "/healthz":
            return text("ok\n", type: "text/plain; charset=utf-8")
        case "/readyz":
            let readiness = await readiness()
            return .json(ReadinessAnswer(readiness), status: readiness.isReady ? .ok : .serviceUnavailable)
        default:
            let access = access()
            if case .tokens = access, !isAuthorized(request, by: access) { return unauthorized }
            await refreshGauges()
            return text(metrics.render(), type: PrometheusText.contentType)
        }
    }

    private var unauthorized: Response {
        Problem(.unauthorized, "An API token is needed: Authorization: Bearer TOKEN.")
            .response([.wwwAuthenticate: "Bearer realm=\"rollcall\""])
    }

    private func isAuthorized(_ request: Request, by access: MetricsAccess) -> Bool {
        guard case .tokens(let tokens) = access, let value = request.headers[.authorization] else { return false }
        let parts = value.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return false }
        return SecretSet(tokens).contains(Data(parts[1].utf8))
    }

    private func text(_ text: String, type: String) -> Response {
        let headers: HTTPFields = [.contentType: type, .cacheControl: "no-store"]
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    private func withoutBody(if isHead: Bool, _ response: Response) -> Response {
        isHead ? response.createHeadResponse() : response
    }
}

/// `/readyz` as JSON.
private struct ReadinessAnswer: Encodable {
    let ready: Bool
    let parts: [Readiness.Part]
    let details: [Readiness.Detail]

    init(_ readiness: Readiness) {
        ready = readiness.isReady
        parts = readiness.parts
        details = readiness.details
    }
}
