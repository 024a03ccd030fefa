import AllocationCounter
import Codecs
import MediaLink
import MediaTypes
import Testing

@testable import MediaEngine

extension AllocationTests {
    /// A caller at a port of its own who presses keys, plays music, and is listened to; and strangers who try.
    @Test func thousandTicksOfACallAllocateNothing() throws {
        let settings = MediaSettings()
        var engine = MediaEngine(settings: settings)
        let port = CallPort(index: 2, port: 20_004)
        let signal = Signal { time in
            switch time.truncatingRemainder(dividingBy: 10) {
            case ..<0.2: Signal.tone(770, amplitude: 0.2).value(time) + Signal.tone(1_336, amplitude: 0.2).value(time)
            case ..<4: Signal.tone(440, amplitude: 0.2).value(time)
            default: Signal.speech().value(time)
            }
        }
        let caller = FarEnd(0, .pcma, signal) {
            $0.port = port
            $0.learnsSource = true
            $0.listensForKeyTones = true
            $0.guardsMusic = true
        }
        let listener = FarEnd(1, .pcma)
        engine.begin(at: .zero)
        for farEnd in [caller, listener] {
            engine.apply(.add(try #require(MediaEngine.build(farEnd.spec, identity: farEnd.identity, settings: settings))))
        }
        engine.performPhases()
        engine.finish()
        let packets = caller.send(until: .seconds(30))
        let stranger = TransportAddress(ipv4: 0x7F00_0009, port: 1)
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 2_048, alignment: 16)
        defer { memory.deallocate() }
        var digits = 0
        var changes = 0
        var allocations = 0
        for (tick, packet) in packets.enumerated() {
            memory.copyBytes(from: packet.1)
            let datagram = UnsafeMutableRawBufferPointer(rebasing: memory[..<packet.1.count])
            allocation_counter_arm()
            _ = engine.receive(datagram, onPort: port.index, isControl: false, from: stranger, at: packet.0)
            _ = engine.receive(datagram, onPort: port.index, isControl: false, from: caller.spec.source, at: packet.0)
            engine.tick(at: .milliseconds(Int64(tick + 1) * 20))
            let count = allocation_counter_disarm()
            // In the first round everything is done for the first time, and without optimisation the runtime looks up types then.
            if tick >= 500 { allocations += count }
            while let report = engine.reports.pointee.take() {
                if case .digit(_, 5) = report { digits += 1 }
                if case .musicHeard = report { changes += 1 }
            }
        }
        #expect(packets.count == 1_500)
        #expect(allocations == 0)
        #expect(digits == 3 && changes >= 5, "\(digits) keys, \(changes) changes of the guard")
    }
}
