import Codecs
import MediaLink
import MediaTypes
import SRTP
import Testing

@testable import MediaEngine

/// Legs with a port of their own: who may speak there, and where packets go.
@Suite struct CallPortTests {
    private static let port = CallPort(index: 3, port: 20_006)
    private static let control = CallPort(index: 3, port: 20_007)
    /// Behind an address translation a caller is seen at another address than it knows of itself.
    private static let translated = TransportAddress(ipv4: 0x7F00_0005, port: 4_000)
    private static let stranger = TransportAddress(ipv4: 0x7F00_0009, port: 5_000)

    private static func keys(_ seed: UInt64) throws -> SRTPKeys {
        var random = SplitMix64(seed: seed)
        func key() -> [UInt8] { (0..<SRTPProfile.aesCM128SHA1_80.keyBytes).map { _ in UInt8(truncatingIfNeeded: random.next()) } }
        return try #require(SRTPKeys(profile: .aesCM128SHA1_80, send: key(), receive: key()))
    }

    /// A caller who speaks, and somebody who listens.
    private static func call(learns: Bool = true, srtp: SRTPKeys? = nil, configure: @escaping (inout LegSpec) -> Void = { _ in })
        -> (box: VirtualBox, caller: FarEnd, listener: FarEnd)
    {
        let box = VirtualBox()
        let caller = FarEnd(0, .pcmu, .pulses(500)) {
            $0.port = port
            $0.learnsSource = learns
            $0.srtp = srtp
            $0.eventPayloadType = 101
            configure(&$0)
        }
        box.add(caller)
        let listener = box.add(FarEnd(1, .pcmu))
        return (box, caller, listener)
    }

    /// Where the box has sent RTP of the call to, in each tick.
    private static func watchTargets(_ box: VirtualBox) -> TargetLog {
        let log = TargetLog()
        box.afterTick = { box in
            for slot in 0..<box.engine.outbox.count where box.engine.outbox.socket(slot) >= 0 {
                let packet = box.engine.outbox.packet(slot)
                guard packet.count > 1 else { continue }
                let isControl = (200...204).contains(packet[1])
                log.targets.append(Target(address: box.engine.outbox.address(slot), socket: box.engine.outbox.socket(slot), isControl: isControl))
            }
        }
        return log
    }

    struct Target: Hashable {
        let address: TransportAddress
        let socket: Int32
        let isControl: Bool
    }

    final class TargetLog { var targets: [Target] = [] }

    private static func loudness(_ listener: FarEnd, from second: Int = 1) -> Double { Measure.rms(listener.heard()[(second * 16_000)...]) }

    @Test func theSignalledAddressIsBelievedAtOnce() {
        let (box, caller, listener) = Self.call()
        box.run(for: .seconds(3))
        #expect(Self.loudness(listener) > 0.03)
        #expect(box.counters(caller).strangers == 0)
        #expect(box.counters(caller).received >= 147)
        #expect(!caller.packets.isEmpty)
    }

    @Test func thePortNamesTheLegAndItsAddressNamesNobody() {
        let (box, caller, _) = Self.call()
        box.run(for: .milliseconds(100))
        #expect(!box.knows(caller.spec.source))
        // Another caller of the same gateway may have the very same address, on another port.
        let second = FarEnd(2, .pcmu) {
            $0.source = caller.spec.source
            $0.port = CallPort(index: 4, port: 20_008)
        }
        box.add(second)
        box.run(for: .milliseconds(100))
        #expect(box.legCount == 3)
    }

    @Test func aPortThatHasALegTakesNoOther() {
        let (box, _, _) = Self.call()
        box.add(FarEnd(2, .pcmu) { $0.port = Self.port })
        box.add(FarEnd(3, .pcmu) { $0.port = CallPort(index: 100_000, port: 20_008) })
        box.run(for: .milliseconds(100))
        #expect(box.removed.map(\.value).sorted() == [2, 3])
    }

