import Codecs
import MediaEngine
import MediaLink
import MediaTypes
import RTP
import Testing

/// What is told to the far ends by RTCP, and to the control side.
@Suite struct ReportTests {
    private func senderReports(_ farEnd: FarEnd) -> [(info: SenderInfo, block: ReportBlock?)] {
        farEnd.reports.compactMap { packet in
            guard var reader = RTCPReader(parsing: packet.span.bytes), case .senderReport(let info, let blocks)? = reader.next(in: packet.span.bytes) else { return nil }
            return (info, blocks.block(0, in: packet.span.bytes))
        }
    }

    @Test func reportsComeAtThePaceOfTheSpecification() throws {
        let box = VirtualBox()
        box.add(FarEnd(0, .opus, .speech()))
        let listener = box.add(FarEnd(1))
        box.run(for: .seconds(120))
        // 5 s on average, divided by e - 3/2 and randomised between half and one and a half: 4.1 s.
        #expect(24...36 ~= listener.reports.count, "\(listener.reports.count)")
        let report = try #require(senderReports(listener).last)
        #expect(report.info.ssrc == listener.identity.ssrc)
        let block = try #require(report.block)
        #expect(block.ssrc == listener.ssrc)
        #expect(block.fractionLost == 0 && block.cumulativeLost == 0)
    }

    @Test func theTimestampOfAReportFitsThePackets() throws {
        let box = VirtualBox()
        box.add(FarEnd(0, .opus, .speech()))
        let listener = box.add(FarEnd(1, packetTime: .milliseconds(60)))
        box.run(for: .seconds(20))
        let report = try #require(senderReports(listener).last).info
        let seconds = Double(report.ntp >> 32) + Double(report.ntp & 0xFFFF_FFFF) / 4_294_967_296
        // A packet goes out when its last sample has been mixed: its timestamp is one packet before that instant.
        let packet = try #require(listener.packets.last { $0.time.seconds <= seconds })
        let ahead = packet.header.timestamp.distance(to: report.rtpTimestamp)
        let expected = (seconds - packet.time.seconds + 0.06) * 48_000
        #expect(abs(Double(ahead) - expected) < 2, "\(ahead), \(expected)")
    }

    @Test func lossOnTheWayInIsReported() throws {
        let box = VirtualBox()
        let speaker = box.add(FarEnd(0, .opus, .speech(), uplink: LinkQuality(loss: 0.2)))
        box.run(for: .seconds(60))
        let fractions = senderReports(speaker).compactMap(\.block).map { Double($0.fractionLost) / 256 }
        let reports = speaker.reports.count
        #expect(reports > 8)
        let receiverReports: [Double] = speaker.reports.compactMap { packet in
            guard var reader = RTCPReader(parsing: packet.span.bytes), case .receiverReport(_, let blocks)? = reader.next(in: packet.span.bytes) else { return nil }
            return blocks.block(0, in: packet.span.bytes).map { Double($0.fractionLost) / 256 }
        }
        let all = fractions + receiverReports
        let mean = all.reduce(0, +) / Double(max(all.count, 1))
        #expect(abs(mean - 0.2) < 0.05, "\(mean)")
        #expect(abs(Double(box.counters(speaker).lost) - 600) < 100, "\(box.counters(speaker).lost)")
    }

    @Test func keysPressedAreNoLoss() {
        let box = VirtualBox()
        let phone = box.add(FarEnd(0, .pcmu, .speech()) { $0.eventPayloadType = 101 })
        box.run(for: .seconds(2))
        phone.press(5, packets: 10)
        box.run(for: .seconds(2))
        #expect(box.digits == [5])
        #expect(box.counters(phone).lost == 0)
        #expect(box.legReports[phone.identity.id]?.jitter == .zero)
    }

