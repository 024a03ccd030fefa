import CLinux
import Codecs
import Glibc
import MediaIO
import MediaTypes
import RTP
import SDP
import SIP

/// One person with a telephone, without the telephone: dials, presses keys, speaks, and keeps what is heard. PCMA, in packets of 20 ms.
///
/// `attend` does what is due, and takes in what has come; call it every few milliseconds, or let `run` do it.
/// - Threads: one at a time
public final class Telephone {
    /// Of what is spoken and heard, in Hz.
    public static let rate = 8_000
    private static let frames = 160

    public let dialler: Dialler
    public let call: CallHandle
    /// What is heard, from the first packet on; silence where one is missing.
    public private(set) var heard: [Float] = []
    /// When the first packet came.
    public private(set) var heardAt: MediaTime?
    public private(set) var received = 0

    private let rtp: RTPLine
    private let ssrc: UInt32
    /// Nil for plain RTP.
    private let security: TelephoneSecurity?
    private var sequence = SequenceNumber(UInt16.random(in: 0...0x7FFF))
    private var timestamp = RTPTimestamp(UInt32.random(in: 0 ... .max))
    private var encoder: AudioEncoder
    private var decoder: AudioDecoder
    private var firstTimestamp: RTPTimestamp?
    private var nextPacket: MediaTime
    /// What is to be spoken, before silence.
    private var speech: ArraySlice<Float> = []
    /// Keys to be pressed, each with the packets that it has sent.
    private var keys: ArraySlice<UInt8> = []
    private var keyPackets = 0
    private var keyTimestamp = RTPTimestamp(0)
    /// Whether keys are pressed as RFC 4733 has it; else the tones are spoken.
    private let sendsEvents: Bool
    /// Nothing is sent: a lost call.
    public var isDead = false
    private let space = UnsafeMutableRawBufferPointer.allocate(byteCount: 2_048, alignment: 16)
    private let session = UInt32.random(in: 1...UInt32(Int32.max))
    private var version: UInt32 = 1

    /// Dials at once.
    /// - Parameter isSecured: sound is protected, with keys of a handshake
    /// - Throws: `VisitError` when no socket can be had
    public init(
        box: TransportAddress, dialling number: String, from caller: String = "+493012345678", sendsEvents: Bool = true, isSecured: Bool = false
    ) throws(VisitError) {
        dialler = try Dialler(box: box, caller: caller)
        rtp = try RTPLine()
        ssrc = .random(in: 1 ... .max)
        security = isSecured ? try TelephoneSecurity(ssrc: ssrc) : nil
        self.sendsEvents = sendsEvents
        let settings = EncoderSettings(format: .pcma, inputRate: Self.rate, packetFrames: Self.frames)
        guard let encoder = AudioEncoder(settings), let decoder = AudioDecoder(.pcma, outputRate: Self.rate) else { throw .system("no codec", 0) }
        self.encoder = encoder
        self.decoder = decoder
        nextPacket = Dialler.now
        let offer = Self.offer(port: rtp.port, session: session, version: version, .sendReceive, security?.fingerprint, security?.name)
        guard let call = dialler.dial(number, offering: offer) else { throw .system("no call", 0) }
        self.call = call
    }

    deinit { space.deallocate() }

    public var stage: Dialler.Stage { dialler.stage(of: call) }
    public var isAnswered: Bool { if case .answered = stage { true } else { false } }
    public var isOver: Bool { if case .ended = stage { true } else { false } }

    /// Presses keys, one after the other: 120 ms each, and 80 ms between them.
    public func press(_ text: String) {
        let pressed = text.compactMap { key -> UInt8? in key == "*" ? 10 : key == "#" ? 11 : key.wholeNumberValue.map(UInt8.init) }
        if sendsEvents { keys += pressed } else { for key in pressed { say(Self.tone(key)) } }
    }

    /// Speaks, after what is being spoken.
    public func say(_ samples: [Float]) { speech += samples }

    public var isSpeaking: Bool { !speech.isEmpty || !keys.isEmpty }

    /// Puts the box on hold, or resumes.
    public func hold(_ isHeld: Bool) { offer(isHeld ? .sendOnly : .sendReceive, security?.fingerprint) }

    /// Announces the certificate of this fingerprint instead of its own, which asks for another handshake.
    public func announce(_ fingerprint: String) { offer(.sendReceive, fingerprint) }

