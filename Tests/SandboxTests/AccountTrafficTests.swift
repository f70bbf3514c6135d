import Domain
import Foundation
import Testing

@testable import Sandbox

@Suite struct AccountTrafficTests {
    @Test(
        "counts writes of one account that overlap, and neither reads nor writes of others",
        arguments: SandboxSystem.targets)
    func overlaps(_ target: SandboxSystem) async throws {
        try await withSandbox { sandbox in
            let one = try await sandbox.employee(1).username, other = try await sandbox.employee(2).username
            let token = target == .jira ? sandbox.configuration.jiraToken : sandbox.configuration.confluenceToken
            func send(_ method: String, _ name: String) async throws {
                let url = "\(sandbox.url(of: target))\(sandbox.configuration.companionPath)?username=\(name)"
                _ = try await Visitor().send(
                    method, url,
                    headers: [
                        "Authorization": "Bearer \(token)", "X-Atlassian-Token": "no-check",
                        "Content-Type": "application/json",
                    ], body: method == "GET" ? nil : "{}")
            }
            try await sandbox.setFault(Fault(.delay, at: target == .jira ? .jira : .confluence, seconds: 0.3))
            func both(_ method: String, _ first: String, _ second: String) async throws {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await send("PUT", first) }
                    group.addTask { try await send(method, second) }
                    try await group.waitForAll()
                }
            }
            func overlaps() async -> Int {
                let statistics = await sandbox.statistics()
                return target == .jira ? statistics.jira.overlaps : statistics.confluence.overlaps
            }
            try await send("PUT", one)
            try await send("PUT", one)
            try await both("PUT", one, other)
            try await both("GET", one, one)
            #expect(await overlaps() == 0)
            try await both("PUT", one, one.uppercased())
            #expect(await overlaps() == 1)
        }
    }
}
