public import Foundation

/// Sends one request to the outside and brings its whole answer; never follows a redirect.
public protocol HTTPTransport: Sendable {
    func send(_ request: OutboundRequest) async throws(TransportFailure) -> HTTPAnswer
}

/// One request to an IdP or a target.
public struct OutboundRequest: Sendable {
    public var method: String
    public var url: URL
    public var headers: [(name: String, value: String)]
    public var body: Data?

    public init(_ method: String, _ url: URL, headers: [(name: String, value: String)] = [], body: Data? = nil) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}

/// A whole answer, at most as long as the transport allows.
public struct HTTPAnswer: Sendable {
    public let status: Int
    public let headers: [(name: String, value: String)]
    public let body: Data

    public init(status: Int, headers: [(name: String, value: String)], body: Data) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first header of this name, in any case.
    public func header(_ name: String) -> String? { values(of: name).first }

    /// Every header of this name, in any case: `Set-Cookie` comes several times.
    public func values(of name: String) -> [String] {
        headers.filter { $0.name.caseInsensitiveCompare(name) == .orderedSame }.map(\.value)
    }
}

/// Why no whole answer came.
public struct TransportFailure: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Code: Sendable, Hashable {
        /// Refused, unknown host, TLS failure.
        case unreachable
        case timedOut
        /// The answer is longer than the limit.
        case tooLarge
        /// The connection ended before the answer did.
        case cutOff
        case cancelled
    }
    public let code: Code
    /// In words, with the host, without secrets.
    public let description: String

    public init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