    private func offer(_ direction: MediaDirection, _ fingerprint: String?) {
        version += 1
        dialler.offer(Self.offer(port: rtp.port, session: session, version: version, direction, fingerprint, security?.name), in: call)
    }

    public func hangUp() { dialler.hangUp(call) }

    /// Lets telephones live for a while.
    /// - Parameter goesOn: asked every few milliseconds
    public static func run(_ telephones: [Telephone], for time: MediaTime, while goesOn: () -> Bool = { true }) {
        let end = Dialler.now + time
        while Dialler.now < end, goesOn() {
            telephones.forEach { $0.attend() }
            usleep(2_000)
        }
    }

    public func attend() {
        dialler.attend()
        while let count = rtp.receive(into: space) { take(UnsafeMutableRawBufferPointer(rebasing: space[..<count])) }
        guard case .answered(let audio) = stage else {
            nextPacket = Dialler.now
            return
        }
        if !isDead { security?.attend(audio, at: Dialler.now).forEach { rtp.send($0, to: audio.address) } }
        while nextPacket <= Dialler.now {
            nextPacket += .milliseconds(20)
            if !isDead { speak(to: audio) }
        }
    }

    // MARK: packets

    private func take(_ datagram: UnsafeMutableRawBufferPointer) {
        guard let security else { return hear(UnsafeRawBufferPointer(datagram)) }
        switch PacketKind.classify(UnsafeRawBufferPointer(datagram).bytes) {
        case .dtls:
            guard !isDead, case .answered(let audio) = stage else { return }
            security.handle(UnsafeRawBufferPointer(datagram), at: Dialler.now).forEach { rtp.send($0, to: audio.address) }
        case .rtp: hear(UnsafeRawBufferPointer(rebasing: datagram[..<security.unprotect(datagram)]))
        case .rtcp, .stun, .unknown: break
        }
    }

    private func hear(_ bytes: UnsafeRawBufferPointer) {
        guard PacketKind.classify(bytes.bytes) == .rtp, let header = RTPHeader(parsing: bytes.bytes), header.payloadType == 8 else { return }
        received += 1
        heardAt = heardAt ?? Dialler.now
        let first = firstTimestamp ?? header.timestamp
        firstTimestamp = first
        let place = Int(Int32(bitPattern: header.timestamp.value &- first.value))
        guard place >= 0, place < 3_600 * Self.rate else { return }
        var samples = [Float](repeating: 0, count: 2 * Self.frames)
        var span = samples.mutableSpan
        let count = decoder.decode(header.payload(in: bytes.bytes), into: &span)
        if heard.count < place + count { heard += [Float](repeating: 0, count: place + count - heard.count) }
        heard.replaceSubrange(place..<place + count, with: samples[..<count])
    }

    /// Packets as a telephone sends them, by somebody who has none.
    public static func packets(of samples: [Float]) throws(VisitError) -> [[UInt8]] {
        guard var encoder = AudioEncoder(EncoderSettings(format: .pcma, inputRate: rate, packetFrames: frames)) else { throw .system("no codec", 0) }
        return stride(from: 0, to: samples.count - frames + 1, by: frames).enumerated().map { index, start in
            write(encode(samples[start..<start + frames], with: &encoder), type: 8, SequenceNumber(UInt16(truncatingIfNeeded: index)),
                  RTPTimestamp(UInt32(index * frames)), ssrc: 4_711)
        }
    }

    private static func encode(_ block: ArraySlice<Float>, with encoder: inout AudioEncoder) -> [UInt8] {
        let samples = Array(block) + [Float](repeating: 0, count: frames - block.count)
        var payload = [UInt8](repeating: 0, count: frames)
        var span = payload.mutableSpan
        var bytes = span.mutableBytes
        _ = encoder.encode(samples.span, into: &bytes)
        return payload
    }

    private static func write(_ payload: [UInt8], type: UInt8, _ sequence: SequenceNumber, _ timestamp: RTPTimestamp, ssrc: UInt32) -> [UInt8] {
        var packet = [UInt8](repeating: 0, count: RTPHeader.fixedByteCount)
        var span = packet.mutableSpan
        var bytes = span.mutableBytes
        _ = RTPHeader(payloadType: type, marker: false, sequenceNumber: sequence, timestamp: timestamp, ssrc: ssrc).write(into: &bytes)
        return packet + payload
    }