    @Test func aPortIsFreeWhenItsLegHasLeft() {
        let (box, caller, _) = Self.call()
        box.run(for: .milliseconds(100))
        box.apply(.remove(caller.identity.id))
        box.run(for: .milliseconds(100))
        #expect(!box.hasCall(onPort: 3))
        box.add(FarEnd(2, .pcmu) { $0.port = Self.port })
        box.run(for: .milliseconds(100))
        #expect(box.hasCall(onPort: 3))
    }

    @Test func aTranslatedAddressIsLearnedWithItsFifthPacketAndSentTo() {
        let (box, caller, listener) = Self.call()
        let log = Self.watchTargets(box)
        box.move(caller, to: Self.translated)
        box.run(for: .seconds(3))
        #expect(box.counters(caller).strangers == 4)
        #expect(Self.loudness(listener) > 0.03)
        let sound = log.targets.filter { !$0.isControl }.map(\.address)
        #expect(sound.first == caller.spec.remote)
        #expect(sound.suffix(100).allSatisfy { $0 == Self.translated })
        #expect(log.targets.allSatisfy { $0.socket == 6 })
    }

    @Test func whoeverDoesNotLearnHearsTheSignalledAddressOnly() {
        let (box, caller, listener) = Self.call(learns: false)
        box.move(caller, to: Self.translated)
        box.run(for: .seconds(3))
        #expect(box.counters(caller).received == 0)
        #expect(box.counters(caller).strangers > 140)
        #expect(Self.loudness(listener) == 0)
    }

    /// RTP bleed: somebody who sends to every port, in the hope that the box will send the call there.
    @Test(arguments: [false, true]) func aScannerGetsNothingAndIsNotHeard(isTranslated: Bool) {
        var payloads: [[[UInt8]]] = []
        for isAttacked in [false, true] {
            let (box, caller, listener) = Self.call()
            let log = Self.watchTargets(box)
            caller.isMute = true
            box.run(for: .milliseconds(20))
            if isTranslated { box.move(caller, to: Self.translated) }
            if isAttacked {
                // A few before the caller's first packet, and then without end, with its SSRC and its next numbers.
                for number in 0..<4 { box.deliver(Self.forged(caller, number), from: Self.stranger, port: Self.port) }
            }
            caller.isMute = false
            box.run(for: .seconds(1))
            let watch = box.afterTick
            if isAttacked {
                box.afterTick = { box in
                    watch(box)
                    for number in 1...3 { box.deliver(Self.forged(caller, number), from: Self.stranger, port: Self.port) }
                }
            }
            box.run(for: .seconds(3))
            payloads.append(listener.packets.map(\.payload))
            #expect(!log.targets.contains { $0.address == Self.stranger })
            #expect(box.counters(caller).strangers == (isAttacked ? 4 + 149 * 3 : 0) + (isTranslated ? 4 : 0))
            #expect(!box.removed.contains(caller.identity.id))
        }
        #expect(payloads[0] == payloads[1])
    }

    /// What the caller sent last, with later numbers and other sound.
    private static func forged(_ caller: FarEnd, _ number: Int) -> [UInt8] {
        let last = caller.lastSent.isEmpty ? [0x80, 96] + [UInt8](repeating: 1, count: 170) : caller.lastSent
        return Array(last[..<2]) + [last[2], last[3] &+ UInt8(number)] + last[4..<12] + [UInt8](repeating: 0x80, count: 160)
    }

    @Test(arguments: [false, true]) func aForgedKeyIsNotPressed(isTranslated: Bool) {
        let (box, caller, _) = Self.call()
        caller.isMute = true
        box.run(for: .milliseconds(20))
        caller.isMute = false
        if isTranslated { box.move(caller, to: Self.translated) }
        let forged: [UInt8] = [0x80, 101, 0, 1, 0, 0, 0, 1, 0, 0, 0, 9, 7, 0x8A, 3, 0x20]
        box.deliver(forged, from: Self.stranger, port: Self.port)
        box.run(for: .seconds(1))
        box.deliver(forged, from: Self.stranger, port: Self.port)
        caller.press(5, packets: 4)
        box.run(for: .seconds(1))
        #expect(box.digits == [5])
        #expect(box.counters(caller).strangers == 2 + (isTranslated ? 4 : 0))
    }

