import AsyncHTTPClient
import Foundation
import NIOCore
import NIOPosix
import NIOSSL

extension TransportFailure {
    /// How far the answer had come.
    enum Progress { case nothing, head }

    /// Puts an error of the layers below into words that hold the host and nothing else of the request.
    init(_ error: any Error, on origin: Origin, after progress: Progress) {
        let (code, words) = Self.meaning(of: error, after: progress)
        self.init(code, "\(origin): \(words)")
    }

    /// Whether the connection ended before the answer began.
    static func isClosed(_ error: any Error) -> Bool {
        switch error {
        case let error as HTTPClientError: error == .remoteConnectionClosed
        case let error as IOError: error.errnoCode == ECONNRESET || error.errnoCode == EPIPE
        case let error as ChannelError: error == .ioOnClosedChannel || error == .alreadyClosed || error == .eof
        default: false
        }
    }

    private static func meaning(of error: any Error, after progress: Progress) -> (Code, String) {
        switch error {
        case is CancellationError: return (.cancelled, "cancelled")
        case let error as HTTPClientError:
            if let meaning = meaning(of: error) { return meaning }
        case is NIOConnectionError where progress == .nothing: return (.unreachable, words(String(describing: error)))
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError:
            if progress == .nothing { return (.unreachable, tls(error)) }
        default: break
        }
        if progress == .head { return (.cutOff, "the connection ended before the answer did") }
        if let error = error as? HTTPClientError, !isClosed(error) {
            // Its full description may hold the value of a header.
            return (.unreachable, error.shortDescription.lowercased())
        }
        if isClosed(error) { return (.unreachable, "the connection was closed without an answer") }
        return (.unreachable, words(String(describing: error)))
    }

    private static func meaning(of error: HTTPClientError) -> (Code, String)? {
        switch error {
        case .cancelled: (.cancelled, "cancelled")
        case .connectTimeout, .getConnectionFromPoolTimeout, .tlsHandshakeTimeout, .httpProxyHandshakeTimeout:
            (.timedOut, "no connection in time")
        case .deadlineExceeded, .readTimeout, .writeTimeout: (.timedOut, "no answer in time")
        case .proxyAuthenticationRequired:
            (.unreachable, "the proxy wants other credentials: correct user and password in network.proxy")
        case .invalidProxyResponse:
            (.unreachable, "the proxy refused the connection: look at network.proxy and noProxy")
        case .alreadyShutdown: (.cancelled, "shut down")
        default: nil
        }
    }

    private static func tls(_ error: any Error) -> String {
        let text = String(describing: error)
        if text.contains("CERTIFICATE_VERIFY_FAILED") || text.contains("unableToValidateCertificate") {
            return "its certificate is not trusted: name the authority that issued it in network.caFile"
        }
        return "TLS failed: " + words(text)
    }

    private static func words(_ text: String) -> String {
        if text.contains("DNS error") { return "the host's name is not known" }
        if text.contains("errno: \(ECONNREFUSED)") { return "connection refused" }
        if text.contains("errno: \(EHOSTUNREACH)") || text.contains("errno: \(ENETUNREACH)") {
            return "no route to the host"
        }
        return String(text.prefix(200))
    }
}
