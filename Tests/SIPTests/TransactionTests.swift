import MediaTypes
import Testing

@testable import SIP

@Suite struct TransactionTests {
    private static func outgoing(_ method: SIPMethod) -> SIPRequest {
        let uri = URI.sip(SIPURI(user: "a", host: "b"))
        var request = SIPRequest(method, uri, from: NameAddress(uri, tag: "f"), to: NameAddress(uri), callID: "1", sequence: 1)
        request.push(Via(transport: .udp, host: "h", port: nil, branch: "z9hG4bKx"))
        return request
    }

    private static let tcp = SIPPath(.tcp, Scene.trunk.address)

    /// When a client transaction sends, in ms.
    private static func sends(_ transaction: inout ClientTransaction) -> [Int64] {
        var times: [Int64] = []
        while let deadline = transaction.deadline {
            for action in transaction.advance(to: deadline) {
                switch action {
                case .send: times.append(deadline.milliseconds)
                case .timedOut: times.append(-deadline.milliseconds)
                case .deliver: break
                }
            }
        }
        return times
    }

    @Test func anInviteIsSentAtDoubledIntervalsUntil32Seconds() {
        var transaction = ClientTransaction(Self.outgoing(.invite), over: Scene.trunk, at: .zero)
        #expect(Self.sends(&transaction) == [0, 500, 1_500, 3_500, 7_500, 15_500, 31_500, -32_000])
    }

    @Test func anotherRequestIsSentAtIntervalsOfAtMost4Seconds() {
        var transaction = ClientTransaction(Self.outgoing(.options), over: Scene.trunk, at: .zero)
        #expect(Self.sends(&transaction) == [0, 500, 1_500, 3_500, 7_500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500, -32_000])
    }

    @Test(arguments: [SIPMethod.invite, .options]) func onAStreamARequestIsSentOnce(method: SIPMethod) {
        var transaction = ClientTransaction(Self.outgoing(method), over: Self.tcp, at: .zero)
        #expect(Self.sends(&transaction) == [0, -32_000])
    }

    @Test func aProvisionalResponseStopsTheInviteAndItThenWaitsForEver() {
        let request = Self.outgoing(.invite)
        var transaction = ClientTransaction(request, over: Scene.trunk, at: .zero)
        _ = transaction.advance(to: .zero)
        #expect(transaction.handle(SIPResponse(.ringing, to: request, tag: "t"), at: .seconds(1)).count == 1)
        #expect(transaction.deadline == nil && transaction.isProceeding)
    }

    @Test func aRefusalIsAcknowledgedEachTimeAndToldOnce() throws {
        let invite = Self.outgoing(.invite)
        var transaction = ClientTransaction(invite, over: Scene.trunk, at: .zero)
        _ = transaction.advance(to: .zero)
        let busy = SIPResponse(.busyHere, to: invite, tag: "t")
        let first = transaction.handle(busy, at: .seconds(1))
        let second = transaction.handle(busy, at: .seconds(2))
        guard case .send(let bytes)? = first.first, case .request(let ack)? = try? SIPMessage.parse(bytes) else {
            Issue.record("no ACK")
            return
        }
        #expect(first == [.send(bytes), .deliver(busy)] && second == [.send(bytes)])
        #expect(ack.method == .ack && ack.to.tag == "t" && ack.cseq.number == 1 && ack.vias == invite.vias)
        #expect(transaction.deadline == .seconds(33))
    }

    @Test func everyCopyOfASuccessIsTold() {
        let invite = Self.outgoing(.invite)
        var transaction = ClientTransaction(invite, over: Scene.trunk, at: .zero)
        _ = transaction.advance(to: .zero)
        let ok = SIPResponse(.ok, to: invite, tag: "t")
        #expect(transaction.handle(ok, at: .seconds(1)) == [.deliver(ok)] && transaction.handle(ok, at: .seconds(2)) == [.deliver(ok)])
        #expect(transaction.handle(SIPResponse(.busyHere, to: invite, tag: "u"), at: .seconds(3)).isEmpty)
    }

