import MediaLink
import MediaTypes
import SRTP
import Testing

@testable import MediaEngine

/// A new address is followed at once; but a stranger's, which anybody can write on a packet, is not sent a stream to.
@Suite struct ProofTests {
    private let box = VirtualBox()
    private let listener: FarEnd

    init() throws {
        let key = (0..<SRTPProfile.aesCM128SHA1_80.keyBytes).map { UInt8($0) }
        let keys = try #require(SRTPKeys(profile: .aesCM128SHA1_80, send: key, receive: key.reversed()))
        listener = FarEnd(0, direction: .listenOnly) {
            $0.srtp = keys
            $0.isMobile = true
        }
        box.add(listener)
        box.add(FarEnd(1, .opus, .pulses(500)))
        box.run(for: .seconds(1))
    }

    private func address(_ number: Int) -> TransportAddress { TransportAddress(ipv4: 0xCB00_7100, port: UInt16(40_000 + number)) }

    /// The listener's checks come from there, and name it.
    private func move(to number: Int) {
        box.apply(.allow(listener.identity.id, address(number)))
        box.apply(.direct(listener.identity.id, address(number)))
        box.move(listener, to: address(number))
    }

    /// How many packets it gets in a while.
    private func packets(in span: MediaTime) -> Int {
        let before = listener.packets.count
        box.run(for: span)
        return listener.packets.count - before
    }

    private var isProven: Bool? { box.leg(listener) { $0.pointee.paths.isProven } }

    @Test func aNewAddressHearsEverythingFromTheFirstTick() {
        move(to: 1)
        #expect(packets(in: .seconds(9)) == 450)
    }

    @Test func anAddressThatNobodyAnswersFromGetsTenSecondsAndNoMore() {
        move(to: 1)
        #expect(packets(in: .seconds(60)) == 500)
        #expect(isProven == false)
    }

    @Test func nobodyIsSentMoreByMovingOnAndOn() {
        var sent = 0
        for number in 0..<60 {
            move(to: number % 7)
            sent += packets(in: .seconds(1))
        }
        #expect(sent == 500)
    }

    @Test func theFirstReportFromThereIsProofForGood() {
        move(to: 1)
        box.run(for: .seconds(3))
        box.deliver(listener.receiverReport(), from: address(1))
        #expect(packets(in: .seconds(60)) == 3_000)
        #expect(isProven == true)
    }

    @Test func whoHasBeenSilencedIsHeardAgainAfterAReport() {
        move(to: 1)
        box.run(for: .seconds(40))
        box.deliver(listener.receiverReport(), from: address(1))
        #expect(packets(in: .seconds(5)) == 250)
    }

    @Test func aReportOfBeforeProvesNothing() {
        box.run(for: .seconds(10))
        let stamp = listener.lastStamp
        #expect(stamp != 0)
        move(to: 1)
        box.run(for: .seconds(1))
        for _ in 0..<20 { box.deliver(listener.receiverReport(echoing: stamp), from: address(1)) }
        box.run(for: .seconds(1))
        #expect(isProven == false)
        // And it is no guess either: the right one still counts.
        box.deliver(listener.receiverReport(), from: address(1))
        box.run(for: .seconds(1))
        #expect(isProven == true)
    }

    @Test func whoGuessesIsNotBelievedAnyMore() {
        move(to: 1)
        box.run(for: .seconds(2))
        let right = listener.lastStamp
        for wrong in [1, 2, 3] as [UInt32] { box.deliver(listener.receiverReport(echoing: right &+ wrong), from: address(1)) }
        box.deliver(listener.receiverReport(echoing: right), from: address(1))
        box.run(for: .seconds(1))
        #expect(isProven == false)
    }

    @Test func theTimeThatIsEchoedCannotBeKnownFromTheTicks() {
        // The fractions of 1/256 s of all stamps: by lot, and never late.
        var late: Set<Int64> = []
        for number in 0..<40 {
            move(to: number % 7)
            let at = box.now + box.settings.tick
            box.run(for: box.settings.tick * 2)
            let truth = UInt32(truncatingIfNeeded: LinkState.ntp(at) >> 16)
            late.insert(Int64(truth &- listener.lastStamp))
        }
        #expect(late.count > 20)
        #expect(late.allSatisfy { 0...256 ~= $0 })
    }

    @Test func backAtAnAddressThatWasProvenNothingIsMissing() {
        move(to: 1)
        box.run(for: .seconds(60))
        box.apply(.direct(listener.identity.id, listener.spec.source))
        box.move(listener, to: listener.spec.source)
        #expect(packets(in: .seconds(100)) == 5_000)
        // Meanwhile there is credit for another move.
        move(to: 2)
        #expect(packets(in: .seconds(60)) == 500)
    }

    @Test func aLegWhoseHandshakeProvedNothingBeginsWithoutProof() throws {
        let keys = try #require(listener.spec.srtp)
        let other = box.add(FarEnd(2, direction: .listenOnly) {
            $0.srtp = keys
            $0.isMobile = true
            $0.isProven = false
        })
        box.run(for: .seconds(60))
        #expect(500...501 ~= other.packets.count)
    }

    @Test func theRoundTripIsThatOfTheTruthAndNotOfTheStamp() throws {
        box.run(for: .seconds(10))
        let sentAt = try #require(box.leg(listener) { _ in box.now })
        move(to: 1)
        box.run(for: box.settings.tick)
        box.deliver(listener.receiverReport(), from: address(1), at: sentAt + .milliseconds(100))
        box.run(for: .seconds(2))
        let roundTrip = try #require(box.legReports[listener.identity.id]?.roundTrip)
        #expect(roundTrip == .milliseconds(80))
    }
}
