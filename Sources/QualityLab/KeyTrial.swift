import Codecs
import Glibc
import MediaTypes

/// Keys pressed in noise, and speech without a key in it: what the detector of key tones makes of each.
enum KeyTrial {
    private struct Press {
        let key: UInt8
        let frames: Range<Int>
    }

    private static var digitCount: Int { 10_000 }
    private static var seed: UInt64 { 4_733 }

    static func runAll(_ reel: Reel) {
        for law in PhoneLine.Law.allCases {
            press(law, "white", seed, Sounds.white)
            press(law, "speech-shaped", seed + 1, Sounds.speechShaped)
            speak(law, reel, seed + 2)
        }
    }

    /// Keys of 50 to 120 ms and gaps of 50 to 150 ms, both tones within 4 dB of each other and 1% of their frequency, 10 dB above noise
    /// that is as loud as speech.
    private static func press(_ law: PhoneLine.Law, _ noiseName: String, _ seed: UInt64, _ noise: (Int, UInt64) -> [Float]) {
        var random = SplitMix64(seed: seed)
        var samples: [Float] = []
        var presses: [Press] = []
        for _ in 0..<digitCount {
            let key = UInt8.random(in: 0...15, using: &random)
            let frames = Sounds.rate * Int.random(in: 50...120, using: &random) / 1_000
            presses.append(Press(key: key, frames: samples.count..<samples.count + frames))
            samples += tones(of: key, frames, &random)
            samples += [Float](repeating: 0, count: Sounds.rate * Int.random(in: 50...150, using: &random) / 1_000)
        }
        samples += [Float](repeating: 0, count: Sounds.rate / 10)
        let background = Sounds.leveled(noise(samples.count, seed), dBFS: -26)
        let heard = listen(law, zip(samples, background).map { $0 + $1 })
        let (missed, doubled, wrong) = compare(presses, heard)
        print(
            """
            {"trial":"keys","law":"\(law.rawValue)","noise":"\(noiseName)","seed":\(seed),"sent":\(presses.count),"missed":\(missed),\
            "doubled":\(doubled),"wrong":\(wrong)}
            """)
    }

    private static func speak(_ law: PhoneLine.Law, _ reel: Reel, _ seed: UInt64) {
        let heard = listen(law, Sounds.speech(reel, seconds: 3_600, seed: seed))
        print("{\"trial\":\"speech\",\"law\":\"\(law.rawValue)\",\"seed\":\(seed),\"minutes\":60,\"wrong\":\(heard.count)}")
    }

    /// At -16 dBFS.
    private static func tones(of key: UInt8, _ frames: Int, _ random: inout SplitMix64) -> [Float] {
        let rows = [697.0, 770, 852, 941]
        let columns = [1_209.0, 1_336, 1_477, 1_633]
        let place = [13, 0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 14, 3, 7, 11, 15][Int(key)]
        let off = 1 + 0.01 * Double(random.nextUnit() * 2 - 1)
        let twist = Double(Decibels(2 * (random.nextUnit() * 2 - 1)).amplitude)
        let phase = Double(random.nextUnit())
        return (0..<frames).map {
            let time = Double($0) / Double(Sounds.rate) + phase
            return Float(0.158 * (twist * sin(2 * .pi * rows[place / 4] * off * time) + sin(2 * .pi * columns[place % 4] * off * time) / twist))
        }
    }

    private static func listen(_ law: PhoneLine.Law, _ samples: [Float]) -> [(key: UInt8, end: Int)] {
        guard var line = PhoneLine(law) else { return [] }
        var detector = KeyToneDetector()
        var heard: [(key: UInt8, end: Int)] = []
        line.carry(samples) { block, end in if let key = detector.process(block) { heard.append((key, end)) } }
        return heard
    }

    /// What comes from the beginning of a key to the beginning of the next one is of that key.
    private static func compare(_ presses: [Press], _ heard: [(key: UInt8, end: Int)]) -> (missed: Int, doubled: Int, wrong: Int) {
        var missed = 0
        var doubled = 0
        var wrong = 0
        var next = 0
        for (index, press) in presses.enumerated() {
            let end = index + 1 < presses.count ? presses[index + 1].frames.lowerBound : .max
            var right = 0
            while next < heard.count, heard[next].end < end {
                if heard[next].key == press.key { right += 1 } else { wrong += 1 }
                next += 1
            }
            if right == 0 { missed += 1 }
            doubled += max(right - 1, 0)
        }
        return (missed, doubled, wrong)
    }
}
