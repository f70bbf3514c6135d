import AsyncHTTPClient
import Domain
import Foundation
import Logging
import NIOCore
import NIOHTTP1

@testable import Sandbox

/// What a request to the sandbox brought back.
struct Reply: Sendable {
    let status: Int
    let headers: [(name: String, value: String)]
    let text: String

    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    var json: AttributeValue { (try? AttributeValue(json: Data(text.utf8))) ?? .null }
    /// `error.code` of Graph.
    var code: String? { json["error"]?["code"]?.string }
}

/// A client that keeps cookies and follows no redirects.
actor Visitor {
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.timeout = .init(connect: .seconds(5), read: .seconds(20))
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(configuration: configuration)
    }()
    private(set) var cookies: [String: String] = [:]

    func setCookie(_ name: String, _ value: String) { cookies[name] = value }

    func send(
        _ method: String, _ url: String, headers: [String: String] = [:], body: String? = nil
    ) async throws -> Reply {
        var request = HTTPClientRequest(url: url)
        request.method = HTTPMethod(rawValue: method)
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if !cookies.isEmpty {
            let line = cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
            request.headers.add(name: "Cookie", value: line)
        }
        if let body { request.body = .bytes(ByteBuffer(string: body)) }
        let response = try await Self.client.execute(request, timeout: .seconds(20))
        let text = String(buffer: try await response.body.collect(upTo: 32 << 20))
        for header in response.headers[canonicalForm: "Set-Cookie"] {
            let pair = header.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
            if pair.count == 2 { cookies[String(pair[0])] = String(pair[1]) }
        }
        return Reply(
            status: Int(response.status.code), headers: response.headers.map { ($0.name, $0.value) }, text: text)
    }

    func get(_ url: String, headers: [String: String] = [:]) async throws -> Reply {
        try await send("GET", url, headers: headers)
    }

    func post(_ url: String, form: [String: String], headers: [String: String] = [:]) async throws -> Reply {
        let body = form.map { "\(Form.encode($0.key))=\(Form.encode($0.value))" }.joined(separator: "&")
        return try await send(
            "POST", url, headers: headers.merging(["Content-Type": "application/x-www-form-urlencoded"]) { $1 },
            body: body)
    }

    func json(
        _ method: String, _ url: String, _ body: AttributeValue, headers: [String: String] = [:]
    ) async throws -> Reply {
        try await send(
            method, url, headers: headers.merging(["Content-Type": "application/json"]) { $1 },
            body: String(decoding: body.json, as: UTF8.self))
    }
}

/// Runs a sandbox that logs nothing.
func withSandbox<Result: Sendable>(
    _ change: (inout SandboxConfiguration) -> Void = { _ in }, _ body: (RunningSandbox) async throws -> Result
) async throws -> Result {
    var configuration = SandboxConfiguration()
    change(&configuration)
    var logger = Logger(label: "sandbox")
    logger.logLevel = .critical
    return try await SandboxService.withSandbox(configuration, logger: logger, body)
}

extension RunningSandbox {
    /// A fresh access token in its header.
    func authorization() async throws -> [String: String] {
        let answer = try await Visitor().post(
            "\(authorityURL)/\(configuration.tenantID)/oauth2/v2.0/token",
            form: [
                "grant_type": "client_credentials", "client_id": configuration.clientID,
                "client_secret": configuration.clientSecret, "scope": "\(authorityURL)/.default",
            ])
        return ["Authorization": "Bearer \(answer.json["access_token"]?.string ?? "")"]
    }

    /// The employee of that place in the listing.
    func employee(_ number: Int) async throws -> Person {
        let people = await people()
        guard people.indices.contains(number) else { throw SandboxError(.noSuchPerson, "\(number)") }
        return people[number]
    }
}
