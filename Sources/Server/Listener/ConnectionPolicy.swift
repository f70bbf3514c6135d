import NIOCore
import NIOHTTP1

/// What a listener decides about a request before its body is there.
protocol ConnectionPolicy: Sendable {
    /// Called with each whole head.
    func admit(_ head: HTTPRequestHead, _ framing: RequestFraming) -> Admission

    /// The request of `head` was admitted and then answered `status` by the connection itself: 408 or 413.
    func abandoned(_ head: HTTPRequestHead, status: Int)
}

enum Admission: Sendable {
    /// The body is waited for, and the request counts as in flight as long as the place is held.
    case admitted(PendingPlace)
    case refused(Answer)
}

/// A request that came whole.
struct InboundRequest: Sendable {
    let head: HTTPRequestHead
    let body: ByteBuffer
    let place: PendingPlace
}
