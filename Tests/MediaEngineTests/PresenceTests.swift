import Codecs
import MediaLink
import MediaTypes
import RTP
import SRTP
import Testing

@testable import MediaEngine

/// Participants that go by themselves: with a goodbye, or without a word.
@Suite struct PresenceTests {
    // MARK: goodbyes

    /// A receiver report without blocks and a goodbye, as RFC 3550 section 6.1 wants them together.
    private func goodbye(of ssrc: UInt32, reporter: UInt32? = nil) -> [UInt8] {
        var packet = [UInt8](repeating: 0, count: 16)
        var span = packet.mutableSpan
        var space = span.mutableBytes
        let length = RTCPWriter.writeReceiverReport(ssrc: reporter ?? ssrc, block: nil, at: 0, into: &space)
        return Array(packet[..<(length + RTCPWriter.writeGoodbye(ssrc: ssrc, at: length, into: &space))])
    }

    /// As its sender protects it.
    private func protected(_ packet: [UInt8], _ profile: SRTPProfile, _ key: [UInt8]) -> [UInt8] {
        guard let session = SRTPSession(profile: profile, key: key, isInbound: false) else { return [] }
        var bytes = packet + [UInt8](repeating: 0, count: SRTPSession.trailerRoomBytes)
        let length = bytes.withUnsafeMutableBytes { session.protectRTCP($0, byteCount: packet.count) }
        return Array(bytes[..<length])
    }

    private func isThere(_ farEnd: FarEnd, _ box: VirtualBox) -> Bool { box.leg(farEnd) { _ in true } ?? false }

    @Test func whoSaysGoodbyeIsRemovedAndToldSo() {
        let box = VirtualBox()
        let leaving = box.add(FarEnd(0, .opus, .speech()))
        let staying = box.add(FarEnd(1))
        box.run(for: .seconds(1))
        leaving.isMute = true
        box.deliver(goodbye(of: leaving.ssrc), from: leaving.spec.source)
        box.run(for: .milliseconds(300))
        #expect(box.removed == [leaving.identity.id])
        #expect(leaving.isGone && !staying.isGone)
        #expect(isThere(staying, box))
    }

    @Test func aTelephoneThatSaysGoodbyeToItsStreamHasNotHungUp() {
        let box = VirtualBox()
        let caller = box.add(FarEnd(0, .pcma, .speech()) { $0.port = CallPort(index: 0, port: 40_000) })
        box.run(for: .seconds(1))
        box.deliver(goodbye(of: caller.ssrc), from: caller.spec.source)
        box.run(for: .seconds(1))
        #expect(box.removed.isEmpty)
    }

    @Test func whoOnlyListensIsKnownByItsReports() {
        let box = VirtualBox()
        let listener = box.add(FarEnd(0, direction: .listenOnly))
        box.run(for: .milliseconds(100))
        box.deliver(goodbye(of: 77), from: listener.spec.source)
        box.run(for: .milliseconds(300))
        #expect(box.removed == [listener.identity.id])
    }

    @Test func theGoodbyeOfAnotherSourceCountsForNothing() {
        let box = VirtualBox()
        let leg = box.add(FarEnd(0, .opus, .speech()))
        let listener = box.add(FarEnd(1, direction: .listenOnly))
        box.run(for: .seconds(1))
        // A source that was replaced after a collision, and one behind a mixer.
        box.deliver(goodbye(of: leg.ssrc ^ 1, reporter: leg.ssrc), from: leg.spec.source)
        box.deliver(goodbye(of: 78, reporter: 77), from: listener.spec.source)
        box.run(for: .seconds(1))
        #expect(box.removed.isEmpty)
    }

    @Test func aGoodbyeFromElsewhereCountsForNothing() {
        let box = VirtualBox()
        let leg = box.add(FarEnd(0, .opus, .speech()))
        let other = box.add(FarEnd(1, .opus, .speech(pitch: 170)))
        box.run(for: .seconds(1))
        box.deliver(goodbye(of: leg.ssrc), from: other.spec.source)
        box.deliver(goodbye(of: leg.ssrc), from: TransportAddress(ipv4: 0x7F00_0001, port: 9))
        box.run(for: .seconds(1))
        #expect(box.removed.isEmpty)
    }

