import Codecs
import Conference
import DTLS
import ICE
import MediaLink
import MediaTypes
import SDP

// Offers, answers and what follows from both for the media column.
extension PeerSettings {
    /// - Throws: when the offer leaves nothing of what is wanted
    func answer(
        to offer: AudioOffer, wanted: MediaDirection, promise: StreamPromise, local: ICECredentials, fingerprint: CertificateFingerprint,
        candidates: [TransportAddress]
    ) throws(SDPError) -> AudioAnswer {
        try AudioAnswer(
            to: offer, wanted: wanted, ufrag: local.ufrag, password: local.password, fingerprint: fingerprint.sdp, candidates: candidates,
            ssrc: promise.ssrc, cname: promise.cnameText, maxAverageBitrate: Int(bitrate.bitsPerSecond), usesDTX: usesDTX,
            ptimeMs: Int(packetTime.milliseconds), maxptimeMs: Int(maxPacketTime.milliseconds), usesRED: true)
    }

    /// What the conference is asked for once the keys are there.
    func agreement(with answer: AudioAnswer, remote: TransportAddress, isProven: Bool, promise: StreamPromise, srtp: SRTPKeys) -> MediaAgreement {
        let offer = answer.offer
        let direction: LegDirection = switch answer.direction.reversed {
        case .sendReceive: .sendReceive
        case .sendOnly: .sendOnly
        case .receiveOnly: .listenOnly
        }
        return MediaAgreement(
            format: .opus, direction: direction, remote: remote, isProven: isProven, payloadType: offer.opus, redPayloadType: answer.red,
            eventPayloadType: offer.telephoneEvent, audioLevelExtension: offer.audioLevelExtension,
            packetTime: offer.ptimeMs.map { .milliseconds(Int64($0)) }, srtp: srtp, promise: promise)
    }
}
