import Domain
import Foundation
import Sandbox
import TestSupport
import Testing

@Suite("A disk")
struct StoreTroubleTests {
    @Test("without room has the hooks answer 503 and readyz say why; all goes on when there is room again")
    func full() async throws {
        try await RollcallSystem.with(.pushed) { system in
            // A file may not outgrow the limit, which a privileged hand lifts while the process runs.
            let serving = try await system.serve("--log-level", "critical", shell: "ulimit -S -f 700; exec \"$@\"")
            let people = await system.staff()
            try await self.fill(system, people)

            try await self.full(serving, system, people)
            #expect(serving.run.ended == nil)
            let answer = try await Web.post(
                "\(system.hooks)/feed", "[{\"user\":{\"id\":\"\(people[0].id)\"}}]",
                [("Authorization", SystemPlan.feedSecret)])
            #expect(answer.status == 503 && answer.header("Retry-After") != nil)

            try await Shell.require("prlimit --pid \(serving.run.processIdentifier) --fsize=unlimited")
            try await waitUntil(.seconds(60), "room") { await system.push([people[1].id]) == 200 }
            try await system.sandbox.edit(people[1].id, ["department": "Room"])
            #expect(await system.push([people[1].id]) == 200)
            try await system.shows("Room", of: people[1])
            try await waitUntil(.seconds(30), "readiness") { try await serving.readiness().status == 200 }
            #expect(try await serving.terminate().description == "exit 0")
        }
    }

    private func fill(_ system: RollcallSystem, _ people: [Person]) async throws {
        try await waitUntil(.seconds(120), "the disk to be full") {
            let statuses = await withTaskGroup(of: Int.self) { group in
                for _ in 0..<16 { group.addTask { await system.push(people.map(\.id)) } }
                return await group.reduce(into: Set<Int>()) { $0.insert($1) }
            }
            #expect(statuses.isSubset(of: [200, 503]))
            return statuses == [503]
        }
    }

    /// A small write may still find room where a large one does not: filled up until readiness notices, too.
    private func full(_ serving: Serving, _ system: RollcallSystem, _ people: [Person]) async throws {
        try await waitUntil(.seconds(60), "readyz to say that the store is full") {
            let readiness = try await serving.readiness()
            if readiness.status == 503 {
                #expect(readiness.body.contains("store"), "\(readiness.body)")
                return true
            }
            _ = await system.push(people.map(\.id))
            return false
        }
    }

    /// Whether a file system of its own can be had: in containers without the right it cannot.
    static var canMount: Bool {
        get async {
            guard getuid() == 0 else { return false }
            let line = "d=$(mktemp -d) && mount -t tmpfs -o size=1m none $d && umount $d && rmdir $d"
            return (try? await Shell.run(line)) == 0
        }
    }

    @Test("that is full or read-only for everybody is told and got over in the same way", .enabled { await canMount })
    func mounted() async throws {
        var plan = SystemPlan.pushed
        plan.store = "{ url: \"sqlite:disk/rollcall.db\" }"
        try await RollcallSystem.with(plan) { system in
            let disk = system.folder.appending(path: "disk")
            try FileManager.default.createDirectory(at: disk, withIntermediateDirectories: true)
            try await Shell.require("mount -t tmpfs -o size=1m none \(disk.path)")
            do {
                try await onDisk(system, disk)
            } catch {
                try await Shell.require("umount -l \(disk.path)")
                throw error
            }
            try await Shell.require("umount -l \(disk.path)")
        }
    }

    private func onDisk(_ system: RollcallSystem, _ disk: URL) async throws {
        let serving = try await system.serve("--log-level", "critical")
        let people = await system.staff()
        try await fill(system, people)
        try await full(serving, system, people)
        try await Shell.require("mount -o remount,size=64m \(disk.path)")
        try await waitUntil(.seconds(60), "room") { await system.push([people[1].id]) == 200 }
        try await system.shows(people[1].text("department"), of: people[1])

        try await Shell.require("mount -o remount,ro \(disk.path) || true")
        if await system.push([people[2].id]) != 200 {
            #expect(try await serving.readiness().status == 503)
            #expect(await system.push([people[2].id]) == 503)
            try await Shell.require("mount -o remount,rw \(disk.path)")
            try await waitUntil(.seconds(60), "writing again") { await system.push([people[2].id]) == 200 }
        }
        try await waitUntil(.seconds(60), "readiness") { try await serving.readiness().status == 200 }
        #expect(try await serving.terminate().description == "exit 0")
    }
}
