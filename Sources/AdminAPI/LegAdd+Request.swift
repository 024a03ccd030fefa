import Codecs
import Conference
import FoundationEssentials
import MediaLink
import MediaTypes
import SRTP

extension LegAdd {
    /// What is asked in the words of the conference.
    /// - Throws: `ConferenceError.badLeg`, which says what would be right
    func request() throws(ConferenceError) -> LegRequest {
        var request = LegRequest(format: try format(), direction: try legDirection(), remote: try address(to, field: "to"))
        request.source = try from.map { from throws(ConferenceError) in try address(from, field: "from") }
        request.payloadType = try payloadType.map { number throws(ConferenceError) in
            guard let type = UInt8(exactly: number), type <= 127 else {
                throw .badLeg("payload type \(number) is out of range; 0 to 63 and 96 to 127 are right")
            }
            return type
        }
        request.packetTime = try packetTimeMs.map { ms throws(ConferenceError) in
            guard (1...120).contains(ms) else { throw .badLeg("a packet time of \(ms)ms is out of range; 10ms to 120ms are right") }
            return .milliseconds(Int64(ms))
        }
        request.bitrate = try bitsPerSecond.map { bits throws(ConferenceError) in
            guard let bits = Int32(exactly: bits), bits > 0 else { throw .badLeg("\(bits) is no bitrate; 24000 is one") }
            return Bitrate(bitsPerSecond: bits)
        }
        request.redundancy = redundancy ?? 0
        request.encryption = try encryption()
        return request
    }

    private func format() throws(ConferenceError) -> CodecFormat {
        guard codec == "l16" || rate == nil else { throw .badLeg("only l16 has a rate to choose; leave the rate out") }
        switch codec {
        case "opus": return .opus
        case "pcmu": return .pcmu
        case "pcma": return .pcma
        case "g722": return .g722
        case "l16":
            guard let format = CodecFormat.l16(rate ?? 16_000) else {
                throw .badLeg("l16 has no rate of \(rate ?? 0) Hz; 8000, 16000, 24000 and 48000 are right")
            }
            return format
        default:
            throw .badLeg("there is no codec \"\(codec)\"; there is: " + CodecKind.allCases.map(\.name).joined(separator: ", "))
        }
    }

    private func legDirection() throws(ConferenceError) -> LegDirection {
        guard let direction else { return .sendReceive }
        let all: [LegDirection] = [.sendReceive, .listenOnly, .sendOnly]
        guard let found = all.first(where: { $0.name == direction }) else {
            throw .badLeg("there is no direction \"\(direction)\"; there is: " + all.map(\.name).joined(separator: ", "))
        }
        return found
    }

    private func address(_ text: String, field: String) throws(ConferenceError) -> TransportAddress {
        guard let address = TransportAddress(written: text) else {
            throw .badLeg("\"\(field)\" is no address: \"\(text)\"; 192.0.2.1:5004 and [2001:db8::1]:5004 are right")
        }
        return address
    }

    private func encryption() throws(ConferenceError) -> LegRequest.Encryption {
        guard let srtpProfile else {
            if srtpKeys != nil { throw .badLeg("there are SRTP keys, but no SRTP profile; name one of: " + SRTPProfile.names) }
            return .none
        }
        guard let profile = SRTPProfile(named: srtpProfile) else {
            throw .badLeg("there is no SRTP profile \"\(srtpProfile)\"; there is: " + SRTPProfile.names)
        }
        guard let srtpKeys else { return .generate(profile) }
        guard let send = Data(base64Encoded: srtpKeys.boxKey), let receive = Data(base64Encoded: srtpKeys.participantKey),
            let keys = SRTPKeys(profile: profile, send: Array(send), receive: Array(receive))
        else {
            // The keys themselves are not repeated: the answer may end up in a log.
            throw .badLeg("the SRTP keys are wrong; \(srtpProfile) takes \(profile.keyBytes) bytes each (key, then salt), in base64")
        }
        return .keys(keys)
    }
}

extension LegAdd.Answer {
    init(_ admission: Admission) {
        self.init(
            handle: admission.participant.handle, room: admission.participant.room, localPort: Int(admission.place.localPort),
            ssrc: admission.place.ssrc, payloadType: Int(admission.payloadType), redPayloadType: admission.redPayloadType.map(Int.init),
            eventPayloadType: admission.eventPayloadType.map(Int.init), srtpProfile: admission.srtp.map { "\($0.profile.name)" },
            srtpKeys: admission.srtp.map {
                SRTPKeyPair(boxKey: Data($0.send).base64EncodedString(), participantKey: Data($0.receive).base64EncodedString())
            })
    }
}

extension SRTPProfile {
    /// The profile of that name in an SDES line; nil where there is none.
    public init?(named name: String) {
        guard let found = SRTPProfile.allCases.first(where: { "\($0.name)" == name }) else { return nil }
        self = found
    }

    /// For a message.
    public static var names: String { allCases.map { "\($0.name)" }.joined(separator: ", ") }
}
