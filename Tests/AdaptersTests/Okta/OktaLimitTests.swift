import Adapters
import Domain
import Foundation
import Hummingbird
import TestSupport
import Testing

@Suite("Okta's rate limits") struct OktaLimitTests {
    @Test(
        "are waited for by the answer's own clock, a second at least and an hour at most",
        arguments: [
            (OktaStand.limit(resetAfter: 42), 42), (OktaStand.limit(resetAfter: -5), 1),
            (OktaStand.limit(resetAfter: 999_999), 3600), (OktaStand.limit(0, remaining: 0, resetAfter: 0), 1),
        ])
    func waits(headers: [String: String], seconds: Int) async throws {
        let okta = OktaImitation { _ in .okta(429, "E0000047", headers: headers) }
        try await OktaBench.with(okta) { bench in
            let error = await failure(of: bench.directory, "00u1")
            #expect(error?.code == .throttled(retryAfter: .seconds(seconds)))
        }
    }

    @Test("are waited for by our clock where the answer has no date, and by nothing where they are no numbers")
    func headers() async throws {
        let time = ManualTime()
        var headers = OktaStand.limit(resetAfter: 0)
        headers["Date"] = nil
        headers["X-Rate-Limit-Reset"] = "\(Int(time.now.timeIntervalSince1970) + 7)"
        for (reset, wait) in [(headers["X-Rate-Limit-Reset"], Duration?.some(.seconds(7))), ("soon", nil), ("-1", nil)]
        {
            var headers = headers
            headers["X-Rate-Limit-Reset"] = reset
            let okta = OktaImitation { [headers] _ in .okta(429, "E0000047", headers: headers) }
            try await OktaBench.with(okta, time: time) { bench in
                #expect(await failure(of: bench.directory, "00u1")?.code == .throttled(retryAfter: wait))
            }
        }
    }

    @Test("slow requests down as they near their end, and let them go as before afterwards")
    func slows() async throws {
        let time = ManualTime()
        let answers = Seen<Int>()
        let okta = OktaImitation { _ in
            answers.add(1)
            let remaining = answers.all.count == 1 ? 9 : 99
            var headers = OktaStand.limit(100, remaining: remaining, resetAfter: 10)
            headers["Date"] = nil
            headers["X-Rate-Limit-Reset"] = "\(Int(time.now.timeIntervalSince1970) + 10)"
            return .text(#"{"id":"00u1","status":"ACTIVE","profile":{}}"#, headers: headers)
        }
        try await OktaBench.with(okta, time: time) { bench in
            _ = try await bench.directory.profile(of: "00u1", paths: [])
            async let second = bench.directory.profile(of: "00u1", paths: [])
            try await waitUntil { time.sleepers == 1 }
            #expect(time.nextWake == time.now.addingTimeInterval(1))
            #expect(bench.okta.requests.count == 1)
            time.advance(by: .seconds(1))
            _ = try await second
            // The limit is far again: nobody waits.
            _ = try await bench.directory.profile(of: "00u1", paths: [])
            #expect(bench.okta.requests.count == 3)
        }
    }
}
