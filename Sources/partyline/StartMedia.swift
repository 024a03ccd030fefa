import Codecs
import Glibc
import MediaIO
import MediaLink
import MediaTypes
import Profiles

/// Starts the media column with a profile: the one place where the two columns are joined.
/// - Throws: `MediaStartError`, one line that says what would be right
/// - Parameter callPorts: of telephone calls; nil where none come
func startMedia(profile: Profile, address: TransportAddress, callPorts: ClosedRange<UInt16>? = nil) throws(MediaStartError) -> MediaService {
    do {
        return try MediaService.start(settings: MediaSettings(profile), address: address, callPorts: callPorts)
    } catch {
        throw MediaStartError(error, at: address)
    }
}

/// Why the media column does not start.
struct MediaStartError: Error, CustomStringConvertible {
    let description: String

    init(_ error: MediaIOError, at address: TransportAddress) {
        let advice = "set media.port or media.address in partyline.yaml"
        description =
            switch error {
            case .portInUse(let port): "another program has UDP port \(port); stop it, or \(advice)"
            case .addressNotHere: "this machine does not have the address of \(address.written); \(advice)"
            case .notPermitted: "UDP port \(address.port) needs a permission, as all below 1024 do; \(advice)"
            case .system(let call, let code): "the media engine cannot start: \(call): \(String(cString: strerror(code)))"
            }
    }
}

extension MediaSettings {
    /// What a profile means for the media column.
    init(_ profile: Profile) {
        self.init()
        mixRate = profile.mix.rate.hertz
        tick = profile.mix.tick
        talkers = profile.mix.talkers
        hangover = profile.mix.hangover
        speechLevel = profile.level.leveller ? profile.level.target : nil
        maxLevellerGain = profile.level.maxGain
        noiseSuppression = profile.level.denoise ? profile.level.denoiseSuppression : nil
        complexity = profile.opus.complexity
        maxBandwidth = OpusBandwidth(profile.opus.bandwidth)
        dtx = profile.opus.dtx
        inbandFEC = profile.fec.inband
        lightLossPercent = profile.fec.lightFrom.value
        heavyLossPercent = profile.fec.heavyFrom.value
        jitterStart = profile.jitter.start
        jitterMargin = profile.jitter.min
        jitterMax = profile.jitter.max
        maxLegs = profile.limits.participants
        maxRooms = profile.limits.rooms
    }
}

extension OpusBandwidth {
    init(_ bandwidth: AudioBandwidth) {
        switch bandwidth {
        case .narrow: self = .narrow
        case .medium: self = .medium
        case .wide: self = .wide
        case .superwide: self = .superwide
        case .full: self = .full
        }
    }
}
