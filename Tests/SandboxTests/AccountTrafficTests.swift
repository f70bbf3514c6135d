import Domain
import Foundation
import Testing

@testable import Sandbox

@Suite struct AccountTrafficTests {
    @Test("counts requests about one account that overlap, and no others", arguments: SandboxSystem.targets)
    func overlaps(_ target: SandboxSystem) async throws {
        try await withSandbox { sandbox in
            let one = try await sandbox.employee(1).username, other = try await sandbox.employee(2).username
            let token = target == .jira ? sandbox.configuration.jiraToken : sandbox.configuration.confluenceToken
            func read(_ name: String) async throws {
                let url = "\(sandbox.url(of: target))\(sandbox.configuration.companionPath)?username=\(name)"
                _ = try await Visitor().get(url, headers: ["Authorization": "Bearer \(token)"])
            }
            try await sandbox.setFault(Fault(.delay, at: target == .jira ? .jira : .confluence, seconds: 0.3))
            func both(_ first: String, _ second: String) async throws {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await read(first) }
                    group.addTask { try await read(second) }
                    try await group.waitForAll()
                }
            }
            func overlaps() async -> Int {
                let statistics = await sandbox.statistics()
                return target == .jira ? statistics.jira.overlaps : statistics.confluence.overlaps
            }
            try await read(one)
            try await read(one)
            try await both(one, other)
            #expect(await overlaps() == 0)
            try await both(one, one.uppercased())
            #expect(await overlaps() == 1)
        }
    }
}
