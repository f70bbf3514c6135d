import NIOCore
import NIOHTTP1

/// One HTTP/1 connection as a state machine: what comes in is an event, what is to be done an action.
///
/// It has neither clock nor socket: whoever drives it starts the clock of `wait` anew whenever `phase` has changed,
/// and reports when it has run out. Between a whole request and the end of its answer, and only then, `isReading` is
/// false, and the parts of further requests must be kept back.
struct ConnectionState {
    enum Action {
        case none
        case deliver(InboundRequest)
        /// 100 Continue.
        case invite
        case answer(Answer, keepAlive: Bool)
        /// Ends our half, so that the peer sees the end of the answer.
        case closeOutput
        case close
    }

    /// What the connection waits for, each with its own limit.
    enum Wait { case head, nextRequest, body, responder, flush, peerClose }

    private enum State {
        case idle
        case head
        case body(HTTPRequestHead, RequestFraming, ByteBuffer, PendingPlace)
        /// With the responder.
        case delivered(keepAlive: Bool)
        /// The answer is under way to the peer; `ended`: the request is wholly read.
        case answering(keepAlive: Bool, ended: Bool)
        /// The answer was sent before its request had ended; the rest is read and forgotten.
        case skipping
        /// Answered for the last time: what comes is thrown away until the peer closes.
        case lingering
        case closed
    }

    private var state = State.head
    private var isQuiescing = false
    private let maxBodyBytes: Int
    private let policy: any ConnectionPolicy
    /// Moves with every state.
    private(set) var phase = 0

    init(maxBodyBytes: Int, policy: any ConnectionPolicy) {
        self.maxBodyBytes = maxBodyBytes
        self.policy = policy
    }

    var wait: Wait? {
        switch state {
        case .idle: .nextRequest
        case .head: .head
        case .body, .skipping: .body
        case .delivered: .responder
        case .answering: .flush
        case .lingering: .peerClose
        case .closed: nil
        }
    }

    var isReading: Bool {
        switch state {
        case .delivered, .answering(_, ended: true): false
        default: true
        }
    }

    /// True when no byte that comes is looked at any more.
    var isDeaf: Bool {
        switch state {
        case .lingering, .closed: true
        default: false
        }
    }

    /// Whether the connection may be closed in favour of another.
    var isIdle: Bool {
        switch state {
        case .idle, .head, .lingering: true
        default: false
        }
    }

    private mutating func enter(_ new: State) {
        state = new
        phase += 1
    }

    /// Bytes came, of whatever.
    mutating func received() {
        if case .idle = state { enter(.head) }
    }

    mutating func received(_ head: HTTPRequestHead) -> Action {
        switch state {
        case .idle, .head: break
        default: return .none
        }
        let framing = RequestFraming(head)
        guard framing.isValid else { return refuse(Answer(400), keepAlive: false, ended: false) }
        switch policy.admit(head, framing) {
        case .refused(let answer):
            let rest = framing.skippableBytes.map { $0 <= maxBodyBytes } ?? false
            return refuse(answer, keepAlive: framing.keepAlive && rest, ended: false)
        case .admitted(let place):
            enter(.body(head, framing, ByteBuffer(), place))
            return framing.expectsInvitation ? .invite : .none
        }
    }

    mutating func received(_ bytes: ByteBuffer) -> Action {
        guard case .body(let head, let framing, var body, let place) = state else { return .none }
        guard body.readableBytes + bytes.readableBytes <= maxBodyBytes else {
            policy.abandoned(head, status: 413)
            return refuse(Answer(413), keepAlive: false, ended: false)
        }
        if body.readableBytes == 0 {
            body = bytes
        } else {
            // Lets go of the buffer, so that growing it copies nothing.
            state = .closed
            body.writeImmutableBuffer(bytes)
        }
        // Without a new phase: a body that drips gains no time.
        state = .body(head, framing, body, place)
        return .none
    }

    mutating func receivedEnd() -> Action {
        switch state {
        case .body(let head, let framing, let body, let place):
            enter(.delivered(keepAlive: framing.keepAlive))
            return .deliver(InboundRequest(head: head, body: body, place: place))
        case .answering(let keepAlive, ended: false):
            // The clock of the answer runs on.
            state = .answering(keepAlive: keepAlive, ended: true)
            return .none
        case .skipping:
            return rest()
        default:
            return .none
        }
    }

    /// What came is not HTTP, or a head is longer than allowed.
    mutating func received(_ error: HTTPParserError) -> Action {
        switch state {
        case .idle, .head, .body:
            let answer = Answer(error == .headerOverflow ? 431 : 400)
            return refuse(answer, keepAlive: false, ended: false)
        case .skipping:
            return finish(.close)
        default:
            return .none
        }
    }

    mutating func responded(_ answer: Answer) -> Action {
        guard case .delivered(let keepAlive) = state else { return .none }
        return refuse(answer, keepAlive: keepAlive, ended: true)
    }

    /// The answer has left the process.
    mutating func flushed() -> Action {
        guard case .answering(let keepAlive, let ended) = state else { return .none }
        guard keepAlive, !isQuiescing else {
            enter(.lingering)
            return .closeOutput
        }
        if ended { return rest() }
        enter(.skipping)
        return .none
    }

    /// The clock of `wait` has run out.
    mutating func timeUp() -> Action {
        guard case .body(let head, _, _, _) = state else { return finish(.close) }
        policy.abandoned(head, status: 408)
        return refuse(Answer(408), keepAlive: false, ended: false)
    }

    /// The peer sends nothing more, but may still read.
    mutating func receivedInputEnd() -> Action {
        switch state {
        case .delivered:
            // Same wait, same clock.
            state = .delivered(keepAlive: false)
            return .none
        case .answering(_, let ended):
            state = .answering(keepAlive: false, ended: ended)
            return .none
        default:
            return finish(.close)
        }
    }

    /// The listener shuts down: no further request is taken.
    mutating func quiesce() -> Action {
        isQuiescing = true
        switch state {
        case .idle, .head, .skipping, .lingering: return finish(.close)
        case .delivered: state = .delivered(keepAlive: false)
        case .body, .answering, .closed: break
        }
        return .none
    }

    mutating func closed() { enter(.closed) }

    private mutating func refuse(_ answer: Answer, keepAlive: Bool, ended: Bool) -> Action {
        let keepAlive = keepAlive && !isQuiescing
        enter(.answering(keepAlive: keepAlive, ended: ended))
        return .answer(answer, keepAlive: keepAlive)
    }

    private mutating func rest() -> Action {
        if isQuiescing { return finish(.close) }
        enter(.idle)
        return .none
    }

    private mutating func finish(_ action: Action) -> Action {
        enter(.closed)
        return action
    }
}
