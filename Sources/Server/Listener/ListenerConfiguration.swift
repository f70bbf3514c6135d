/// Where the hooks listener listens, and what a peer may ask of it.
public struct ListenerConfiguration: Sendable {
    /// An address or a name; `0.0.0.0` and `::` mean every interface.
    public var host: String
    /// 0: any free one; `HooksListener.boundPort` tells which.
    public var port: Int
    public var tls: TLSFiles?
    /// The longest body in bytes; a longer one is answered 413.
    public var maxBodyBytes = 1_048_576
    /// Requests in flight, from the whole head to the answer; the next one is answered 503.
    public var maxPending = 1024
    /// Open connections, busy or idle; a further one closes the one that has been idle for longest.
    public var maxConnections = 2048
    /// From the connection, or from the first byte of a later head, to the whole head.
    public var headDeadline: Duration = .seconds(10)
    /// From the whole head to the whole body.
    public var bodyDeadline: Duration = .seconds(10)
    /// How long a connection may wait for its next request.
    public var keepAlive: Duration = .seconds(60)
    /// How long an answered connection is read from and thrown away, so that the peer gets to read the answer.
    public var linger: Duration = .seconds(5)
    /// How long a graceful shutdown waits for requests in flight.
    public var shutdownLimit: Duration = .seconds(10)
    /// Proxies whose X-Forwarded-For is believed.
    public var trustedProxies: [AddressBlock] = []
    /// Unverified deliveries of one source address that are answered 401 in a row; further ones are answered 429.
    public var unverifiedBurst = 60
    /// How many of them are forgiven each second.
    public var unverifiedPerSecond = 1.0

    public init(host: String, port: Int, tls: TLSFiles? = nil) {
        self.host = host
        self.port = port
        self.tls = tls
    }
}
