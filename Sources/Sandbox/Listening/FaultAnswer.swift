import Foundation
import Hummingbird
import NIOCore
import ServiceLifecycle

/// What a fault makes of an answer.
enum FaultAnswer {
    /// How long a hanging request is held at most, in seconds.
    static let longestHang = 120.0
    private struct CutOff: Error {}

    /// - Parameter product: the product's own error answer for a status and Retry-After.
    /// - Returns: nil when the request is to be answered as ever (perhaps later than usual).
    static func of(_ fault: Fault, product: (Int, Int?) -> Response) async -> Response? {
        switch fault.kind {
        case .throttle: return product(429, fault.retryAfter ?? 1)
        case .status: return product(fault.status ?? 500, fault.retryAfter)
        case .hang:
            await pause(min(fault.seconds ?? longestHang, longestHang))
            return cutOff(head: "")
        case .delay:
            await pause(min(fault.seconds ?? 1, longestHang))
            return nil
        case .html:
            return Answer.html(
                200, "<!DOCTYPE html><html><title>Gateway</title><body><p>Please wait.</p></body></html>")
        case .cutOff: return cutOff(head: "{\"id\":\"cut")
        case .huge: return huge()
        case .redirect: return Answer.redirect(to: "http://elsewhere.invalid/")
        case .loginPage, .refuseConnections, .expireSessions, .expireWebSudo, .expireXSRF, .dropSubscriptions, .partial:
            return nil
        }
    }

    private static func pause(_ seconds: Double) async {
        // Cut short by shutdown and cancellation: whoever waits gets no answer either way.
        try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(seconds)) }
    }

    /// Promises more than it sends; the error ends the connection.
    private static func cutOff(head: String) -> Response {
        let body = ResponseBody(contentLength: 1_000) { writer in
            if !head.isEmpty { try await writer.write(ByteBuffer(string: head)) }
            throw CutOff()
        }
        return Response(status: .ok, headers: Answer.fields([("Content-Type", "application/json")]), body: body)
    }

    private static func huge() -> Response {
        let chunk = ByteBuffer(repeating: UInt8(ascii: " "), count: 64 << 10)
        let body = ResponseBody { writer in
            try await writer.write(ByteBuffer(string: "{\"id\":\"x\""))
            for _ in 0..<160 { try await writer.write(chunk) }
            try await writer.write(ByteBuffer(string: "}"))
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: Answer.fields([("Content-Type", "application/json")]), body: body)
    }
}