    /// A call ends by SIP alone: a goodbye in RTCP, even a genuine one, may be of a stream that another replaces.
    @Test func aGoodbyeHangsNobodyUpAndAForgedOneIsCounted() {
        let control = TransportAddress(ipv4: 0x7F00_0001, port: 10_001)
        let (box, caller, _) = Self.call { $0.controlRemote = control }
        box.run(for: .seconds(1))
        let ssrc = (0..<4).map { UInt8(truncatingIfNeeded: caller.ssrc >> (24 - 8 * UInt32($0))) }
        let goodbye = [0x80, 201, 0, 1] + ssrc + [0x81, 203, 0, 1] + ssrc
        box.deliver(goodbye, from: Self.stranger, port: Self.port)
        box.deliver(goodbye, from: Self.stranger, port: Self.control)
        box.run(for: .seconds(1))
        #expect(box.counters(caller).strangers == 2)
        #expect(box.removed.isEmpty)
        // From where it was said that reports come.
        box.deliver(goodbye, from: control, port: Self.control)
        box.run(for: .seconds(1))
        #expect(box.counters(caller).strangers == 2)
        #expect(box.removed.isEmpty)
    }

    @Test func reportsGoFromThePortAboveToWhereTheyComeFrom() {
        let signalled = TransportAddress(ipv4: 0x7F00_0001, port: 10_001)
        let seen = TransportAddress(high: Self.translated.high, low: Self.translated.low, port: 4_321)
        let (box, caller, _) = Self.call { $0.controlRemote = signalled }
        let log = Self.watchTargets(box)
        box.move(caller, to: Self.translated)
        box.run(for: .seconds(10))
        #expect(Set(log.targets.filter(\.isControl)) == [Target(address: signalled, socket: 7, isControl: true)])
        // A report from the same host: there they are wanted.
        box.deliver(caller.receiverReport(), from: seen, port: Self.control)
        log.targets.removeAll()
        box.run(for: .seconds(10))
        #expect(Set(log.targets.filter(\.isControl)) == [Target(address: seen, socket: 7, isControl: true)])
        #expect(log.targets.filter { !$0.isControl }.allSatisfy { $0.socket == 6 && $0.address == Self.translated })
    }

