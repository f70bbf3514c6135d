import NIOCore
import NIOHTTP1
import Testing

@testable import Server

@Suite("A connection's states")
struct ConnectionStateTests {
    private struct Policy: ConnectionPolicy {
        var refusal: Answer?
        let pending = PendingRequests(limit: 1)

        func admit(_ head: HTTPRequestHead, _ framing: RequestFraming) -> Admission {
            if let refusal { return .refused(refusal) }
            return pending.take().map { .admitted($0) } ?? .refused(Answer(503))
        }

        func abandoned(_ head: HTTPRequestHead, status: Int) {}
    }

    private let head = HTTPRequestHead(
        version: .http1_1, method: .POST, uri: "/", headers: ["Host": "a", "Content-Length": "3"])

    @Test("a request goes from its first byte to the next one without a deadline for the responder")
    func whole() {
        var state = ConnectionState(maxBodyBytes: 10, policy: Policy())
        #expect(state.wait == .head)
        #expect(state.received(head).isNone)
        #expect(state.wait == .body)
        #expect(state.received(ByteBuffer(string: "ab")).isNone)
        #expect(state.received(ByteBuffer(string: "c")).isNone)
        guard case .deliver(let request) = state.receivedEnd() else { return #expect(Bool(false), "not delivered") }
        #expect(String(buffer: request.body) == "abc")
        #expect(state.wait == .responder)
        #expect(!state.isReading && !state.isIdle)
        #expect(state.responded(Answer(202)).answer == 202)
        #expect(state.wait == .flush)
        #expect(state.flushed().isNone)
        #expect(state.wait == .nextRequest)
        #expect(state.isIdle)
        state.received()
        #expect(state.wait == .head)
    }

    @Test("a body that drips never restarts its clock")
    func phase() {
        var state = ConnectionState(maxBodyBytes: 10, policy: Policy())
        _ = state.received(head)
        let phase = state.phase
        _ = state.received(ByteBuffer(string: "a"))
        _ = state.received(ByteBuffer(string: "b"))
        #expect(state.phase == phase)
        #expect(state.timeUp().answer == 408)
    }

    @Test(
        "a place in flight is free again once the request is answered or given up",
        arguments: ["answered", "too large", "too slow", "gone", "broken"])
    func place(how: String) {
        let policy = Policy()
        var state = ConnectionState(maxBodyBytes: 10, policy: policy)
        _ = state.received(head)
        #expect(policy.pending.inFlight == 1)
        switch how {
        case "answered":
            if case .deliver(let request) = state.receivedEnd() { request.place.release() }
        case "too large": #expect(state.received(ByteBuffer(string: "01234567890")).answer == 413)
        case "too slow": #expect(state.timeUp().answer == 408)
        case "gone": state.closed()
        default: #expect(state.received(HTTPParserError.invalidChunkSize).answer == 400)
        }
        #expect(policy.pending.inFlight == 0)
    }

    @Test("an early answer keeps the connection only where the rest is short and will come")
    func earlyAnswer() {
        for (headers, keepAlive) in [
            (["Content-Length": "3"], true), ([:], true), (["Content-Length": "11"], false),
            (["Transfer-Encoding": "chunked"], false), (["Content-Length": "3", "Expect": "100-continue"], false),
            (["Content-Length": "3", "Connection": "close"], false), (["Upgrade": "h2c"], false),
        ] {
            var state = ConnectionState(maxBodyBytes: 10, policy: Policy(refusal: Answer(404)))
            var head = head
            head.headers = HTTPHeaders([("Host", "a")] + headers.map { ($0.key, $0.value) })
            guard case .answer(let answer, keepAlive) = state.received(head) else {
                #expect(Bool(false), "\(headers)")
                continue
            }
            #expect(answer.status == 404)
            let afterwards = state.flushed()
            #expect(state.wait == (keepAlive ? .body : .peerClose))
            #expect(afterwards.isNone == keepAlive)
            _ = state.receivedEnd()
            #expect(state.wait == (keepAlive ? .nextRequest : .peerClose))
        }
    }

    @Test("after the last answer the peer gets time to read it, and no longer")
    func lingers() {
        var state = ConnectionState(maxBodyBytes: 10, policy: Policy())
        _ = state.received(HTTPParserError.headerOverflow)
        guard case .closeOutput = state.flushed() else { return #expect(Bool(false), "output not closed") }
        #expect(state.isDeaf && state.isIdle)
        #expect(state.received(head).isNone)
        guard case .close = state.timeUp() else { return #expect(Bool(false), "not closed") }
        #expect(state.wait == nil)
    }

    @Test("whatever comes in whatever order, nothing traps and no place is lost", arguments: 0..<200)
    func random(seed: Int) {
        var random = SplitMix(state: UInt64(seed))
        let policy = Policy()
        var state = ConnectionState(maxBodyBytes: 4, policy: policy)
        // Stands for the responder, which holds a request until it has answered.
        var delivered: InboundRequest?
        for _ in 0..<300 {
            let action: ConnectionState.Action
            switch UInt.random(in: 0..<10, using: &random) {
            case 0, 1: action = state.received(head)
            case 2, 3: action = state.received(ByteBuffer(string: "ab"))
            case 4, 5: action = state.receivedEnd()
            case 6: action = state.responded(Answer(202))
            case 7: action = state.flushed()
            case 8:
                state.received()
                action = .none
            default:
                switch UInt.random(in: 0..<8, using: &random) {
                case 0: action = state.timeUp()
                case 1: action = state.receivedInputEnd()
                case 2: action = state.received(HTTPParserError.invalidChunkSize)
                case 3: action = state.quiesce()
                default: action = .none
                }
            }
            if case .deliver(let request) = action { delivered = request }
            if case .answer = action { delivered = nil }
            #expect(policy.pending.inFlight <= 1)
            if delivered != nil { #expect(policy.pending.inFlight == 1) }
        }
        state.closed()
        delivered = nil
        #expect(policy.pending.inFlight == 0)
    }
}

extension ConnectionState.Action {
    fileprivate var isNone: Bool { if case .none = self { true } else { false } }
    fileprivate var answer: Int? { if case .answer(let answer, _) = self { answer.status } else { nil } }
}

/// A generator that gives the same numbers for the same seed (Steele, Lea and Flood, 2014).
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
