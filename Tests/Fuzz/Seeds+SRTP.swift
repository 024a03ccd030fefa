import SRTP

extension Seeds {
    /// A conversation in each suite: all steps with RTP and RTCP of our own writers, over a wrap of the sequence number, and genuine
    /// packets put in as hostile ones.
    static var srtp: [[UInt8]] {
        SRTPProfile.allCases.map { profile in
            var conversation = [profile.rawValue]
            func add(_ step: SRTPConversation.Step, _ packet: [UInt8]) {
                conversation += [step.rawValue, UInt8(packet.count >> 8), UInt8(truncatingIfNeeded: packet.count)] + packet
            }
            for (step, packets) in [(SRTPConversation.Step.own, rtp), (.changed, rtp), (.keyHolder, rtp)] {
                for packet in packets { add(step, packet) }
            }
            for (step, packets) in [(SRTPConversation.Step.ownControl, rtcp), (.changedControl, rtcp), (.keyHolderControl, rtcp)] {
                for packet in packets { add(step, packet) }
            }
            var wrapped = rtp[0]
            wrapped[2] = 0
            wrapped[3] = 0
            add(.own, wrapped)
            let key = SRTPConversation.key(profile)
            guard let sender = SRTPSession(profile: profile, key: key, isInbound: false) else { return conversation }
            for packet in rtp {
                var buffer = packet + [UInt8](repeating: 0, count: profile.overheadBytes)
                _ = buffer.withUnsafeMutableBytes { sender.protect($0, byteCount: packet.count) }
                add(.hostile, buffer)
            }
            for packet in rtcp {
                var buffer = packet + [UInt8](repeating: 0, count: profile.controlOverheadBytes)
                _ = buffer.withUnsafeMutableBytes { sender.protectRTCP($0, byteCount: packet.count) }
                add(.hostileControl, buffer)
            }
            return conversation
        }
    }
}
