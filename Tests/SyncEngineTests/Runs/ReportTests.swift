import Domain
import Foundation
import TestSupport
import Testing

@testable import SyncEngine

@Suite("A run's report")
struct ReportTests {
    private func report(_ scene: Scene, _ run: Run, _ format: RunReport.Format) async throws -> String {
        var text = ""
        try await scene.operations().report(of: run.id, as: format) { text += $0 }
        return text
    }

    @Test("lists every value that differs, and whom nothing is written of, as JSON")
    func json() async throws {
        try await withScene { scene in
            await scene.employ(1...3, at: [.city: "Paris"])
            await scene.jira.remove("KEY-3")
            let run = try await scene.run()
            let text = try await report(scene, run, .json)
            let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
            #expect(object["run"] as? String == run.id)
            #expect(object["status"] as? String == "done")
            let changes = try #require(object["changes"] as? [[String: Any]])
            #expect(changes.count == 4)
            #expect(changes.first?["new"] as? String == "Research")
            #expect(changes.first?["old"] is NSNull)
            #expect(changes.last?["old"] as? String == "Paris")
            let users = try #require(object["users"] as? [[String: Any]])
            #expect(users.map { $0["outcome"] as? String } == ["noMatch"])
            let totals = try #require(object["attributes"] as? [[String: Any]])
            #expect(totals.map { $0["attribute"] as? String } == ["City", "Department"])
            #expect(totals.map { $0["changed"] as? Int } == [2, 0])
            #expect((totals.first?["samples"] as? [Any])?.count == 2)
        }
    }

    @Test(
        "is safe to open in a spreadsheet and in a browser, whatever people are called",
        arguments: ["=HYPERLINK(\"x\")", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"])
    func hostile(_ value: String) async throws {
        try await withScene { scene in
            await scene.employ(1...1, department: value + "<script>&'")
            let run = try await scene.run(.simulate)
            let csv = try await report(scene, run, .csv)
            let quoted = value.replacing("\"", with: "\"\"")
            #expect(csv.contains("\"'\(quoted)<script>&'\""))
            #expect(csv.hasPrefix("\"pipeline\",\"user\""))
            #expect(csv.hasSuffix("\r\n"))
            let html = try await report(scene, run, .html)
            #expect(!html.contains("<script>"))
            #expect(html.contains("&lt;script&gt;&amp;&#39;"))
        }
    }

    @Test("is the same for a simulation and for the live run after it, line by line")
    func same() async throws {
        try await withScene { scene in
            await scene.employ(1...12, at: [.city: "Paris"])
            let simulated = try await report(scene, try await scene.run(.simulate), .csv)
            let live = try await report(scene, try await scene.run(), .csv)
            #expect(simulated == live)
            #expect(live.split(separator: "\r\n").count == 25)
        }
    }

    @Test("of a run that there is not is refused by name")
    func unknown() async throws {
        try await withScene { scene in
            await #expect(throws: OperationError.self) {
                try await scene.operations().report(of: "nobody", as: .csv) { _ in }
            }
        }
    }
}