    @Test(arguments: SRTPProfile.allCases) func aGoodbyeOfAProtectedLegNeedsTheKey(profile: SRTPProfile) throws {
        let key = [UInt8](repeating: 5, count: profile.keyBytes)
        let keys = try #require(SRTPKeys(profile: profile, send: key.map { $0 + 1 }, receive: key))
        let box = VirtualBox()
        let leg = box.add(FarEnd(0, .opus, .speech()) { $0.srtp = keys })
        box.run(for: .seconds(1))
        let plain = goodbye(of: leg.ssrc)
        box.deliver(plain, from: leg.spec.source)
        box.run(for: .seconds(1))
        #expect(box.removed.isEmpty)
        #expect(box.counters(leg).forged == 1)
        box.deliver(protected(plain, profile, key), from: leg.spec.source)
        box.run(for: .milliseconds(300))
        #expect(box.removed == [leg.identity.id])
        #expect(leg.isGone)
    }

    // MARK: silence

    @Test func whoHasVanishedIsRemovedAfterAMinute() {
        let box = VirtualBox()
        let vanishing = box.add(FarEnd(0, .opus, .speech()))
        box.add(FarEnd(1))
        box.run(for: .seconds(2))
        vanishing.isMute = true
        box.run(for: .seconds(59))
        #expect(box.removed.isEmpty)
        box.run(for: .milliseconds(1_500))
        #expect(box.removed == [vanishing.identity.id])
        #expect(vanishing.isGone)
    }

    @Test func whoHasNeverSentAnythingStays() {
        let box = VirtualBox()
        let loudspeaker = box.add(FarEnd(0, .pcmu, direction: .listenOnly))
        let microphone = box.add(FarEnd(1, .pcmu, direction: .sendOnly))
        microphone.isMute = true
        box.run(for: .seconds(100))
        #expect(isThere(loudspeaker, box) && isThere(microphone, box))
    }

    @Test func reportsAloneAreASignOfLife() {
        let box = VirtualBox()
        let listener = box.add(FarEnd(0, .pcmu, direction: .listenOnly))
        for _ in 0..<4 {
            box.deliver(receiverReport(from: 77, about: listener.identity.ssrc, fractionLost: 0), from: listener.spec.source)
            box.run(for: .seconds(50))
        }
        #expect(box.removed.isEmpty)
        box.run(for: .seconds(11))
        #expect(box.removed == [listener.identity.id])
    }

    @Test func rubbishIsNoSignOfLife() {
        let box = VirtualBox()
        let leg = box.add(FarEnd(0, .opus, .speech()))
        box.run(for: .seconds(1))
        leg.isMute = true
        for _ in 0..<61 {
            box.deliver([UInt8](repeating: 0xFF, count: 40), from: leg.spec.source)
            box.deliver([0x80, 96, 0, 1], from: leg.spec.source)
            box.run(for: .seconds(1))
        }
        #expect(box.removed == [leg.identity.id])
    }

    @Test func timeInWhichTheBoxItselfStoodStillDoesNotCount() {
        let box = VirtualBox()
        let leg = box.add(FarEnd(0, .opus, .speech()))
        box.run(for: .seconds(1))
        leg.isMute = true
        box.run(for: .seconds(30))
        box.standStill(for: .seconds(600))
        box.run(for: .seconds(20))
        #expect(box.removed.isEmpty)
        leg.isMute = false
        box.run(for: .seconds(60))
        #expect(box.removed.isEmpty)
    }

    @Test func aMobileParticipantGoesByItsConsentOnly() throws {
        let profile = SRTPProfile.aesCM128SHA1_80
        let key = [UInt8](repeating: 5, count: profile.keyBytes)
        let keys = try #require(SRTPKeys(profile: profile, send: key, receive: key))
        let box = VirtualBox()
        let browser = box.add(FarEnd(0, .opus, .speech()) {
            $0.srtp = keys
            $0.isMobile = true
        })
        box.run(for: .seconds(1))
        browser.isMute = true
        box.deliver(protected(goodbye(of: browser.ssrc), profile, key), from: browser.spec.source)
        box.run(for: .seconds(100))
        #expect(box.counters(browser).forged == 0)
        #expect(box.removed.isEmpty)
    }

    @Test func manyThatVanishAtOnceAreAllReported() {
        let box = VirtualBox { $0.maxLegs = 12 }
        let crowd = (0..<12).map { box.add(FarEnd($0, .pcmu, .speech(pitch: Double(100 + $0)))) }
        box.run(for: .milliseconds(200))
        for farEnd in crowd { farEnd.isMute = true }
        var wrong: [String] = []
        box.afterTick = { box in if let found = MembershipTests.disagreement(in: box.engine) { wrong.append(found) } }
        box.run(for: .seconds(62))
        #expect(wrong.isEmpty)
        #expect(Set(box.removed).count == 12)
        #expect(box.isEmpty)
    }
}
