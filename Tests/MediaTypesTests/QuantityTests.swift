import MediaTypes
import Testing

@Suite struct QuantityTests {
    @Test(arguments: [(0, 1, 1), (65_535, 0, 1), (0, 65_535, -1), (10, 32_777, 32_767), (10, 32_778, -32_768)] as [(UInt16, UInt16, Int)])
    func sequenceDistanceWraps(from: UInt16, to: UInt16, distance: Int) {
        #expect(SequenceNumber(from).distance(to: SequenceNumber(to)) == distance)
        #expect(SequenceNumber(from).advanced(by: distance) == SequenceNumber(to))
    }

    @Test func timestampDistanceWraps() {
        #expect(RTPTimestamp(.max).distance(to: RTPTimestamp(159)) == 160)
        #expect(RTPTimestamp(5).distance(to: RTPTimestamp(.max)) == -6)
        #expect(RTPTimestamp(.max).advanced(by: 2) == RTPTimestamp(1))
    }

    @Test func decibelsAndAmplitudesAgree() {
        #expect(abs(Decibels(amplitude: 0.5).value + 6.0206) < 0.001)
        #expect(abs(Decibels(meanSquare: 0.25).value + 6.0206) < 0.001)
        #expect(abs(Decibels(-20).amplitude - 0.1) < 1e-6)
        #expect(Decibels(meanSquare: 0).value == -127)
    }

    @Test func framesAndTimesConvertBothWays() {
        #expect(MediaTime.milliseconds(20).frames(sampleRate: 16_000) == 320)
        #expect(MediaTime.frames(960, sampleRate: 48_000) == .milliseconds(20))
        #expect(MediaTime.seconds(86_400 * 365).frames(sampleRate: 48_000) == 48_000 * 86_400 * 365, "a year does not overflow")
    }

    @Test func ipv4AddressesAreMappedAndReadBack() {
        let address = TransportAddress(ipv4: 0xC0A8_0102, port: 5_004)
        #expect(address.ipv4 == 0xC0A8_0102)
        #expect(TransportAddress(high: 1, low: address.low, port: 5_004).ipv4 == nil)
    }
}
