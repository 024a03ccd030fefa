@testable import MediaIO
import MediaLink
import MediaTypes
import Testing

/// By what the watchdog of the service tells a media thread that lives from one that hangs.
@Suite struct MediaPulseTests {
    @Test func aThreadThatNeitherWorksNorSleepsIsNotAlive() {
        let before = MediaPulse(readCount: 7, isAsleep: false)
        #expect(!MediaPulse(readCount: 7, isAsleep: false).isAlive(since: before))
        #expect(MediaPulse(readCount: 8, isAsleep: false).isAlive(since: before))
        #expect(MediaPulse(readCount: 7, isAsleep: true).isAlive(since: before))
    }

    @Test(.timeLimit(.minutes(1))) func anEmptyBoxSleepsAndOneWithACallerWorks() async throws {
        let media = try MediaService.start(
            settings: MediaSettings(), address: TransportAddress(ipv4: 0x7F00_0001, port: 0), workerCount: 0, callPorts: 22_100...22_109)
        defer { media.stop() }
        while !media.pulse.isAsleep { try await Task.sleep(for: .milliseconds(5)) }
        let empty = media.pulse
        let telephone = try #require(Telephone(ssrc: 9))
        _ = try media.add(telephone.spec(port: try media.reservePort(), room: nil))
        while media.pulse.readCount == empty.readCount { try await Task.sleep(for: .milliseconds(5)) }
        let pulse = media.pulse
        #expect(!pulse.isAsleep)
        while !media.pulse.isAlive(since: pulse) { try await Task.sleep(for: .milliseconds(5)) }
    }
}
