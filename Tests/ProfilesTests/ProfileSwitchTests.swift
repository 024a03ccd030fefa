import MediaTypes
import Profiles
import Testing

@Suite struct ProfileSwitchTests {
    private let pools = Profile().limits

    private func effects(_ change: (inout Profile) -> Void) -> [String: ValueEffect] {
        let old = Profile()
        var new = old
        change(&new)
        let changes = old.changes(to: new, running: old.changed(to: new, pools: pools))
        return Dictionary(uniqueKeysWithValues: changes.map { ($0.key, $0.effect) })
    }

    @Test func eachValueIsToldWithTheMomentFromWhichItCounts() {
        let effects = effects {
            $0.mix.talkers = 5
            $0.level.denoise = true
            $0.opus.bitrate = .kilobits(16)
            $0.opus.dtx = false
            $0.mix.rate = .hz48000
            $0.packet.ptime = .milliseconds(40)
            $0.jitter.max = .seconds(1)
        }
        #expect(
            effects == [
                "mix.talkers": .now, "level.denoise": .newcomers, "opus.bitrate": .newcomers, "opus.dtx": .roomStart, "mix.rate": .serviceStart,
                "packet.ptime": .newcomers, "jitter.max": .now,
            ])
    }

    @Test func limitsCountAtOnceWhereThereIsMemoryForThem() {
        #expect(effects { $0.limits.participants = 50 } == ["limits.participants": .now])
        #expect(effects { $0.limits.participants = 101 } == ["limits.participants": .serviceStart])
        var new = Profile()
        new.limits = Profile.Limits()
        new.limits.participants = 500
        new.limits.rooms = 3
        let running = Profile().changed(to: new, pools: pools)
        #expect(running.limits.participants == 100)
        #expect(running.limits.rooms == 3)
    }

    @Test func packetsThatNeedAnotherTickWaitWithIt() {
        #expect(
            effects {
                $0.mix.tick = .milliseconds(10)
                $0.packet.ptime = .milliseconds(10)
            } == ["mix.tick": .serviceStart, "packet.ptime": .serviceStart])
    }

    @Test func nothingIsToldOfWhatIsTheSame() {
        #expect(effects { _ in } == [:])
    }
}