    @Test func theRoundTripIsMeasured() throws {
        let box = VirtualBox()
        box.add(FarEnd(0, .opus, .speech()))
        let listener = box.add(FarEnd(1))
        box.run(for: .seconds(10))
        let info = try #require(senderReports(listener).last).info
        let sentAt = MediaTime.nanoseconds(Int64((Double(info.ntp >> 32) + Double(info.ntp & 0xFFFF_FFFF) / 4_294_967_296) * 1e9))
        // The far end waits half a second, and both ways together take 80 ms.
        var packet = [UInt8](repeating: 0, count: 64)
        var span = packet.mutableSpan
        var space = span.mutableBytes
        let block = ReportBlock(ssrc: info.ssrc, fractionLost: 0, cumulativeLost: 0, extendedHighestSequence: 0, jitter: 0,
                                lastSenderReport: UInt32(truncatingIfNeeded: info.ntp >> 16), delaySinceLastSenderReport: 32_768)
        let length = RTCPWriter.writeReceiverReport(ssrc: listener.ssrc, block: block, at: 0, into: &space)
        box.deliver(Array(packet[..<length]), from: listener.spec.source, at: max(sentAt + .milliseconds(580), box.now))
        let expected = max(sentAt + .milliseconds(580), box.now) - sentAt - .milliseconds(500)
        box.run(for: .seconds(12))
        let roundTrip = try #require(box.legReports[listener.identity.id]?.roundTrip)
        #expect(abs((roundTrip - expected).milliseconds) <= 1, "\(roundTrip.milliseconds) ms, expected \(expected.milliseconds)")
    }

    @Test func theFarEndCanMeasureTheRoundTripToo() throws {
        let box = VirtualBox()
        let speaker = box.add(FarEnd(0, .opus, .speech()))
        box.add(FarEnd(1, .opus, .speech(pitch: 180)))
        box.run(for: .seconds(10))
        var packet = [UInt8](repeating: 0, count: 64)
        var span = packet.mutableSpan
        var space = span.mutableBytes
        let info = SenderInfo(ssrc: speaker.ssrc, ntp: 0x1234_5678_9ABC_DEF0, rtpTimestamp: RTPTimestamp(0), packetCount: 1, octetCount: 1)
        let length = RTCPWriter.writeSenderReport(info, block: nil, at: 0, into: &space)
        box.deliver(Array(packet[..<length]), from: speaker.spec.source)
        let sentAt = box.now
        let before = senderReports(speaker).count
        var reportedAt: MediaTime?
        box.afterTick = { [self] box in if reportedAt == nil, senderReports(speaker).count > before { reportedAt = box.now } }
        box.run(for: .seconds(8))
        let block = try #require(senderReports(speaker).dropFirst(before).first?.block)
        let at = try #require(reportedAt)
        #expect(block.lastSenderReport == 0x5678_9ABC)
        #expect(abs(Double(block.delaySinceLastSenderReport) / 65_536 - (at - sentAt).seconds) < 0.001)
    }

    @Test func theTargetForgetsALossAfterTenSeconds() throws {
        let box = VirtualBox()
        var sends = SenderSettings()
        sends.redundancy = 2
        let speaker = box.add(FarEnd(0, .opus, .speech(), uplink: LinkQuality(loss: 0.1), sends: sends) { $0.redPayloadType = 97 })
        box.run(for: .seconds(8))
        #expect(try #require(box.legReports[speaker.identity.id]).bufferTarget >= .milliseconds(50))
        speaker.uplink.quality.loss = 0
        box.run(for: .seconds(14))
        #expect(try #require(box.legReports[speaker.identity.id]).bufferTarget < .milliseconds(20))
    }

    @Test func everyLegIsReportedOnceASecond() throws {
        let box = VirtualBox()
        for number in 0..<70 { box.add(FarEnd(number, .pcmu, direction: .listenOnly)) }
        box.run(for: .milliseconds(1_100))
        #expect(box.legReports.count == 70)
        #expect(box.load.legs == 70)
    }
}