    @Test func reportsHaveKeysOfTheirOwnWhereAHandshakeMadeThem() throws {
        let place = TransportAddress(ipv4: 0x7F00_0001, port: 30_001)
        let (sound, reports) = (try Self.keys(1), try Self.keys(2))
        let (box, caller, _) = Self.call(srtp: sound) {
            $0.controlRemote = place
            $0.controlSRTP = reports
        }
        let session = SessionBox(SRTPSession(profile: reports.profile, key: reports.send, isInbound: true))
        let opener = try #require(session)
        var opened: [[UInt8]] = []
        box.afterTick = { box in
            for slot in 0..<box.engine.outbox.count where box.engine.outbox.socket(slot) == 7 {
                opened.append(opener.unprotected(Array(box.engine.outbox.packet(slot)), isRTCP: true))
            }
        }
        box.run(for: .seconds(10))
        #expect(!opened.isEmpty && opened.allSatisfy { $0.count >= 28 })
        let report = [0x80, 201, 0, 1] + (0..<4).map { UInt8(truncatingIfNeeded: caller.ssrc >> (24 - 8 * UInt32($0))) }
        for (keys, forged) in [(reports, 0), (sound, 1)] {
            let protector = SessionBox(SRTPSession(profile: keys.profile, key: keys.receive, isInbound: false))
            box.deliver(try #require(protector?.protectedRTCP(report)), from: place, port: Self.control)
            box.run(for: .seconds(1))
            #expect(box.counters(caller).forged == forged)
        }
    }

    @Test func withSRTPTheFirstAuthenticPacketDecides() throws {
        let (box, caller, listener) = Self.call(srtp: try Self.keys(1))
        caller.isMute = true
        box.run(for: .milliseconds(20))
        caller.isMute = false
        box.move(caller, to: Self.translated)
        for number in 0..<20 { box.deliver(Self.forged(caller, number), from: Self.stranger, port: Self.port) }
        box.run(for: .seconds(3))
        #expect(Self.loudness(listener) > 0.03)
        #expect(box.counters(caller).forged == 20)
        #expect(box.counters(caller).strangers == 0)
        // Repeated from elsewhere, what is authentic is still a stranger's.
        box.deliver(caller.lastSent, from: Self.stranger, port: Self.port)
        box.run(for: .milliseconds(100))
        #expect(box.counters(caller).strangers == 1)
    }

    @Test func aFloodOfStrangersTakesNothingFromTheCaller() {
        let (box, caller, listener) = Self.call()
        box.run(for: .seconds(1))
        box.afterTick = { box in for number in 0..<100 { box.deliver(Self.forged(caller, number), from: Self.stranger, port: Self.port) } }
        box.run(for: .seconds(3))
        #expect(box.counters(caller).overRate == 0)
        #expect(box.counters(caller).received >= 195)
        #expect(Self.loudness(listener) > 0.03)
    }

    @Test func aRefitKeepsThePortAndTheFirstPacketFromWhereTheCallerWasCounts() throws {
        let (box, caller, listener) = Self.call()
        let log = Self.watchTargets(box)
        box.move(caller, to: Self.translated)
        box.run(for: .seconds(2))
        let before = box.counters(caller)
        let again = try #require(MediaEngine.build(caller.spec, identity: caller.identity, settings: box.settings))
        box.apply(.refit(again, keepsKeys: true))
        box.run(for: .milliseconds(20))
        log.targets.removeAll()
        box.deliver(Self.forged(caller, 1), from: Self.stranger, port: Self.port)
        box.run(for: .seconds(2))
        #expect(box.refitted == [caller.identity.id])
        #expect(box.counters(caller).strangers == before.strangers + 1)
        #expect(box.counters(caller).received >= before.received + 98)
        #expect(log.targets.filter { !$0.isControl }.allSatisfy { $0.address == Self.translated && $0.socket == 6 })
        #expect(Self.loudness(listener, from: 3) > 0.03)
    }

    @Test func aRefitWithAnotherAddressLearnsAnew() throws {
        let (box, caller, listener) = Self.call()
        box.run(for: .seconds(1))
        #expect(box.counters(caller).strangers == 0)
        var spec = caller.spec
        spec.source = TransportAddress(ipv4: 0x7F00_0006, port: 6_000)
        spec.remote = spec.source
        box.apply(.refit(try #require(MediaEngine.build(spec, identity: caller.identity, settings: box.settings)), keepsKeys: true))
        box.run(for: .milliseconds(20))
        caller.isMute = true
        box.run(for: .milliseconds(100))
        caller.isMute = false
        // It comes from a third address, which is neither the new one nor the old.
        let before = box.counters(caller)
        box.move(caller, to: Self.translated)
        box.run(for: .seconds(2))
        #expect(box.counters(caller).strangers == before.strangers + 4)
        #expect(Self.loudness(listener, from: 2) > 0.03)
    }

    @Test func whatNeedsAPortIsRefusedWithoutOne() {
        var spec = FarEnd(0, .pcmu).spec
        spec.learnsSource = true
        #expect(MediaEngine.problem(with: spec, settings: MediaSettings()) != nil)
        spec.port = Self.port
        #expect(MediaEngine.problem(with: spec, settings: MediaSettings()) == nil)
    }
}
