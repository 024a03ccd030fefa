import MediaTypes
import RTP

/// What there is to fuzz. A target is a case, what it does with hostile bytes, and the seeds to start from.
/// A broken promise traps, as a bug in the code under test would: the fuzzer keeps the input of both.
enum FuzzTarget: String, CaseIterable {
    case rtp
    case rtcp
    case red
    case telephoneEvent = "telephone-event"
    case sdp
    case sip
    case digest
    case dns
    case srtp
    case stun
    case receive

    func run(_ bytes: RawSpan) {
        switch self {
        case .rtp: Self.runRTP(bytes)
        case .rtcp: Self.runRTCP(bytes)
        case .red: Self.runRED(bytes)
        case .telephoneEvent: Self.runTelephoneEvent(bytes)
        case .sdp: SDPExchange.run(bytes)
        case .sip: SIPExchange.run(bytes)
        case .digest: DigestExchange.run(bytes)
        case .dns: DNSExchange.run(bytes)
        case .srtp: SRTPConversation.run(bytes)
        case .stun: STUNConversation.run(bytes)
        case .receive: ReceiveScene.run(bytes)
        }
    }

    /// Packets of our own writers, and descriptions.
    var seeds: [[UInt8]] {
        switch self {
        case .rtp: Seeds.rtp
        case .rtcp: Seeds.rtcp
        case .red: Seeds.red
        case .telephoneEvent: Seeds.telephoneEvent
        case .sdp: Seeds.sdp
        case .sip: Seeds.sip
        case .digest: Seeds.digest
        case .dns: Seeds.dns
        case .srtp: Seeds.srtp
        case .stun: Seeds.stun
        case .receive: Seeds.receive
        }
    }

    private static func runRTP(_ bytes: RawSpan) {
        _ = PacketKind.classify(bytes)
        guard let header = RTPHeader(parsing: bytes) else { return }
        let payload = header.payload(in: bytes)
        precondition(header.payloadOffset >= RTPHeader.fixedByteCount && payload.byteCount == header.payloadByteCount)
        precondition(header.extensionByteCount == 0 || header.extensionOffset + header.extensionByteCount == header.payloadOffset)
        // Those at the borders of what one byte can say, and one that the fuzzer chooses.
        for id in [1, 14, 15, 255, bytes.byte(at: bytes.byteCount - 1) ?? 0] {
            if let level = AudioLevel(in: bytes, header: header, extensionID: id) { precondition(level.level <= 127) }
        }
    }

    private static func runRTCP(_ bytes: RawSpan) {
        guard var reader = RTCPReader(parsing: bytes) else { return }
        var items = 0
        while let item = reader.next(in: bytes) {
            items += 1
            switch item {
            case .senderReport(_, let blocks), .receiverReport(_, let blocks):
                for index in 0..<blocks.count { precondition(blocks.block(index, in: bytes) != nil) }
                precondition(blocks.block(blocks.count, in: bytes) == nil)
            case .sourceDescription, .goodbye, .other: break
            }
        }
        precondition(items > 0 && items * 4 <= bytes.byteCount)
    }

    private static func runRED(_ bytes: RawSpan) {
        guard let reader = REDReader(payload: bytes) else { return }
        precondition(1...REDReader.maximumCount ~= reader.count)
        var end = REDWriter.headerByteCount(redundant: reader.count - 1)
        for index in 0..<reader.count {
            let block = reader.block(index)
            precondition(block.offset == end && block.byteCount >= 0 && block.isPrimary == (index == reader.count - 1))
            end += block.byteCount
        }
        precondition(end == bytes.byteCount)
    }

    private static func runTelephoneEvent(_ bytes: RawSpan) {
        guard let event = TelephoneEvent(parsing: bytes) else { return }
        var payload = [UInt8](repeating: 0, count: TelephoneEvent.byteCount)
        var span = payload.mutableSpan
        var output = span.mutableBytes
        precondition(event.write(into: &output, at: 0))
        precondition(TelephoneEvent(parsing: payload.span.bytes) == event)
    }
}
