import Foundation
import Sandbox
import TestSupport
import Testing

@Suite("The hooks listener")
struct HookLimitTests {
    @Test("answers what is not as it should be by the table")
    func table() async throws {
        var plan = SystemPlan.pushed
        plan.hooks["maxBodyBytes"] = "2000"
        try await RollcallSystem.with(plan) { system in
            let serving = try await system.serve()
            let person = try #require(await system.staff().first)
            let body = "[{\"user\":{\"id\":\"\(person.id)\"}}]"
            let good = [("Authorization", SystemPlan.feedSecret)]
            let feed = "\(system.hooks)/feed"
            func status(
                _ method: String, _ url: String, _ headers: [(String, String)], _ body: String?
            ) async throws -> Int { try await Web.send(method, url, headers, body).status }
            let json = [("Content-Type", "application/json")]
            #expect(try await status("POST", feed, good + json, body) == 200)
            #expect(try await status("POST", "\(system.hooks)/nobody", good + json, body) == 404)
            #expect(try await status("POST", "\(system.hooks)/feed/lifecycle", good + json, body) == 404)
            #expect(try await status("GET", "http://127.0.0.1:\(system.hooksPort)/metrics", [], nil) == 404)
            #expect(try await status("GET", "http://127.0.0.1:\(system.hooksPort)/readyz", [], nil) == 404)
            for method in ["GET", "PUT", "DELETE", "PATCH"] {
                #expect(try await status(method, feed, good + json, nil) == 405)
            }
            #expect(try await status("POST", feed, good + json, String(repeating: "x", count: 2001)) == 413)
            #expect(try await status("POST", feed, good + [("Content-Type", "text/html")], body) == 415)
            #expect(try await status("POST", feed, json, "{") == 401)
            for bad in ["{", "[{\"user\":{}}]", "[]x", "\"\"", "[{\"user\":{\"id\":\"\"}}]"] {
                #expect(try await status("POST", feed, good + json, bad) == 400, "\(bad)")
            }
            let entra = "\(system.hooks)/entra"
            let handshake = try await Web.post("\(entra)?validationToken=a%3a+b%26c", "", type: "text/plain")
            #expect(handshake.status == 200 && handshake.body == "a: b&c")
            #expect(handshake.header("Content-Type")?.hasPrefix("text/plain") == true)
            #expect(try await Web.post("\(entra)?validationToken=%00%07", "", type: "text/plain").status == 400)
            #expect(try await Web.post("\(entra)/lifecycle?validationToken=x", "", type: "text/plain").body == "x")
            let long = String(repeating: "t", count: 4097)
            #expect(try await Web.post("\(entra)?validationToken=\(long)", "", type: "text/plain").status == 400)
            try await serving.synced(person.id, as: "written")
            #expect(await system.sandbox.statistics().writesPerUser.count == 1)
        }
    }

    @Test("gives up on heads and bodies that do not come, and goes on for everybody else")
    func slow() async throws {
        try await RollcallSystem.with(.pushed) { system in
            _ = try await system.serve()
            let head = "POST /hooks/feed HTTP/1.1\\r\\nHost: x\\r\\nContent-Type: application/json\\r\\n"
            let (slowHead, slowBody) = try (
                raw(system, "printf '\(head)' >&3; cat <&3"),
                raw(system, "printf '\(head)Content-Length: 50\\r\\n\\r\\n[{' >&3; cat <&3")
            )
            let person = try #require(await system.staff().first)
            #expect(await system.push([person.id]) == 200)
            try await system.shows(person.text("department"), of: person)
            try await slowHead.end(within: .seconds(60))
            try await slowBody.end(within: .seconds(60))
            #expect(slowHead.out.isEmpty)
            #expect(slowBody.out.hasPrefix("HTTP/1.1 408 "))
        }
    }

    @Test("survives junk on its port")
    func junk() async throws {
        try await RollcallSystem.with(.pushed) { system in
            _ = try await system.serve()
            for line in [
                "head -c 100000 /dev/urandom >&3; cat <&3",
                "printf 'GET / HTTP/9.9\\r\\n\\r\\n' >&3; cat <&3",
                "printf '\\x16\\x03\\x01\\x02\\x00\\x01\\x00\\x01' >&3",
                "printf 'POST /hooks/feed HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: -5\\r\\n\\r\\n' >&3; cat <&3",
                "printf 'POST /hooks/feed HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 5\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n' >&3; cat <&3",
            ] {
                let run = try raw(system, line)
                try await run.end(within: .seconds(30))
                #expect(!run.out.contains("HTTP/1.1 2"))
            }
            let person = try #require(await system.staff().first)
            #expect(await system.push([person.id]) == 200)
        }
    }

    /// A connection to the hooks listener as file descriptor 3 of bash.
    private func raw(_ system: RollcallSystem, _ line: String) throws -> ProgramRun {
        try system.bash("exec 3<>/dev/tcp/127.0.0.1/\(system.hooksPort); \(line)")
    }
}
