import AsyncHTTPClient
import Domain
import Foundation
import Testing

@testable import Sandbox

@Suite struct FaultTests {
    @Test("throttles as many requests as told, and no more")
    func throttle() async throws {
        try await withSandbox { sandbox in
            let person = try await sandbox.employee(1), headers = try await sandbox.authorization()
            let url = "\(sandbox.graphURL)/users/\(person.id)"
            try await sandbox.setFault(Fault(.throttle, at: .graph, requests: 2, retryAfter: 7))
            for _ in 0..<2 {
                let answer = try await Visitor().get(url, headers: headers)
                #expect(answer.status == 429)
                #expect(answer.header("Retry-After") == "7")
                #expect(answer.code == "TooManyRequests")
            }
            #expect(try await Visitor().get(url, headers: headers).status == 200)
        }
    }

    @Test("hits only the part and path that it was set for")
    func matching() async throws {
        try await withSandbox { sandbox in
            let one = try await sandbox.employee(1), two = try await sandbox.employee(2)
            let headers = try await sandbox.authorization()
            try await sandbox.setFault(Fault(.status, at: .users, status: 503, matching: one.id))
            #expect(try await Visitor().get("\(sandbox.graphURL)/users/\(one.id)", headers: headers).status == 503)
            #expect(try await Visitor().get("\(sandbox.graphURL)/users/\(two.id)", headers: headers).status == 200)
            #expect(try await Visitor().get("\(sandbox.graphURL)/subscriptions", headers: headers).status == 200)
            try await sandbox.clearFaults()
            #expect(try await Visitor().get("\(sandbox.graphURL)/users/\(one.id)", headers: headers).status == 200)
        }
    }

    @Test(
        "cuts an answer off, or gives none and hangs up",
        arguments: [
            Fault(.cutOff, at: .graph, requests: 1), Fault(.hang, at: .graph, requests: 1, seconds: 0.01),
        ])
    func broken(_ fault: Fault) async throws {
        try await withSandbox { sandbox in
            let headers = try await sandbox.authorization(), url = "\(sandbox.graphURL)/users?$top=1"
            try await sandbox.setFault(fault)
            await #expect(throws: (any Error).self) { _ = try await Visitor().get(url, headers: headers) }
            #expect(try await Visitor().get(url, headers: headers).status == 200)
        }
    }

    @Test("leaves selected attributes out of one page of a listing")
    func partialPage() async throws {
        try await withSandbox { sandbox in
            let headers = try await sandbox.authorization()
            let url = "\(sandbox.graphURL)/users?$select=id,department&$top=3"
            func isWhole(_ url: String) async throws -> Bool {
                let answer = try await Visitor().get(url, headers: headers)
                guard case .list(let users)? = answer.json["value"], users.count == 3 else {
                    Issue.record("no page of three")
                    return false
                }
                return users.allSatisfy { $0["id"] != nil && $0["department"] != nil }
            }
            let answer = try await Visitor().get(url, headers: headers)
            let next = try #require(answer.json["@odata.nextLink"]?.text)
            try await sandbox.setFault(Fault(.partial, at: .users, matching: "$skiptoken"))
            #expect(try await isWhole(url))
            #expect(try await !isWhole(next))
        }
    }

    @Test("gives pages and megabytes for JSON")
    func wrongContent() async throws {
        try await withSandbox { sandbox in
            let headers = try await sandbox.authorization(), url = "\(sandbox.graphURL)/users?$top=1"
            try await sandbox.setFault(Fault(.html, at: .graph, requests: 1))
            try await sandbox.setFault(Fault(.huge, at: .graph, requests: 1))
            try await sandbox.setFault(Fault(.redirect, at: .graph, requests: 1))
            #expect(
                try await Visitor().get(url, headers: headers).header("Content-Type")?.hasPrefix("text/html") == true)
            #expect(try await Visitor().get(url, headers: headers).text.utf8.count > 10 << 20)
            #expect(try await Visitor().get(url, headers: headers).status == 302)
        }
    }

    @Test("leaves selected properties out of a partial read")
    func partial() async throws {
        try await withSandbox { sandbox in
            let person = try await sandbox.employee(1), headers = try await sandbox.authorization()
            try await sandbox.setFault(Fault(.partial, at: .users, requests: 1))
            let url = "\(sandbox.graphURL)/users/\(person.id)?$select=id,department"
            #expect(try await Visitor().get(url, headers: headers).json["department"] == nil)
            #expect(try await Visitor().get(url, headers: headers).json["department"] != nil)
        }
    }

    @Test("has Jira refuse connections and come back at the same address")
    func refusesConnections() async throws {
        try await withSandbox { sandbox in
            let url = "\(sandbox.jiraURL)/rest/api/2/serverInfo"
            for _ in 0..<2 {
                #expect(try await Visitor().get(url).status == 200)
                try await sandbox.setFault(Fault(.refuseConnections, at: .jira))
                await #expect(throws: (any Error).self) { _ = try await Visitor().get(url) }
                try await sandbox.clearFaults()
                #expect(try await Visitor().get(url).status == 200)
            }
        }
    }

    @Test("shows the sign-in page in place of what was asked")
    func loginPage() async throws {
        try await withSandbox { sandbox in
            try await sandbox.setFault(Fault(.loginPage, at: .rest, requests: 1))
            let answer = try await Visitor().get("\(sandbox.jiraURL)/rest/api/2/serverInfo")
            #expect(answer.status == 200)
            #expect(answer.text.contains("os_username"))
        }
    }
}
