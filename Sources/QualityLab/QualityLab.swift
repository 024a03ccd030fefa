import AudioFiles
import Glibc

/// Makes what Tools/quality measures: pairs of recordings, one as the engine makes it and one as it could at best be, and figures of the
/// jitter buffer, of key tones and of hold music. Writes WAV files into a folder, and says in JSON, one object a line, what is in them.
@main
struct QualityLab {
    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        guard let kind = arguments.first, arguments.count >= 3 else {
            complain("usage: QualityLab loss|rejoin|path|keys|music FOLDER CLIP.wav…")
            exit(64)
        }
        do {
            let reel = try Reel(reading: Array(arguments.dropFirst(2)))
            switch kind {
            case "loss": try LossTrial.runAll(reel, folder: arguments[1])
            case "rejoin": try RejoinTrial.runAll(reel, folder: arguments[1])
            case "path": try PathTrial.runAll(reel)
            case "keys": KeyTrial.runAll(reel)
            case "music": MusicTrial.runAll(reel)
            default:
                complain("\(kind) is none of: loss, rejoin, path, keys, music")
                exit(64)
            }
        } catch {
            complain("\(error)")
            exit(1)
        }
    }

    private static func complain(_ line: String) {
        let text = "QualityLab: \(line)\n"
        _ = write(STDERR_FILENO, text, text.utf8.count)
    }
}
