import Domain
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import Notifications

/// Answers whole requests: verifies, has them stored, and only then says that they were taken.
struct HookResponder: Sendable {
    let gate: HookGate
    let intake: any SyncRequestStore
    let time: any TimeSource
    let trustedProxies: [AddressBlock]
    let sources: UnverifiedSources
    let onAccepted: @Sendable (AcceptedDelivery) -> Void

    private var record: HookRecord { gate.record }

    func respond(to request: InboundRequest, peer: IPAddress) async -> Answer {
        guard let (route, endpoint, query) = gate.find(request.head) else { return Answer(404) }
        let sender = SenderAddress.of(request.head.headers, peer: peer, trusted: trustedProxies)
        let id = Self.newID()
        let received = HookRequest(
            headers: request.head.headers.map { (name: $0.name, value: $0.value) },
            body: Data(request.body.readableBytesView))
        do throws(Refusal) {
            if let challenge = gate.challenge(in: request.head, route, endpoint) {
                let answer = try challenge.answer(to: received)
                record.shookHands(id, endpoint.name)
                return Self.handshake(answer.body, type: answer.contentType)
            }
            if endpoint.answersValidationToken, let token = try ValidationHandshake.answer(query: query) {
                record.shookHands(id, endpoint.name)
                return Self.handshake(token, type: "text/plain; charset=utf-8")
            }
            let verifier = route == .lifecycle ? endpoint.lifecycleVerifier ?? endpoint.verifier : endpoint.verifier
            let now = time.now
            let content = try verifier.verify(received, known: endpoint.known(), at: now)
            return await store(content, of: endpoint, id: id, from: sender, at: now)
        } catch {
            return answer(error, of: endpoint, id: id, from: sender)
        }
    }

    private func store(
        _ content: VerifiedDelivery, of endpoint: HookEndpoint, id: String, from sender: IPAddress, at now: Date
    ) async -> Answer {
        let count = content.users.count + content.lifecycleEvents.count
        let delivery = DeliveryRecord(
            id: id, connector: endpoint.name, kind: content.kind, receivedAt: now, source: sender.description,
            accepted: count, rejected: content.rejected, replayIDs: content.replayIDs)
        let cause = Cause(.notification, id: id)
        let marks = content.users.flatMap { endpoint.marks($0, cause) }
        do throws(StoreError) {
            switch try await intake.accept(delivery, marks: marks, at: now) {
            case .stored:
                record.count(.accepted, count, endpoint.name)
                if content.rejected > 0 {
                    record.refused(
                        id, endpoint.name, status: endpoint.success, source: sender.description,
                        reason: "some items of the batch did not verify", rejected: content.rejected)
                }
                record.accepted(id, endpoint.name, status: endpoint.success, users: content.users.count)
                onAccepted(AcceptedDelivery(id: id, endpoint: endpoint.name, content: content))
            case .duplicate:
                record.count(.duplicate, max(1, count), endpoint.name)
                record.accepted(id, endpoint.name, status: endpoint.success, users: 0)
            }
            return Answer(endpoint.success)
        } catch {
            record.failed(id, endpoint.name, error: error)
            return .later(503, seconds: 5)
        }
    }

    private func answer(_ refusal: Refusal, of endpoint: HookEndpoint, id: String, from sender: IPAddress) -> Answer {
        var answer = Answer(refusal.status)
        if refusal.code == .unverified, let seconds = sources.count(sender, at: time.now) {
            answer = .later(429, seconds: seconds)
        }
        record.refused(
            id, endpoint.name, status: answer.status, source: sender.description, reason: refusal.reason,
            rejected: refusal.rejected)
        return answer
    }

    /// Text that no browser takes for anything else (contracts/microsoft-graph.md, Handshake).
    private static func handshake(_ body: String, type: String) -> Answer {
        let headers = [
            Answer.Header(name: "Content-Type", value: type),
            Answer.Header(name: "X-Content-Type-Options", value: "nosniff"),
            Answer.Header(name: "Cache-Control", value: "no-store"),
        ]
        return Answer(200, headers: headers, body: body)
    }

    /// 128 random bits in hexadecimal: nobody can foretell a delivery's id.
    private static func newID() -> String {
        [UInt64.random(in: 0 ... .max), UInt64.random(in: 0 ... .max)].map { part in
            let digits = String(part, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}
