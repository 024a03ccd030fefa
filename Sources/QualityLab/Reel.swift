import AudioFiles

/// Clips behind each other with pauses in between, and before them the last one once more, so that buffers have settled when it counts.
struct Reel {
    struct Cut {
        let clip: String
        let frames: Range<Int>
    }

    static var rate: Int { 16_000 }
    private static var pauseFrames: Int { rate / 2 }

    let samples: [Float]
    let cuts: [Cut]

    init(reading paths: [String]) throws {
        var samples = [Float](repeating: 0, count: Self.pauseFrames)
        var cuts: [Cut] = []
        for path in (paths.last.map { [$0] } ?? []) + paths {
            let clip = try AudioClip(reading: path, rate: Self.rate)
            let name = path.split(separator: "/").last.map(String.init) ?? path
            cuts.append(Cut(clip: name, frames: samples.count..<samples.count + clip.samples.count))
            samples += clip.samples
            samples += [Float](repeating: 0, count: Self.pauseFrames)
        }
        self.samples = samples
        self.cuts = Array(cuts.dropFirst())
    }

    /// The reel over and over.
    func looped(seconds: Int) -> [Float] {
        var long: [Float] = []
        while long.count < seconds * Self.rate { long += samples }
        return long
    }

    /// Where the clips are, in JSON.
    var cutsInJSON: String {
        let each = cuts.map { "{\"clip\":\"\($0.clip)\",\"from\":\($0.frames.lowerBound),\"to\":\($0.frames.upperBound)}" }
        return "[" + each.joined(separator: ",") + "]"
    }
}
