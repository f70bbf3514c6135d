import Notifications
import Testing

@Suite("Refusals and requests")
struct RefusalTests {
    @Test("find headers in any case, and all of a name")
    func headers() {
        let request = HookRequest.json("{}", [("X-A", "1"), ("x-a", "2"), ("X-AB", "3")])
        #expect(request.values(of: "x-A") == ["1", "2"])
        #expect(request.values(of: "x-b").isEmpty)
        #expect(request.contentType == "application/json")
    }

    @Test("are the same whatever was missing or wrong of a signature")
    func sameAnswer() throws {
        let verifier = try StandardWebhooksTests.verifier()
        let good = try StandardWebhooksTests.signature()
        let codes = [
            StandardWebhooksTests.request(nil), StandardWebhooksTests.request("v1,AAAA"),
            StandardWebhooksTests.request(good, timestamp: "0"), StandardWebhooksTests.request(good, id: "other"),
        ].map { request in #expect(throws: Refusal.self) { try verifier.verify(request) } }
        #expect(codes.map { $0?.status } == [401, 401, 401, 401])
        #expect(codes.map { $0?.rejected } == [1, 1, 1, 1])
    }
}
