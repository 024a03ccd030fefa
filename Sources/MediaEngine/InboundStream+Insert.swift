import Codecs
import MediaLink
import MediaTypes
import RTP

/// Arrival: what one RTP packet adds to the stream.
extension InboundStream {
    /// Takes in the payload of one packet, at its time of arrival.
    /// - Returns: the extended sequence number; nil when the packet is not the stream's
    mutating func insert(_ header: RTPHeader, payload: RawSpan, isRED: Bool, mediaType: UInt8, at now: MediaTime) -> Int64? {
        // What the payload is made of comes first: a packet that is none must not restart anything.
        var red: REDReader?
        var primary = payload
        if isRED {
            guard let reader = REDReader(payload: payload) else { return malformed() }
            let block = reader.block(reader.count - 1)
            guard block.payloadType == mediaType else { return malformed() }
            primary = payload.bytes(in: block.offset..<block.offset + block.byteCount)
            red = reader
        }
        guard decoder.clockTicks(of: primary) != nil else { return malformed() }
        let sequence: Int64
        switch source.judge(ssrc: header.ssrc, sequence: header.sequenceNumber, at: now) {
        case .refused:
            counters.unknownPayload += 1
            return nil
        case .restarted(let first):
            restart()
            sequence = first
            begin(at: first, header.timestamp)
        case .accepted(let number):
            sequence = number
        }
        var timestamp = extend(header.timestamp)
        let transit = now - time(timestamp)
        if delay.hasBase, isJump(transit - delay.base) {
            restart()
            begin(at: sequence, header.timestamp)
            timestamp = extend(header.timestamp)
        }
        if let red { insertCopies(red, payload, sequence, timestamp, mediaType) }
        keep(primary, sequence, timestamp, transit: now - time(timestamp), now)
        return sequence
    }

    private mutating func malformed() -> Int64? {
        counters.malformed += 1
        return nil
    }

    private func isJump(_ change: MediaTime) -> Bool { change > Chosen.transitJump || change < .zero - Chosen.transitJump }

    private mutating func begin(at sequence: Int64, _ timestamp: RTPTimestamp) {
        newestSequence = sequence - 1
        lastSequence = sequence - 1
        newestTimestamp = Int64(timestamp.value) + 0x1_0000_0000
        nextTimestamp = newestTimestamp
    }

    private func extend(_ timestamp: RTPTimestamp) -> Int64 {
        newestTimestamp + Int64(RTPTimestamp(UInt32(truncatingIfNeeded: newestTimestamp)).distance(to: timestamp))
    }

    private mutating func keep(_ payload: RawSpan, _ sequence: Int64, _ timestamp: Int64, transit: MediaTime, _ now: MediaTime) {
        // Late packets count too: they are what the buffer must learn from.
        delay.note(transit: transit, at: now)
        guard sequence > lastSequence else {
            counters.late += 1
            return
        }
        switch store.insert(sequence: sequence, timestamp: timestamp, payload: payload, isCopy: false) {
        case .stored: break
        case .duplicate: counters.duplicates += 1
        case .tooLong: counters.malformed += 1
        }
        if sequence > newestSequence {
            newestSequence = sequence
            newestTimestamp = timestamp
        }
    }

    private mutating func insertCopies(_ red: REDReader, _ payload: RawSpan, _ sequence: Int64, _ timestamp: Int64, _ mediaType: UInt8) {
        var reach = 0
        for index in 0..<red.count - 1 {
            let block = red.block(index)
            let place = sequence - Int64(red.count - 1 - index)
            let copy = payload.bytes(in: block.offset..<block.offset + block.byteCount)
            guard block.payloadType == mediaType, block.timestampOffset > 0, decoder.clockTicks(of: copy) != nil else { continue }
            reach = max(reach, block.timestampOffset)
            guard place > lastSequence else { continue }
            _ = store.insert(sequence: place, timestamp: timestamp - Int64(block.timestampOffset), payload: copy, isCopy: true)
        }
        if reach > 0 { copyReach = reach }
    }
}
