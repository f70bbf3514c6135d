import NIOCore
import NIOHTTP1

/// Drives a `ConnectionState` on its channel: parts in, whole requests out to the responder, answers back.
///
/// It is the last in its pipeline: errors, the peer's half-close and the end of the channel are decided here.
final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = Answer
    typealias OutboundOut = HTTPServerResponsePart

    private enum Event {
        case part(HTTPServerRequestPart)
        case failed(HTTPParserError)
        case inputEnded
    }

    private var state: ConnectionState
    private var clock: DeadlineClock
    private let presence: ConnectionPresence
    private let writer: AnswerWriter
    private let requests: AsyncStream<InboundRequest>.Continuation
    private var heldBack = CircularBuffer<Event>(initialCapacity: 0)
    private var isReadHeldBack = false
    private var isResuming = false
    private var context: ChannelHandlerContext?

    init(
        state: ConnectionState, clock: DeadlineClock, presence: ConnectionPresence, writer: AnswerWriter,
        requests: AsyncStream<InboundRequest>.Continuation
    ) {
        self.state = state
        self.clock = clock
        self.presence = presence
        self.writer = writer
        self.requests = requests
    }

    /// Called by `ByteWatch`, before the bytes are decoded.
    /// - Returns: false when nobody looks at them any more.
    func received() -> Bool {
        guard let context, !state.isDeaf else { return false }
        state.received()
        settle(context)
        return true
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        clock.start(context.eventLoop) { [weak self] in self?.timeUp() }
        settle(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        clock.stop()
        requests.finish()
        self.context = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        state.closed()
        heldBack.removeAll()
        settle(context)
        requests.finish()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        take(.part(unwrapInboundIn(data)), context)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let error = error as? HTTPParserError {
            take(.failed(error), context)
        } else {
            // TLS failures and broken sockets: nobody is left to answer.
            context.close(promise: nil)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case ChannelEvent.inputClosed: take(.inputEnded, context)
        case is ChannelShouldQuiesceEvent: perform(state.quiesce(), context)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func read(context: ChannelHandlerContext) {
        if state.isReading { context.read() } else { isReadHeldBack = true }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        perform(state.responded(unwrapOutboundIn(data)), context)
        promise?.succeed()
    }

    private func take(_ event: Event, _ context: ChannelHandlerContext) {
        guard heldBack.isEmpty, state.isReading else { return heldBack.append(event) }
        handle(event, context)
    }

    private func handle(_ event: Event, _ context: ChannelHandlerContext) {
        switch event {
        case .part(.head(let head)): perform(state.received(head), context)
        case .part(.body(let bytes)): perform(state.received(bytes), context)
        case .part(.end): perform(state.receivedEnd(), context)
        case .failed(let error): perform(state.received(error), context)
        case .inputEnded: perform(state.receivedInputEnd(), context)
        }
    }

    private func timeUp() {
        guard let context else { return }
        perform(state.timeUp(), context)
    }

    private func perform(_ action: ConnectionState.Action, _ context: ChannelHandlerContext) {
        settle(context)
        switch action {
        case .none:
            resume(context)
        case .deliver(let request):
            requests.yield(request)
        case .invite:
            let head = HTTPResponseHead(version: .http1_1, status: .continue)
            context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
        case .answer(let answer, let keepAlive):
            writer.write(answer, keepAlive: keepAlive, to: context).assumeIsolated().whenComplete {
                [weak self] result in
                self?.flushed(result)
            }
        case .closeOutput:
            context.close(mode: .output, promise: nil)
            resume(context)
        case .close:
            context.close(promise: nil)
        }
    }

    private func flushed(_ result: Result<Void, any Error>) {
        guard let context else { return }
        switch result {
        case .success: perform(state.flushed(), context)
        case .failure: context.close(promise: nil)
        }
    }

    /// Goes on with what was held back, and with reading.
    private func resume(_ context: ChannelHandlerContext) {
        // An answer that leaves at once comes back here: the loop that runs already goes on.
        guard !isResuming else { return }
        isResuming = true
        defer { isResuming = false }
        while state.isReading, let event = heldBack.popFirst() { handle(event, context) }
        if state.isReading, isReadHeldBack {
            isReadHeldBack = false
            context.read()
        }
    }

    private func settle(_ context: ChannelHandlerContext) {
        if clock.follow(state.wait, phase: state.phase) { presence.set(idle: state.isIdle) }
    }
}
