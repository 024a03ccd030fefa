import AudioFiles
import FoundationEssentials
import Glibc

/// Plays a recording on this machine's loudspeaker, with ALSA's player.
enum SoundPlayer {
    private static let player = "aplay"

    /// Returns when it has been played.
    /// - Throws: when there is no player, or it does not play
    static func play(_ clip: AudioClip) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "partyline-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let file = "\(folder)/prompt.wav"
        try clip.write(to: file)
        try run([player, "-q", file])
    }

    private static func run(_ arguments: [String]) throws {
        var child = pid_t()
        // PipeWire's and PulseAudio's plug-ins find their server by it.
        let environment = ProcessInfo.processInfo.environment.map { "\($0.key)=\($0.value)" }
        var words = arguments.map { strdup($0) } + [nil]
        var variables = environment.map { strdup($0) } + [nil]
        defer { (words + variables).forEach { free($0) } }
        guard posix_spawnp(&child, player, nil, nil, &words, &variables) == 0 else { throw SoundPlayerError.missing(player) }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        guard status == 0 else { throw SoundPlayerError.failed(player) }
    }
}

/// Why nothing is heard.
enum SoundPlayerError: Error, CustomStringConvertible {
    case missing(String)
    case failed(String)

    var description: String {
        switch self {
        case .missing(let player): "there is no \(player) to play with; install alsa-utils, or write a file with --out"
        case .failed(let player): "\(player) could not play; is there a loudspeaker? --out writes a file"
        }
    }
}
