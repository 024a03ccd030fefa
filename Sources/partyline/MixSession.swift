import AudioFiles
import FoundationEssentials
import Glibc
import MediaLink
import MediaTypes
import Rehearsal

/// One run of `partyline mix`: recordings in, what each participant hears out.
///
/// 1. read all recordings, and make all files that will be written: what is wrong is said before any work;
/// 2. rehearse, writing what is heard as it comes;
/// 3. draw the picture.
final class MixSession {
    private let recordings: [String]
    private let names: [String]
    private let rehearsal: Rehearsal
    private let parts: [RehearsalPart]
    private let writers: [WAVWriter]
    private let picturePath: String
    private let folder: String
    private var trace: RehearsalTrace
    private let clipsEnd: MediaTime
    private let end: MediaTime
    private let started = ContinuousClock.now
    private var elapsed = Duration.zero

    /// - Parameter adjust: brings the options of the command line to a participant
    /// - Throws: `AudioFileError`, `RehearsalError`, `MixError`, each one line for the admin
    init(_ recordings: [String], folder: String, settings: MediaSettings, seed: UInt64, adjust: (inout RehearsalPart) -> Void) throws {
        names = Self.names(of: recordings)
        let named = try zip(recordings, names).map {
            RehearsalPart(name: $1, clip: try AudioClip(reading: $0, rate: settings.mixRate).samples)
        }
        parts = named.map { part in
            var part = part
            adjust(&part)
            return part
        }
        rehearsal = try Rehearsal(parts, settings: settings, seed: seed)
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw MixError.folder(folder)
        }
        let paths = names.map { "\(folder)/\($0)-hears.wav" }
        for path in paths where recordings.contains(where: { Self.isSameFile($0, path) }) { throw MixError.overwrites(path) }
        writers = try paths.map { try WAVWriter($0, sampleRate: settings.mixRate) }
        picturePath = "\(folder)/mix.svg"
        self.folder = folder
        self.recordings = recordings
        trace = RehearsalTrace(names: names, tick: settings.tick)
        clipsEnd = .frames(parts.map(\.clip.count).max() ?? 0, sampleRate: settings.mixRate)
        // The last word takes a while through path and buffer.
        end = clipsEnd + (parts.map { $0.path.delay + $0.path.jitter * 2 }.max() ?? .zero) + .milliseconds(500)
    }

    private static func isSameFile(_ one: String, _ other: String) -> Bool {
        var first = stat()
        var second = stat()
        return stat(one, &first) == 0 && stat(other, &second) == 0 && first.st_dev == second.st_dev && first.st_ino == second.st_ino
    }

    /// The names of files without folder and ending; where two are the same, with a number.
    private static func names(of recordings: [String]) -> [String] {
        var taken: Set<String> = []
        return recordings.map { path in
            let file = path.split(separator: "/").last.map(String.init) ?? path
            let stem = file.lastIndex(of: ".").map { String(file[..<$0]) } ?? file
            var name = stem.isEmpty ? file : stem
            var number = 2
            while !taken.insert(name).inserted {
                name = "\(stem)-\(number)"
                number += 1
            }
            return name
        }
    }

    /// - Parameter progress: told the share that is done, now and then
    func run(_ progress: (Double) -> Void) throws {
        var ticks = 0
        while rehearsal.now < end {
            rehearsal.tick()
            trace.note(rehearsal)
            ticks += 1
            guard ticks % 50 == 0 else { continue }
            try writeHeard()
            progress(rehearsal.now.seconds / end.seconds)
        }
        rehearsal.finishListening()
        try writeHeard()
        for writer in writers { try writer.finish() }
        let picture = TracePicture(trace, title: "Who was heard when: \(Figures.count(names.count, "participant"))").draw()
        do {
            try Data(picture.utf8).write(to: URL(filePath: picturePath))
        } catch {
            throw MixError.picture(picturePath)
        }
        elapsed = ContinuousClock.now - started
    }

    private func writeHeard() throws {
        for (number, writer) in writers.enumerated() { try writer.append(rehearsal.takeHeard(by: number)) }
    }

    func summary(profile: String) -> MixSummary {
        let participants = parts.indices.map { number in
            let state = rehearsal.state(of: number)
            let heard = rehearsal.packetsHeard(by: number)
            return MixSummary.Participant(
                name: names[number], recording: recordings[number], hears: "\(folder)/\(names[number])-hears.wav",
                heardForSeconds: trace.time(of: number, in: .talker).seconds, packetsReceived: state.counters.received,
                packetsLost: state.counters.lost, recoveredByRED: state.counters.recoveredByRED,
                recoveredByFEC: state.counters.recoveredByFEC,
                concealedPercent: Double(state.concealedFrames) / Double(max(state.playedFrames, 1)) * 100,
                bufferDelayMs: trace.meanDelay(of: number).seconds * 1_000,
                packetsHeard: heard.packets, bytesHeard: heard.bytes)
        }
        let components = elapsed.components
        return MixSummary(
            profile: profile, seconds: clipsEnd.seconds, tookSeconds: Double(components.seconds) + Double(components.attoseconds) * 1e-18,
            picture: picturePath, participants: participants)
    }
}

/// Why nothing can be written.
enum MixError: Error, CustomStringConvertible {
    case folder(String)
    case overwrites(String)
    case picture(String)

    var description: String {
        switch self {
        case .folder(let path): "the folder \(path) cannot be made; name another with --out"
        case .overwrites(let path): "\(path) is one of the recordings and would be overwritten; name another folder with --out"
        case .picture(let path): "\(path) cannot be written; name another folder with --out"
        }
    }
}
