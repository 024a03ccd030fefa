import Codecs
import MediaTypes
import RTP
import Rehearsal

/// What libopus makes of the packets that arrived when it may look at all of them at leisure: a packet that is missing is decoded from the
/// RED copy in the next one, else from the FEC in the next one, else concealed.
struct OfflineDecoding {
    private(set) var samples: [Float] = []
    private(set) var lostCount = 0
    private(set) var recoveredCount = 0
    private(set) var concealedFrames = 0

    /// The same packets with the same fate as speaker 0 of a rehearsal with that seed.
    init(_ speaker: RehearsalPart, seed: UInt64) throws {
        guard var sender = speaker.sender(number: 0, rate: Reel.rate, seed: seed), var decoder = AudioDecoder(.opus, outputRate: Reel.rate)
        else { return }
        var path = speaker.impairedPath(number: 0, seed: seed)
        var arrived: [ArrivedPacket?] = []
        while arrived.count * speaker.sends.packetTime.frames(sampleRate: Reel.rate) < speaker.clip.count, let packet = sender.next() {
            arrived.append(path.arrival(sentAt: packet.time).map { _ in ArrivedPacket(packet.bytes, isRED: speaker.sends.redundancy > 0) })
        }
        let frames = speaker.sends.packetTime.frames(sampleRate: Reel.rate)
        for (index, packet) in arrived.enumerated() {
            let next = index + 1 < arrived.count ? arrived[index + 1] : nil
            var block = [Float](repeating: 0, count: frames)
            var space = block.mutableSpan
            if let packet {
                _ = decoder.decode(packet.primary.span.bytes, into: &space)
            } else {
                lostCount += 1
                recover(from: next, &decoder, &space)
            }
            samples += block
        }
    }

    private mutating func recover(from next: ArrivedPacket?, _ decoder: inout AudioDecoder, _ space: inout MutableSpan<Float>) {
        if let copy = next?.copy, decoder.decode(copy.span.bytes, into: &space) > 0 {
            recoveredCount += 1
        } else if let next, decoder.carriesRecovery(next.primary.span.bytes),
            decoder.recover(from: next.primary.span.bytes, frameCount: space.count, into: &space) > 0
        {
            recoveredCount += 1
        } else {
            concealedFrames += decoder.conceal(frameCount: space.count, into: &space)
        }
    }
}

/// What one packet holds.
struct ArrivedPacket {
    let primary: [UInt8]
    /// Of the packet before.
    private(set) var copy: [UInt8]?

    init(_ bytes: [UInt8], isRED: Bool) {
        let payload =
            RTPHeader(parsing: bytes.span.bytes).map { Array(bytes[$0.payloadOffset..<$0.payloadOffset + $0.payloadByteCount]) } ?? []
        guard isRED, let red = REDReader(payload: payload.span.bytes) else {
            primary = payload
            return
        }
        let last = red.block(red.count - 1)
        primary = Array(payload[last.offset..<last.offset + last.byteCount])
        guard red.count > 1 else { return }
        let before = red.block(red.count - 2)
        copy = Array(payload[before.offset..<before.offset + before.byteCount])
    }
}
