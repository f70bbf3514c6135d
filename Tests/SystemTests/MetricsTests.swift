import Foundation
import Sandbox
import TestSupport
import Testing

@Suite("The console")
struct MetricsTests {
    private static let token = "system-api-token-0d5e"

    @Test("has every metric of this version after a sync, as text that parses")
    func names() async throws {
        try await RollcallSystem.with { system in
            let serving = try await system.serve()
            try await system.subscribed()
            let person = try #require(await system.staff().first)
            try await system.sandbox.edit(person.id, ["department": "Measured"])
            try await serving.synced(person.id, as: "written")
            let answer = try await serving.metrics()
            #expect(answer.status == 200)
            #expect(answer.header("Content-Type")?.hasPrefix("text/plain") == true)
            for name in [
                "rollcall_notifications_total{", "rollcall_sync_requests{", "rollcall_oldest_waiting_seconds{",
                "rollcall_syncs_total{", "rollcall_values_written_total{",
                "rollcall_notification_to_write_seconds_bucket{", "rollcall_notification_to_write_seconds_count{",
                "rollcall_directory_requests_total{", "rollcall_target_requests_total{",
            ] {
                #expect(answer.body.contains("\n\(name)"), "\(name)")
            }
            for line in answer.body.split(separator: "\n") where !line.hasPrefix("#") {
                let sample = /[a-z_]+(\{[a-z_]+="[^"\n]*"(,[a-z_]+="[^"\n]*")*\})? ([0-9.eE+-]+|\+Inf|NaN)/
                #expect(line.wholeMatch(of: sample) != nil, "\(line)")
            }
            #expect(answer.body.hasSuffix("\n"))
            #expect(answer.body.contains("rollcall_sync_requests{connector=\"entra\",state=\"waiting\"} 0"))
        }
    }

    @Test("shows metrics for a token alone, unless they are open; health needs none")
    func token() async throws {
        var plan = SystemPlan.pushed
        plan.console = ["apiTokens": "[ { name: ci, token: { env: SYSTEM_API_TOKEN }, role: viewer } ]"]
        plan.secrets["unused-file"] = Self.token
        try await RollcallSystem.with(plan) { system in
            let serving = try await system.serve(environment: ["SYSTEM_API_TOKEN": Self.token])
            #expect(try await serving.metrics().status == 401)
            #expect(try await serving.metrics([("Authorization", "Bearer wrong")]).status == 401)
            #expect(try await serving.metrics([("Authorization", "Basic \(Self.token)")]).status == 401)
            let answer = try await serving.metrics([("Authorization", "Bearer \(Self.token)")])
            #expect(answer.status == 200 && answer.body.contains("rollcall_"))
            #expect(try await Web.get("\(serving.console)/healthz").status == 200)
            let readiness = try await serving.readiness()
            #expect(readiness.status == 200 && readiness.body.contains("store"))
            #expect(try await Web.get("\(serving.console)/hooks/feed").status != 200)
            #expect(try await Web.get("\(serving.console)/api/v1/status").status == 401)
        }
    }
}
