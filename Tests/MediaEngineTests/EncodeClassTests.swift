import Codecs
import MediaLink
import MediaTypes
import RTP
import SRTP
import Testing

@testable import MediaEngine

/// Sharing encoders, and parting and coming together again unheard.
@Suite struct EncodeClassTests {
    @Test func listenersShareOneEncoder() {
        let box = VirtualBox()
        box.add(FarEnd(0, .opus, .speech()))
        let listeners = (1...20).map { box.add(FarEnd($0)) }
        box.run(for: .seconds(4))
        #expect(box.load.encodeClasses == 1)
        #expect(box.load.privateEncoders == 1)
        let payloads = listeners[0].payloadsByTime
        #expect(payloads.count > 100)
        for listener in listeners.dropFirst() { #expect(listener.payloadsByTime == payloads) }
    }

    @Test func everyDifferenceMakesAClass() {
        let box = VirtualBox()
        for number in 0..<2 {
            box.add(FarEnd(10 * number))
            box.add(FarEnd(10 * number + 1, .pcmu))
            box.add(FarEnd(10 * number + 2) { $0.bitrate = .kilobits(16) })
            box.add(FarEnd(10 * number + 3, packetTime: .milliseconds(60)))
            box.add(FarEnd(10 * number + 4) { $0.redPayloadType = 97; $0.redundancy = 1 })
            box.add(FarEnd(10 * number + 5, room: 2))
        }
        box.run(for: .seconds(2))
        #expect(box.load.encodeClasses == 6)
        #expect(box.load.privateEncoders == 0)
    }

    @Test func ownEncodersDoNotPileUpWhereVoicesOverlapWithoutEnd() {
        let box = VirtualBox()
        // Two fill each other's pauses without end, and every second somebody else throws in a word: no frame is ever quiet.
        box.add(FarEnd(0, .opus, .pulses(300)))
        box.add(FarEnd(1, .opus, .pulses(370, shift: 0.25)))
        for number in 2..<18 {
            box.add(FarEnd(number, .opus, .burst(200 + 50 * Double(number), from: Double(number), to: Double(number) + 0.4)))
        }
        box.add(FarEnd(18))
        box.run(for: .seconds(18))
        // Two, one more, and those who have spoken in the four seconds that anybody waits; it would be eighteen.
        #expect(box.load.privateEncoders <= 9, "\(box.load.privateEncoders) encoders for \(box.load.talkers) talkers")
    }

    @Test func whoHearsNothingHasNoEncoder() {
        let box = VirtualBox()
        let speaker = box.add(FarEnd(0, .opus, .speech(), direction: .sendOnly))
        box.run(for: .seconds(2))
        #expect(box.load.encodeClasses == 0)
        #expect(box.load.privateEncoders == 0)
        #expect(speaker.packets.isEmpty)
    }

    /// Runs a room in which leg 0 starts to talk in the middle of another's speech.
    /// - Shape: isPrivate: leg 0 has an encoder of its own from the first tick on, and keeps it
    private func fork(_ format: CodecFormat, packetTime: MediaTime, isPrivate: Bool) -> (VirtualBox, FarEnd, FarEnd) {
        let box = VirtualBox()
        let leg = box.add(FarEnd(0, format, Signal { 3 < $0 && $0 < 5 ? Signal.pulses(330).value($0) : 0 }, packetTime: packetTime))
        box.add(FarEnd(1, format, .speech(pitch: 120), packetTime: packetTime))
        let listener = box.add(FarEnd(2, format, packetTime: packetTime))
        if isPrivate { box.beforePhases = { box in box.engine.keepPrivate(leg.identity.id) } }
        return (box, leg, listener)
    }

    @Test(arguments: [20, 40, 60] as [Int64], [CodecFormat.opus, .g722, .pcmu])
    func aForkSendsWhatAPrivateEncoderWouldHaveSent(milliseconds: Int64, format: CodecFormat) {
        let (shared, leg, _) = fork(format, packetTime: .milliseconds(milliseconds), isPrivate: false)
        var own = 0
        shared.afterTick = { if $0.hasOwnEncoder(leg) { own += 1 } }
        let (alone, twin, _) = fork(format, packetTime: .milliseconds(milliseconds), isPrivate: true)
        shared.run(for: .milliseconds(5_100))
        alone.run(for: .milliseconds(5_100))
        #expect(own > 50 && own < 130, "\(own) ticks with an encoder of its own")
        #expect(leg.packets.map(\.payload) == twin.packets.map(\.payload))
        #expect(leg.packets.map(\.header.timestamp) == twin.packets.map(\.header.timestamp))
        #expect(leg.packets.count > 200 * 20 / Int(milliseconds))
    }

    @Test(arguments: [20, 60] as [Int64]) func aLegRejoinsAtAQuietFrameAndThenHearsTheClass(milliseconds: Int64) throws {
        let (box, leg, listener) = fork(.opus, packetTime: .milliseconds(milliseconds), isPrivate: false)
        var rejoinedAt: MediaTime?
        var levels: (Float, Float) = (1, 1)
        var before: (Float, Float) = (1, 1)
        var wasOwn = false
        box.afterTick = { box in
            let isOwn = box.hasOwnEncoder(leg)
            if wasOwn, !isOwn {
                rejoinedAt = box.now
                levels = before
            }
            wasOwn = isOwn
            let index = box.leg(leg) { $0.pointee.classIndex } ?? 0
            before = (box.leg(leg) { $0.pointee.own.packetMeanSquare } ?? 1, box.engine.classes[index]?.stream.pointee.packetMeanSquare ?? 1)
        }
        box.run(for: .seconds(10))
        let time = try #require(rejoinedAt)
        #expect(time > .seconds(5) && time < .seconds(9))
        #expect(levels.0 < 1e-5 && levels.1 < 1e-5, "\(levels)")
        let ticks = time.frames(sampleRate: 48_000)
        let after = leg.payloadsByTime.filter { $0.key >= ticks }
        let of = listener.payloadsByTime.filter { $0.key >= ticks }
        #expect(after == of)
        #expect(after.count > 20 / Int(milliseconds / 20))
    }

    @Test(arguments: [CodecFormat.opus, .g722]) func whenTheLenderLeavesNobodyNotices(format: CodecFormat) {
        var heard: [[[UInt8]]] = []
        for leaves in [false, true] {
            let box = VirtualBox()
            let lender = box.add(FarEnd(0, format, direction: .listenOnly))
            box.add(FarEnd(1, format, .speech()))
            let others = (2...4).map { box.add(FarEnd($0, format)) }
            box.run(for: .seconds(3))
            if leaves { box.apply(.remove(lender.identity.id)) }
            box.run(for: .milliseconds(700))
            // And the next lender, too.
            if leaves { box.apply(.remove(others[2].identity.id)) }
            box.run(for: .seconds(3))
            #expect(box.removed.count == (leaves ? 2 : 0))
            #expect(lender.isGone == leaves)
            heard.append(others[0].packets.map(\.payload))
            #expect(others[1].payloadsByTime == others[0].payloadsByTime)
        }
        #expect(heard[0] == heard[1])
    }

    @Test func reportedLossMovesALegToAClassWithInbandFEC() throws {
        let box = VirtualBox()
        box.add(FarEnd(0, .opus, .speech()))
        let good = box.add(FarEnd(1))
        let bad = box.add(FarEnd(2))
        box.run(for: .seconds(3))
        #expect(box.load.encodeClasses == 1)
        #expect(!bad.packets.contains { carriesFEC($0) })
        let report = receiverReport(from: bad.ssrc, about: bad.identity.ssrc, fractionLost: 26)
        box.deliver(report, from: bad.spec.source)
        box.run(for: .seconds(6))
        #expect(box.load.encodeClasses == 2)
        #expect(bad.packets.count { carriesFEC($0) } > 50)
        #expect(!good.packets.contains { carriesFEC($0) })
        // The audio goes on over the move.
        #expect(bad.packets.count == good.packets.count)
        // And back, once the reports are good for a while.
        for _ in 0..<8 { box.deliver(receiverReport(from: bad.ssrc, about: bad.identity.ssrc, fractionLost: 0), from: bad.spec.source) }
        box.run(for: .seconds(6))
        #expect(box.load.encodeClasses == 1)
    }

    @Test(arguments: [(0.0, LossTier.none), (0.05, .light), (0.15, .heavy)])
    func whatABrowserReportsOfALossyLinkSettlesItsCorrection(_ loss: Double, _ tier: LossTier) throws {
        let key = (0..<SRTPProfile.aesCM128SHA1_80.keyBytes).map { UInt8($0) }
        let keys = try #require(SRTPKeys(profile: .aesCM128SHA1_80, send: key, receive: key.reversed()))
        let box = VirtualBox()
        box.add(FarEnd(0, .opus, .speech()))
        let browser = box.add(FarEnd(1) {
            $0.srtp = keys
            $0.isMobile = true
        })
        browser.downlink.quality.loss = loss
        // A report every 5 s, as browsers send them.
        for _ in 0..<8 {
            box.run(for: .seconds(5))
            box.deliver(browser.receiverReport(), from: browser.source)
        }
        let before = browser.packets.count
        box.run(for: .seconds(5))
        #expect(box.leg(browser) { $0.pointee.key.lossTier } == tier)
        let corrected = browser.packets[before...].count { carriesFEC($0) }
        #expect(tier == .none ? corrected == 0 : corrected > 50, "\(corrected)")
    }

    @Test func longPacketsKeepStepWhenLegsComeAtAnyTick() {
        let box = VirtualBox()
        box.add(FarEnd(0, .opus, .speech()))
        var legs: [FarEnd] = []
        for number in 1...6 {
            legs.append(box.add(FarEnd(number, packetTime: .milliseconds(number <= 3 ? 60 : 40))))
            box.run(for: .milliseconds(Int64(20 * (number + 4))))
        }
        box.run(for: .seconds(4))
        for leg in legs {
            let step = leg.spec.packetTime.frames(sampleRate: 48_000)
            #expect(leg.payloadsByTime.keys.allSatisfy { $0 % step == 0 })
            #expect(leg.packets.count > 30)
        }
        let ends = [legs[0], legs[1], legs[2]].map { Set($0.payloadsByTime.filter { $0.key > 48_000 }.values) }
        #expect(ends[0] == ends[1] && ends[1] == ends[2])
    }

    @Test func timestampsMoveWithTimeAndSequenceNumbersWithPackets() {
        let box = VirtualBox()
        box.add(FarEnd(0, .opus, .speech()))
        let listener = box.add(FarEnd(1))
        box.run(for: .seconds(6))
        for (one, next) in zip(listener.packets, listener.packets.dropFirst()) {
            #expect(one.header.sequenceNumber.distance(to: next.header.sequenceNumber) == 1)
            let ticks = one.header.timestamp.distance(to: next.header.timestamp)
            #expect(ticks == (next.time - one.time).frames(sampleRate: 48_000))
            // The first packet after a pause is marked. (RFC 3551 section 4.1)
            #expect(next.header.marker == (ticks > 960))
        }
    }

    @Test func inSilenceNothingIsSentButARefresh() {
        let box = VirtualBox()
        box.add(FarEnd(0, .opus, .burst(500, from: 1, to: 2)))
        let listener = box.add(FarEnd(1))
        box.run(for: .seconds(12))
        let late = listener.packets.filter { $0.time > .seconds(6) }
        // 15 refreshes in 6 s.
        #expect(12...18 ~= late.count, "\(late.count) packets")
    }

    @Test(arguments: [1, 2]) func copiesEqualTheEarlierPayloads(redundancy: Int) throws {
        let box = VirtualBox()
        box.add(FarEnd(0, .opus, .speech()))
        let leg = box.add(FarEnd(1) { $0.redPayloadType = 97; $0.redundancy = redundancy })
        box.run(for: .seconds(5))
        let primaries = Dictionary(leg.packets.map { ($0.header.timestamp.value, leg.primary(of: $0)) }) { $1 }
        var copies = 0
        for packet in leg.packets {
            #expect(packet.header.payloadType == 97)
            guard let reader = REDReader(payload: packet.payload.span.bytes) else { throw Unreadable() }
            #expect(reader.count <= redundancy + 1)
            for index in 0..<reader.count {
                let block = reader.block(index)
                #expect(block.payloadType == 96)
                guard !block.isPrimary else { continue }
                copies += 1
                let original = primaries[packet.header.timestamp.advanced(by: -block.timestampOffset).value]
                #expect(original == Array(packet.payload[block.offset..<block.offset + block.byteCount]))
            }
        }
        #expect(copies > 150 * redundancy, "\(copies) copies")
    }
}

struct Unreadable: Error {}

/// Whether a packet has a copy of the one before in it.
func carriesFEC(_ packet: HeardPacket) -> Bool {
    AudioDecoder(.opus, outputRate: 16_000)?.carriesRecovery(packet.payload.span.bytes) ?? false
}

/// RTCP RR with one block.
func receiverReport(from ssrc: UInt32, about: UInt32, fractionLost: UInt8) -> [UInt8] {
    var packet = [UInt8](repeating: 0, count: 64)
    var span = packet.mutableSpan
    var space = span.mutableBytes
    let block = ReportBlock(ssrc: about, fractionLost: fractionLost, cumulativeLost: 0, extendedHighestSequence: 0, jitter: 0, lastSenderReport: 0,
                            delaySinceLastSenderReport: 0)
    let length = RTCPWriter.writeReceiverReport(ssrc: ssrc, block: block, at: 0, into: &space)
    return Array(packet[..<length])
}
