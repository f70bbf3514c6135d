import NIOCore

/// Tells the connection that bytes came, before they are decoded: a head begins with its first byte.
final class ByteWatch: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let connection: ConnectionHandler

    init(_ connection: ConnectionHandler) { self.connection = connection }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if connection.received() { context.fireChannelRead(data) }
    }
}
