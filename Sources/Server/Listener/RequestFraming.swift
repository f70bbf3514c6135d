import NIOHTTP1

/// How a request's end is found, and whether two readers of it could disagree (RFC 9112, sections 3.2, 6 and 9.3).
struct RequestFraming {
    /// False: the request must be refused and the connection closed, for another reader might see another request.
    let isValid: Bool
    /// Bytes of the body as announced; nil where only reading tells, or nothing will be sent before an invitation.
    let skippableBytes: Int?
    /// The announced length, whatever else is said.
    let contentLength: Int?
    /// `Expect: 100-continue` of a peer that knows it.
    let expectsInvitation: Bool
    /// An expectation that nobody here can meet.
    let expectsOther: Bool
    let keepAlive: Bool

    init(_ head: HTTPRequestHead) {
        var lengths = 0, encodings = 0, hosts = 0, length: Int?, isChunked = true
        var expectation: String?, upgrades = false
        for (name, value) in head.headers {
            // The lengths sort out nearly every header without comparing.
            switch name.utf8.count {
            case 14 where Self.equal(name, "content-length"):
                lengths += 1
                length = value.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(value) : nil
            case 17 where Self.equal(name, "transfer-encoding"):
                encodings += 1
                isChunked = Self.equal(value, "chunked")
            case 4 where Self.equal(name, "host"): hosts += 1
            case 6 where Self.equal(name, "expect"): expectation = value
            case 7 where Self.equal(name, "upgrade"): upgrades = true
            default: break
            }
        }
        let isModern = head.version.minor >= 1
        isValid =
            lengths <= 1 && encodings <= 1 && (lengths == 0 || length != nil) && (encodings == 0 || isChunked)
            && !(lengths > 0 && encodings > 0) && (encodings == 0 || isModern)
            && (isModern ? hosts == 1 : hosts <= 1)
        contentLength = length
        let invites = isModern && expectation.map { Self.equal($0, "100-continue") } ?? false
        expectsInvitation = invites
        expectsOther = isModern && expectation != nil && !invites
        skippableBytes = encodings > 0 || expectation != nil ? nil : (length ?? 0)
        // The decoder stops at an upgrade, and nothing here upgrades.
        keepAlive = head.isKeepAlive && !upgrades && head.method != .CONNECT
    }

    private static func equal(_ text: String, _ lowercased: String) -> Bool {
        let text = text.utf8
        guard text.count == lowercased.utf8.count else { return false }
        return zip(text, lowercased.utf8).allSatisfy { left, right in
            (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(left) ? left | 0x20 == right : left == right
        }
    }
}