    @Test func aRefusalIsSentUntilItsAck() {
        let invite = Self.outgoing(.invite)
        var transaction = ServerTransaction(invite, over: Scene.trunk, at: .zero)
        let busy = SIPResponse(.busyHere, to: invite, tag: "t")
        #expect(transaction.respond(busy, at: .zero) == [.send(busy.bytes)])
        #expect(transaction.advance(to: .milliseconds(500)) == [.send(busy.bytes)] && transaction.deadline == .milliseconds(1_500))
        #expect(transaction.handle(Self.outgoing(.ack), at: .seconds(1)).isEmpty && !transaction.isActive)
        #expect(transaction.handle(invite, at: .seconds(2)).isEmpty && transaction.deadline == .seconds(6))
    }

    @Test func withoutAnAckItIsGivenUpAfter32Seconds() {
        var transaction = ServerTransaction(Self.outgoing(.invite), over: Scene.trunk, at: .zero)
        _ = transaction.respond(SIPResponse(.busyHere, to: transaction.request, tag: "t"), at: .zero)
        var sent = 0
        while let deadline = transaction.deadline, !transaction.isTerminated {
            for action in transaction.advance(to: deadline) {
                if action == .timedOut { #expect(deadline == .seconds(32)) } else { sent += 1 }
            }
        }
        #expect(sent == 10)
    }

    @Test func aCopyOfARequestGetsTheSameAnswer() {
        let request = Self.outgoing(.options)
        var transaction = ServerTransaction(request, over: Scene.trunk, at: .zero)
        #expect(transaction.handle(request, at: .zero).isEmpty)
        let ok = SIPResponse(.ok, to: request, tag: "t")
        _ = transaction.respond(ok, at: .zero)
        #expect(transaction.respond(SIPResponse(.busyHere, to: request, tag: "t"), at: .zero).isEmpty)
        #expect(transaction.handle(request, at: .seconds(1)) == [.send(ok.bytes)] && transaction.deadline == .seconds(32))
    }

    @Test func withoutABranchOfRFC3261TheFieldsNameTheTransaction() throws {
        let old = Samples.invite(branch: "1")
        let invite = try #require(request(old))
        let tagged = old.replacing("To: <sip:4711@box.example.net>", with: "To: <sip:4711@box.example.net>;tag=x")
        let ack = try #require(request(tagged.replacing("INVITE", with: "ACK")))
        #expect(TransactionKey(of: invite) == TransactionKey(of: ack))
        let other = try #require(request(old.replacing("CSeq: 314159", with: "CSeq: 314160")))
        #expect(TransactionKey(of: invite) != TransactionKey(of: other))
    }

    /// Against a list that is searched from end to end.
    @Test(arguments: [1, 2, 3] as [UInt64]) func theDeadlineQueueDoesWhatAListDoes(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var queue = DeadlineQueue<Int>()
        var model: [Int: MediaTime] = [:]
        for step in 0..<5_000 {
            let key = Int.random(in: 0..<20, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0:
                queue.set(key, to: nil)
                model[key] = nil
            case 1:
                let now = MediaTime.milliseconds(Int64.random(in: 0..<1_000, using: &random))
                let taken = queue.take(dueAt: now)
                let earliest = model.values.min()
                if let earliest, earliest <= now {
                    #expect(taken.flatMap { model[$0] } == earliest, "seed \(seed), step \(step)")
                    if let taken { model[taken] = nil }
                } else {
                    #expect(taken == nil, "seed \(seed), step \(step)")
                }
            default:
                let time = MediaTime.milliseconds(Int64.random(in: 0..<1_000, using: &random))
                queue.set(key, to: time)
                model[key] = time
            }
            #expect(queue.first == model.values.min(), "seed \(seed), step \(step)")
        }
    }
}