    private func speak(to audio: CallAudio) {
        timestamp = RTPTimestamp(timestamp.value &+ UInt32(Self.frames))
        if let key = keys.first, let type = audio.codecs.first.flatMap({ audio.event(beside: $0)?.type }) { return pressOn(key, type, audio) }
        let block = speech.prefix(Self.frames)
        speech = speech.dropFirst(Self.frames)
        send(Self.encode(block, with: &encoder), type: 8, timestamp: timestamp, to: audio)
    }

    /// Six packets of the key, three that end it, and a pause of four packets of silence.
    private func pressOn(_ key: UInt8, _ type: UInt8, _ audio: CallAudio) {
        if keyPackets == 0 { keyTimestamp = timestamp }
        keyPackets += 1
        let isEnd = keyPackets > 6
        if keyPackets <= 9 {
            var payload = [UInt8](repeating: 0, count: TelephoneEvent.byteCount)
            var span = payload.mutableSpan
            var bytes = span.mutableBytes
            let duration = UInt16(min(keyPackets, 7) * Self.frames)
            _ = TelephoneEvent(event: key, isEnd: isEnd, volume: 10, duration: duration).write(into: &bytes, at: 0)
            send(payload, type: type, timestamp: keyTimestamp, to: audio)
        }
        if keyPackets == 13 {
            keys = keys.dropFirst()
            keyPackets = 0
        }
    }

    private func send(_ payload: [UInt8], type: UInt8, timestamp: RTPTimestamp, to audio: CallAudio) {
        sequence = sequence.advanced(by: 1)
        let packet = Self.write(payload, type: type, sequence, timestamp, ssrc: ssrc)
        guard let security else { return rtp.send(packet, to: audio.address) }
        if let protected = security.protect(packet) { rtp.send(protected, to: audio.address) }
    }

    // MARK: what is said of it

    /// PCMA at a port of 127.0.0.1; with a fingerprint, by a handshake in an association of this name.
    public static func offer(
        port: UInt16, session: UInt32 = 1, version: UInt32 = 1, _ direction: MediaDirection = .sendReceive, _ fingerprint: String? = nil,
        _ name: String? = nil
    ) -> String {
        var terms = CallDescription.Terms(
            session: session, version: version, address: TransportAddress(ipv4: 0x7F00_0001, port: port), encodings: [.pcma],
            direction: direction, keyBytes: [UInt8](repeating: 0, count: 30), tlsID: name)
        terms.isMultiplexed = fingerprint != nil
        return CallDescription(offering: terms, fingerprint.map { .handshake(fingerprint: $0) } ?? .none).text
    }

    /// 120 ms of the two tones of a key, and 80 ms of silence.
    /// - Source: ITU-T Q.23
    private static func tone(_ key: UInt8) -> [Float] {
        let rows: [Float] = [697, 770, 852, 941]
        let columns: [Float] = [1_209, 1_336, 1_477]
        let place = key == 0 ? (3, 1) : key == 10 ? (3, 0) : key == 11 ? (3, 2) : ((Int(key) - 1) / 3, (Int(key) - 1) % 3)
        func wave(_ hertz: Float, _ index: Int) -> Float { sin(2 * .pi * hertz * Float(index) / Float(rate)) }
        return (0..<rate * 120 / 1_000).map { 0.2 * (wave(rows[place.0], $0) + wave(columns[place.1], $0)) } + [Float](repeating: 0, count: rate * 80 / 1_000)
    }
}

/// A socket for the sound of one telephone, which sends to whom it is told.
struct RTPLine: ~Copyable {
    private let descriptor: Int32
    let port: UInt16

    init() throws(VisitError) {
        descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { throw .system("cannot make a socket", clinux_errno()) }
        let code = SocketAddress(TransportAddress(ipv4: 0x7F00_0001, port: 0), isIPv6: false).bind(descriptor)
        guard code == 0 else { throw .system("cannot take a port", code) }
        port = SocketAddress(boundTo: descriptor).transportAddress.port
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    func send(_ bytes: [UInt8], to address: TransportAddress) {
        SocketAddress(address, isIPv6: false).send(bytes, on: descriptor)
    }

    func receive(into space: UnsafeMutableRawBufferPointer) -> Int? {
        let count = recv(descriptor, space.baseAddress, space.count, 0)
        return count > 0 ? count : nil
    }
}
