import MediaTypes
import SRTP

/// Packets as an input tells them: the first byte chooses the suite; then each packet is a byte that says what happens to it, two of
/// length, and its bytes. What our own sender sends must arrive, and only once and unchanged; nothing may be written behind a packet's end,
/// which the sanitizer watches for our code and guard bytes for libcrypto's.
struct SRTPConversation: ~Copyable {
    enum Step: UInt8, CaseIterable {
        /// From the network as it is.
        case hostile
        case hostileControl
        /// Plain bytes that we send ourselves.
        case own
        case ownControl
        /// The same, behind a copy of which a bit was changed on the way.
        case changed
        case changedControl
        /// From somebody who has the key and nothing else of a sender: any sequence number at any time.
        case keyHolder
        case keyHolderControl
    }

    private static let guardByteCount = 16

    private let profile: SRTPProfile
    private let sender: SRTPSession
    private let receiver: SRTPSession
    private let exposed: SRTPSession

    static func key(_ profile: SRTPProfile) -> [UInt8] { (0..<profile.keyBytes).map { UInt8(7 * $0 + 1) } }

    private static func session(_ profile: SRTPProfile, isInbound: Bool) -> SRTPSession {
        guard let session = SRTPSession(profile: profile, key: key(profile), isInbound: isInbound) else {
            preconditionFailure("a session cannot be made")
        }
        return session
    }

    init(_ profile: SRTPProfile) {
        self.profile = profile
        sender = Self.session(profile, isInbound: false)
        receiver = Self.session(profile, isInbound: true)
        exposed = Self.session(profile, isInbound: true)
    }

    static func run(_ bytes: RawSpan) {
        guard let choice = bytes.byte(at: 0), let profile = SRTPProfile(rawValue: choice % 3) else { return }
        let conversation = SRTPConversation(profile)
        var offset = 1
        while let step = bytes.byte(at: offset), let length = bytes.uint16(at: offset + 1) {
            let packet = bytes.bytes(in: offset + 3..<offset + 3 + Int(length))
            conversation.take(Step(rawValue: step % 8) ?? .hostile, packet)
            offset += 3 + packet.byteCount
        }
    }

    private func take(_ step: Step, _ packet: RawSpan) {
        let isControl = step.rawValue % 2 == 1
        switch step {
        case .hostile, .hostileControl: deliver(packet, to: exposed, isControl)
        case .own, .ownControl: pass(packet, isControl, isChanged: false)
        case .changed, .changedControl: pass(packet, isControl, isChanged: true)
        case .keyHolder, .keyHolderControl:
            let holder = Self.session(profile, isInbound: false)
            let memory = memory(for: packet)
            let byteCount = protect(memory, packet.byteCount, by: holder, isControl)
            if byteCount > 0 { deliver(UnsafeRawBufferPointer(start: memory.baseAddress, count: byteCount).bytes, to: exposed, isControl) }
            memory.deallocate()
        }
    }

    /// In memory that ends where the packet does.
    private func deliver(_ packet: RawSpan, to session: borrowing SRTPSession, _ isControl: Bool) {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: packet.byteCount, alignment: 1)
        packet.withUnsafeBytes { memory.copyMemory(from: $0) }
        let outcome = unprotect(memory, by: session, isControl)
        if case .accepted(let byteCount) = outcome { precondition(byteCount == packet.byteCount - added(isControl)) }
        memory.deallocate()
    }

    /// - Shape: isChanged: a changed one arrives first, and does the genuine one no harm
    private func pass(_ packet: RawSpan, _ isControl: Bool, isChanged: Bool) {
        let memory = memory(for: packet)
        let byteCount = protect(memory, packet.byteCount, by: sender, isControl)
        if byteCount > 0 {
            let secret = UnsafeMutableRawBufferPointer(rebasing: memory[..<byteCount])
            if isChanged { refuse(UnsafeRawBufferPointer(secret), isControl) }
            precondition(unprotect(secret, by: receiver, isControl) == .accepted(byteCount: packet.byteCount), "our own packet is refused")
            packet.withUnsafeBytes { precondition($0.elementsEqual(secret[..<packet.byteCount]), "a packet comes out as another") }
            precondition(unprotect(secret, by: receiver, isControl) != .accepted(byteCount: packet.byteCount), "a packet is taken twice")
        }
        memory.deallocate()
    }

    private func refuse(_ secret: UnsafeRawBufferPointer, _ isControl: Bool) {
        let changed = UnsafeMutableRawBufferPointer.allocate(byteCount: secret.count, alignment: 1)
        changed.copyMemory(from: secret)
        // The tag stands last, but for SRTCP with GCM, where the index does.
        changed[isControl && profile == .aeadAES128GCM ? secret.count - 5 : secret.count - 1] ^= 1
        precondition(unprotect(changed, by: receiver, isControl) == .forged, "a changed packet is not refused")
        changed.deallocate()
    }

    private func added(_ isControl: Bool) -> Int { isControl ? profile.controlOverheadBytes : profile.overheadBytes }

    /// The packet, room for what protection adds, and guard bytes.
    private func memory(for packet: RawSpan) -> UnsafeMutableRawBufferPointer {
        let byteCount = packet.byteCount + SRTPSession.trailerRoomBytes + Self.guardByteCount
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 1)
        memory.initializeMemory(as: UInt8.self, repeating: 0xA5)
        packet.withUnsafeBytes { memory.copyMemory(from: $0) }
        return memory
    }

    private func protect(
        _ memory: UnsafeMutableRawBufferPointer, _ byteCount: Int, by session: borrowing SRTPSession, _ isControl: Bool
    ) -> Int {
        let room = UnsafeMutableRawBufferPointer(rebasing: memory[..<(byteCount + added(isControl))])
        let length = isControl ? session.protectRTCP(room, byteCount: byteCount) : session.protect(room, byteCount: byteCount)
        precondition(length == 0 || length == room.count)
        precondition(memory[room.count...].allSatisfy { $0 == 0xA5 }, "written behind the tag")
        return length
    }

    private func unprotect(_ packet: UnsafeMutableRawBufferPointer, by session: borrowing SRTPSession, _ isControl: Bool) -> SRTPOutcome {
        isControl
            ? session.outcomeOfUnprotectRTCP(packet, byteCount: packet.count)
            : session.outcomeOfUnprotect(packet, byteCount: packet.count)
    }
}
