import Adapters
import HTTPTypes
import Hummingbird
import NIOCore
import TestSupport

/// Answers of an IdP or target that is not itself.
extension Response {
    static var signInPage: Response { .text("<!DOCTYPE html><title>Sign in</title>", type: "text/html") }

    /// To another host, where whoever follows leaves the credentials.
    static var elsewhere: Response {
        Response(status: .found, headers: [.location: "http://127.0.0.2:1/elsewhere"])
    }

    /// Ends in the middle of what it announced.
    static var cutOff: Response {
        Response(
            status: .ok, headers: [.contentLength: "500"],
            body: .init(contentLength: 500) { writer in
                try await writer.write(ByteBuffer(string: #"{"id":"4f2c"#))
                throw CancellationError()
            })
    }

    /// 10 MB, in few pieces: each costs a test's server as much as its bytes.
    static var tooMuch: Response {
        Response(
            status: .ok,
            body: .init { writer in
                let piece = ByteBuffer(repeating: UInt8(ascii: " "), count: 1 << 20)
                for _ in 0..<10 { try await writer.write(piece) }
                try await writer.finish(nil)
            })
    }

    /// Comes after a minute, so that whoever waits for it without a limit is found out.
    static func late() async throws -> Response {
        try await Task.sleep(for: .seconds(60))
        return .text("")
    }

    /// Nothing but blanks, one by one for a minute.
    static var dripping: Response {
        Response(
            status: .ok,
            body: .init { writer in
                for _ in 0..<3_000 {
                    try await writer.write(ByteBuffer(string: " "))
                    try await Task.sleep(for: .milliseconds(20))
                }
                try await writer.finish(nil)
            })
    }
}

extension HTTPClientTransport.Limits {
    /// For answers that do not come in time anyway.
    static let impatient = {
        var limits = HTTPClientTransport.Limits()
        limits.whole = .milliseconds(300)
        return limits
    }()
}
