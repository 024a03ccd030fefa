import Codecs
import MediaLink
import MediaTypes
import RTP
import Testing

@testable import MediaEngine

/// Telephone keys over a path that loses, repeats and overtakes.
@Suite struct LossTests {
    private struct EventPacket {
        let time: MediaTime
        let event: Int
        let bytes: [UInt8]
    }

    private static let address = TransportAddress(ipv4: 0x7F00_0001, port: 10_000)

    private static func leg() throws -> UnsafeMutablePointer<Leg> {
        var spec = LegSpec(room: RoomID(1), format: .pcmu, remote: address, source: address, payloadType: 0, packetTime: .milliseconds(20),
                           bitrate: .kilobits(64))
        spec.eventPayloadType = 101
        var random = SplitMix64(seed: 1)
        let box = try #require(MediaEngine.build(spec, identity: LegIdentity(id: LegID(1), using: &random), settings: MediaSettings()))
        return box.address.assumingMemoryBound(to: Leg.self)
    }

    /// An update every 50 ms, and the end three times over. (RFC 4733 section 2.5.1)
    private static func packets(of key: UInt8, event: Int, at start: MediaTime, _ sequence: inout SequenceNumber) -> [EventPacket] {
        let timestamp = RTPTimestamp(UInt32(truncatingIfNeeded: start.milliseconds * 8 + 0xFFFF_0000))
        return [0, 50, 100, 100, 100].enumerated().map { place, ms in
            let payload = [key, place >= 2 ? 0x8A : 0x0A, UInt8(ms * 8 >> 8), UInt8(ms * 8 & 0xFF)]
            defer { sequence = sequence.advanced(by: 1) }
            return EventPacket(time: start + .milliseconds(Int64(ms)), event: event,
                               bytes: rtpPacket(payload, payloadType: 101, sequence: sequence, timestamp: timestamp, ssrc: 9))
        }
    }

    /// An update every 50 ms, in segments of the longest duration that there is, and the end three times over. (RFC 4733 section 2.5.1.3)
    private static func longPackets(of key: UInt8, for length: MediaTime, at start: MediaTime, _ sequence: inout SequenceNumber) -> [EventPacket] {
        let first = UInt32(truncatingIfNeeded: start.milliseconds * 8 + 0xFFFF_0000)
        let ticks = Int(length.milliseconds) * 8
        var updates = (Array(stride(from: 400, to: ticks, by: 400)) + stride(from: 0xFFFF, to: ticks, by: 0xFFFF)).sorted()
        updates += [ticks, ticks, ticks]
        return updates.map { tick in
            let segment = (tick - 1) / 0xFFFF
            let duration = tick - segment * 0xFFFF
            defer { sequence = sequence.advanced(by: 1) }
            return EventPacket(
                time: start + .milliseconds(Int64(tick / 8)), event: 0,
                bytes: rtpPacket(
                    [key, tick == ticks ? 0x8A : 0x0A, UInt8(duration >> 8), UInt8(duration & 0xFF)], payloadType: 101, sequence: sequence,
                    timestamp: RTPTimestamp(first &+ UInt32(segment * 0xFFFF)), ssrc: 9))
        }
    }

    private static func receive(_ packets: [EventPacket], _ leg: UnsafeMutablePointer<Leg>) -> [UInt8] {
        packets.compactMap { packet in
            var bytes = packet.bytes
            let outcome = bytes.withUnsafeMutableBytes { leg.pointee.receive($0, from: address, settings: MediaSettings(), at: packet.time) }
            if case .digit(let digit) = outcome { return digit }
            return nil
        }
    }

