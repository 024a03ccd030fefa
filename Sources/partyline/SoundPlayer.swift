import ArgumentParser
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
        var pointers = arguments.map { strdup($0) } + [nil]
        defer { pointers.forEach { free($0) } }
        guard posix_spawnp(&child, player, nil, nil, &pointers, environ) == 0 else {
            throw ValidationError("there is no \(player) to play with; install alsa-utils, or write a file with --out")
        }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        guard status == 0 else { throw ValidationError("\(player) could not play; write a file with --out") }
    }
}
