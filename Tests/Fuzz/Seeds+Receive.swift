import Codecs
import MediaTypes
import RTP

extension Seeds {
    /// What each leg of the scene would be sent by a participant that does everything right, and then what links make of that: losses,
    /// copies, packets out of order, a new source, a move to another address, a goodbye.
    static var receive: [[UInt8]] {
        let report = rtcp[1]
        let opus = payloads(.opus, 4)
        let plain = [ReceiveScene.Guest.pcmu, .pcma, .g722, .l16].map { guest in
            (0..<2).flatMap { datagram(guest, ticks: 2, packets(guest, 2)[$0]) } + datagram(guest, report)
        }
        let redundant = red(.opus, opus[1], copy: opus[0])
        let key = packet(TelephoneEvent.byteCount) { TelephoneEvent(event: 5, isEnd: false, volume: 10, duration: 160).write(into: &$0, at: 0) }
        let withKeys = datagram(.opus, ticks: 4, media(.opus, 0, opus[0])) + datagram(.opus, ticks: 1, media(.opus, 1, redundant, ReceiveScene.redType))
            + datagram(.opus, media(.opus, 2, key, ReceiveScene.eventType)) + datagram(.opus, ticks: 1, media(.opus, 3, key, ReceiveScene.eventType))
            + datagram(.opus, ticks: 3, media(.opus, 4, opus[2])) + datagram(.opus, rtcp[0])
        let troubled = [0, 1, 1, 3, 2, 9, 8].flatMap { datagram(.opus, ticks: 1, media(.opus, $0, opus[$0 % 4])) }
            + datagram(.opus, ticks: 5, media(.opus, 20_000, opus[3])) + datagram(.opus, ticks: 5, media(.opus, 3, opus[0], ssrc: 9))
        let law = payloads(.pcma, 3)
        let secure = [ReceiveScene.Guest.secure, .mobile].map { guest in
            let redundant = red(guest, law[1], copy: law[0])
            return datagram(guest, isByKeyHolder: true, ticks: 1, media(guest, 0, law[0]))
                + datagram(guest, isByKeyHolder: true, ticks: 3, media(guest, 1, redundant, ReceiveScene.redType))
                + datagram(guest, isByKeyHolder: true, report) + datagram(guest, media(guest, 2, law[2]))
        }
        let moved = datagram(.mobile, isByKeyHolder: true, ticks: 1, media(.mobile, 0, law[0]))
            + datagram(.stranger, isByKeyHolder: true, ticks: 2, media(.mobile, 1, law[1]))
            + datagram(.stranger, isByKeyHolder: true, ticks: 2, media(.mobile, 2, law[2]))
        let gone = datagram(.opus, ticks: 2, media(.opus, 0, opus[0])) + datagram(.opus, ticks: 15, goodbye)
            + datagram(.pcmu, ticks: 1, packets(.pcmu, 1)[0]) + datagram(.opus, media(.opus, 1, opus[1]))
        return plain + [withKeys, troubled, moved, gone] + secure
    }

    private static let ssrc: UInt32 = 5

    private static func datagram(
        _ guest: ReceiveScene.Guest, isByKeyHolder: Bool = false, ticks: UInt8 = 0, _ bytes: [UInt8]
    ) -> [UInt8] {
        [ReceiveScene.how(guest, isByKeyHolder: isByKeyHolder, ticks: ticks), UInt8(bytes.count >> 8), UInt8(truncatingIfNeeded: bytes.count)] + bytes
    }

    /// An RTP packet of 20 ms.
    private static func media(
        _ guest: ReceiveScene.Guest, _ number: Int, _ payload: some Collection<UInt8>, _ payloadType: UInt8? = nil, ssrc: UInt32 = ssrc
    ) -> [UInt8] {
        guard let codec = ReceiveScene.codec(guest) else { return [] }
        let timestamp = RTPTimestamp(7).advanced(by: number * codec.format.clockRate / 50)
        let header = RTPHeader(
            payloadType: payloadType ?? codec.payloadType, marker: number == 0, sequenceNumber: SequenceNumber(65_534).advanced(by: number),
            timestamp: timestamp, ssrc: ssrc)
        return packet(RTPHeader.fixedByteCount) { header.write(into: &$0) } + payload
    }

    /// Packets of a guest that is not encrypted.
    private static func packets(_ guest: ReceiveScene.Guest, _ count: Int) -> [[UInt8]] {
        guard let codec = ReceiveScene.codec(guest) else { return [] }
        return payloads(codec.format, count).enumerated().map { media(guest, $0, $1) }
    }

    /// Payloads of 20 ms of a buzz.
    private static func payloads(_ format: CodecFormat, _ count: Int) -> [[UInt8]] {
        guard var encoder = AudioEncoder(EncoderSettings(format: format, inputRate: 16_000, packetFrames: 320)) else { return [] }
        return (0..<count).map { _ in
            let samples = (0..<320).map { Float($0 % 100 < 50 ? 0.1 : -0.1) }
            var payload = [UInt8](repeating: 0, count: 1_400)
            var span = payload.mutableSpan
            var space = span.mutableBytes
            let length = encoder.encode(samples.span, into: &space).byteCount
            return Array(payload[..<length])
        }
    }

    private static func red(_ guest: ReceiveScene.Guest, _ primary: [UInt8], copy: [UInt8]) -> [UInt8] {
        guard let codec = ReceiveScene.codec(guest) else { return [] }
        let headers = packet(REDWriter.headerByteCount(redundant: 1)) {
            REDWriter.writeRedundantHeader(
                payloadType: codec.payloadType, timestampOffset: codec.format.clockRate / 50, byteCount: copy.count, at: 0, into: &$0)
                && REDWriter.writePrimaryHeader(payloadType: codec.payloadType, at: 4, into: &$0)
        }
        return headers + copy + primary
    }

    private static var goodbye: [UInt8] {
        packet(16) {
            let report = RTCPWriter.writeReceiverReport(ssrc: ssrc, block: nil, at: 0, into: &$0)
            return RTCPWriter.writeGoodbye(ssrc: ssrc, at: report, into: &$0) > 0
        }
    }
}