    /// Ten thousand keys, 150 ms apart, by lot; a tenth of the packets is lost.
    @Test(arguments: [false, true], [1, 2] as [UInt64]) func noKeyIsMissedOrDoubled(isUnruly: Bool, seed: UInt64) throws {
        let leg = try Self.leg()
        defer { MediaEngine.free(LegBox(leg)) }
        var random = SplitMix64(seed: seed)
        var sequence = SequenceNumber(65_000)
        var sent: [UInt8] = []
        var arriving: [EventPacket] = []
        for event in 0..<10_000 {
            let key = UInt8.random(in: 0...15, using: &random)
            sent.append(key)
            for packet in Self.packets(of: key, event: event, at: .milliseconds(Int64(event) * 150), &sequence) where random.nextUnit() >= 0.1 {
                // Up to 80 ms late, so that the end of one key comes after the beginning of the next; and some twice.
                let copies = isUnruly && random.nextUnit() < 0.05 ? 2 : 1
                for _ in 0..<copies {
                    let delay = MediaTime.milliseconds(isUnruly ? Int64(random.nextUnit() * 80) : 0)
                    arriving.append(EventPacket(time: packet.time + delay, event: event, bytes: packet.bytes))
                }
            }
        }
        arriving.sort { $0.time < $1.time }
        // One in a hundred thousand loses all its five packets: nothing can be known of it.
        let known = Set(arriving.map(\.event))
        #expect(known.count >= 9_998, "seed \(seed)")
        let expected = known.sorted().map { sent[$0] }
        let heard = Self.receive(arriving, leg)
        #expect(heard.count == expected.count, "seed \(seed)")
        // A key of which only the last packet comes, late, is told after the next one: better than never.
        let moved = zip(heard, expected).count { $0 != $1 }
        #expect(moved <= (isUnruly ? 8 : 0), "seed \(seed): \(moved) not in their places")
        #expect(heard.sorted() == expected.sorted(), "seed \(seed)")
    }

    @Test(arguments: [0, 0.1, 0.3], [1, 2] as [UInt64]) func aKeyThatIsHeldForHalfAMinuteIsOneKey(loss: Double, seed: UInt64) throws {
        let leg = try Self.leg()
        defer { MediaEngine.free(LegBox(leg)) }
        var random = SplitMix64(seed: seed)
        var sequence = SequenceNumber(65_000)
        let held = Self.longPackets(of: 7, for: .seconds(30), at: .zero, &sequence)
        let again = Self.longPackets(of: 7, for: .seconds(9), at: .milliseconds(30_200), &sequence)
        var arriving = (held + again).filter { _ in Double(random.nextUnit()) >= loss }
        // Some overtake the next one, also where one segment ends and another begins.
        for place in stride(from: 0, to: arriving.count - 1, by: 3) where random.nextUnit() < 0.2 { arriving.swapAt(place, place + 1) }
        #expect(Self.receive(arriving, leg) == [7, 7], "seed \(seed)")
    }

    /// Two keys of which each end is lost: the second does not begin where the first was last heard of.
    @Test func theSameKeyTwiceIsTwoKeysThoughTheEndOfTheFirstIsLost() throws {
        let leg = try Self.leg()
        defer { MediaEngine.free(LegBox(leg)) }
        var sequence = SequenceNumber(0)
        let first = Self.packets(of: 1, event: 0, at: .zero, &sequence)
        let second = Self.packets(of: 1, event: 1, at: .milliseconds(150), &sequence)
        #expect(Self.receive([first[0], first[1], second[0], second[1]], leg) == [1, 1])
    }

    @Test func aLateEndDoesNotRepeatTheKeyBefore() throws {
        let leg = try Self.leg()
        defer { MediaEngine.free(LegBox(leg)) }
        var sequence = SequenceNumber(0)
        let first = Self.packets(of: 1, event: 0, at: .zero, &sequence)
        let second = Self.packets(of: 2, event: 1, at: .milliseconds(150), &sequence)
        #expect(Self.receive([first[0], second[0], first[4], second[1], first[3]], leg) == [1, 2])
    }

    @Test func aSenderWhoseClockIsSetBackIsStillHeard() throws {
        let leg = try Self.leg()
        defer { MediaEngine.free(LegBox(leg)) }
        var sequence = SequenceNumber(0)
        let late = Self.packets(of: 3, event: 0, at: .seconds(60), &sequence)
        let early = Self.packets(of: 4, event: 1, at: .zero, &sequence)
        #expect(Self.receive(late + early, leg) == [3, 4])
    }
}
