import MediaTypes
import RTP
import Testing

@Suite struct PacketKindTests {
    @Test func everyFirstByteIsSortedAsTheTableOfRFC7983Says() {
        for first in UInt8.min...UInt8.max {
            let expected: PacketKind =
                switch first {
                case 0...3: .stun
                case 20...63: .dtls
                case 128...191: .rtp
                default: .unknown
                }
            #expect(kind([first, 0]) == expected, "first byte \(first)")
        }
    }

    @Test func everySecondByteTellsRTPFromRTCP() {
        for second in UInt8.min...UInt8.max {
            let expected: PacketKind = 192...223 ~= second || 64...95 ~= second ? .rtcp : .rtp
            #expect(kind([0x80, second]) == expected, "second byte \(second)")
        }
    }

    @Test func tooShortIsUnknown() {
        #expect(kind([UInt8]()) == .unknown)
        #expect(kind([0x80]) == .unknown)
    }
}
