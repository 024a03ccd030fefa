import AllocationCounter
import MediaTypes
import SRTP
import Testing

@Suite struct AllocationTests {
    /// Genuine, forged, replayed and malformed packets of many SSRCs: nothing asks for memory once the sessions are made.
    @Test(arguments: SRTPProfile.allCases) func noPacketTakesMemory(profile: SRTPProfile) throws {
        // Unoptimised code asks the Swift runtime for the layout of a type where it first meets it in the process.
        let beforehand = try Correspondence(profile)
        beforehand.exchange(1)
        let correspondence = try Correspondence(profile)
        allocation_counter_arm()
        correspondence.exchange(1_000)
        let allocations = allocation_counter_disarm()
        #expect(allocations == 0)
        let counts = correspondence.counts
        #expect(counts.accepted == 2_000 && counts.forged == 1_000 && counts.replayed == 2_000 && counts.malformed == 2_000)
    }
}

/// A sender, a receiver, and a network between them that changes and repeats packets.
private final class Correspondence {
    struct Counts {
        var accepted = 0
        var forged = 0
        var replayed = 0
        var malformed = 0
    }

    private let sender: SRTPSession
    private let receiver: SRTPSession
    private let buffer: UnsafeMutableRawBufferPointer
    private let arrived: UnsafeMutableRawBufferPointer
    private let packet = rtpPacket(sequenceNumber: 0)
    private let control = rtcpPacket()
    private(set) var counts = Counts()

    init(_ profile: SRTPProfile) throws {
        sender = try built(SRTPSession(profile: profile, key: vectorKey(profile), isInbound: false))
        receiver = try built(SRTPSession(profile: profile, key: vectorKey(profile), isInbound: true))
        buffer = .allocate(byteCount: packet.count + SRTPSession.trailerRoomBytes, alignment: 8)
        arrived = .allocate(byteCount: buffer.count, alignment: 8)
    }

    deinit {
        buffer.deallocate()
        arrived.deallocate()
    }

    func exchange(_ count: Int) {
        for number in 0..<count {
            let ssrc = UInt32(number % SRTPSession.maximumSources).bigEndian
            buffer.copyBytes(from: packet)
            buffer.storeBytes(of: UInt16(number).bigEndian, toByteOffset: 2, as: UInt16.self)
            buffer.storeBytes(of: ssrc, toByteOffset: 8, as: UInt32.self)
            let byteCount = sender.protect(buffer, byteCount: packet.count)
            buffer[20] ^= 1
            receive(byteCount)
            buffer[20] ^= 1
            receive(3)
            receive(byteCount)
            receive(byteCount)
            buffer.copyBytes(from: control)
            buffer.storeBytes(of: ssrc, toByteOffset: 4, as: UInt32.self)
            let controlByteCount = sender.protectRTCP(buffer, byteCount: control.count)
            receiveControl(3)
            receiveControl(controlByteCount)
            receiveControl(controlByteCount)
        }
    }

    private func receive(_ byteCount: Int) {
        arrived.copyMemory(from: UnsafeRawBufferPointer(buffer))
        note(receiver.outcomeOfUnprotect(arrived, byteCount: byteCount))
    }

    private func receiveControl(_ byteCount: Int) {
        arrived.copyMemory(from: UnsafeRawBufferPointer(buffer))
        note(receiver.outcomeOfUnprotectRTCP(arrived, byteCount: byteCount))
    }

    private func note(_ outcome: SRTPOutcome) {
        switch outcome {
        case .accepted: counts.accepted += 1
        case .forged: counts.forged += 1
        case .replayed: counts.replayed += 1
        case .malformed: counts.malformed += 1
        case .tooManySources: break
        }
    }
}
