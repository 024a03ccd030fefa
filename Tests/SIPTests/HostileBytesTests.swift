import MediaTypes
import Testing

@testable import SIP

/// Random bytes, and messages with some of them changed: nothing traps, whatever is read can be written and read again, and a user agent
/// never sends to anybody but who asked, nor two answers to one datagram.
@Suite struct HostileBytesTests {
    private static let samples: [[UInt8]] =
        Torture.names.map(Torture.message) + [
            Samples.bytes(
                Samples.invite(extra: "Supported: timer, 100rel\nSession-Expires: 90\nRecord-Route: <sip:a;lr>\n", body: "v=0\n")),
            SIPResponse(.ok, to: request(Samples.invite())!, tag: "t").bytes,
        ]

    private static func mutated(_ bytes: [UInt8], using random: inout SplitMix64) -> [UInt8] {
        var bytes = bytes
        for _ in 0...Int.random(in: 0...3, using: &random) {
            guard let index = bytes.indices.randomElement(using: &random) else { return bytes }
            switch Int.random(in: 0...11, using: &random) {
            case 0...3: bytes[index] = UInt8.random(in: 0...255, using: &random)
            case 4, 5: bytes.removeSubrange(index..<min(index + Int.random(in: 1...40, using: &random), bytes.count))
            case 6...9:
                let pieces = ["\r\n", "\"", ";", ",", "<", ">", "%", ":", "@", "\r\n ", "\\", "="]
                bytes.insert(contentsOf: Array(pieces.randomElement(using: &random)!.utf8), at: index)
            case 10:
                let other = samples.randomElement(using: &random)!
                bytes.insert(contentsOf: other.prefix(Int.random(in: 0...200, using: &random)), at: index)
            default: bytes = Array(bytes[..<index])
            }
        }
        return bytes
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func whateverComesIsReadOrRefused(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var read = 0
        for _ in 0..<6_000 {
            let bytes = Self.mutated(Self.samples.randomElement(using: &random)!, using: &random)
            guard let message = try? SIPMessage.parse(bytes) else {
                let fault = faultIn(bytes)
                #expect(fault?.error.description.utf8.allSatisfy { $0 >= 0x20 } == true)
                continue
            }
            read += 1
            #expect((try? SIPMessage.parse(message.bytes).bytes) == message.bytes, "seed \(seed)")
        }
        #expect(read > 300, "seed \(seed): \(read) read, too few to say anything")
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func anAgentAnswersWhoAsksAndNobodyElse(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var answered = 0
        for round in 0..<20 {
            var (scene, call, ok) = try #require(Scene.established())
            for _ in 0..<100 {
                let within = Samples.bytes(
                    Samples.inDialog(
                        ["INVITE", "UPDATE", "INFO", "PRACK", "OPTIONS", "ACK"].randomElement(using: &random)!, ok,
                        sequence: UInt32.random(in: 314_160...314_400, using: &random), body: "x\n"))
                let bytes = Self.mutated(Bool.random(using: &random) ? within : Self.samples.randomElement(using: &random)!, using: &random)
                let actions = scene.receive(bytes)
                for case .send(_, to: let path) in actions {
                    answered += 1
                    #expect(path.address.isSameHost(as: Scene.trunk.address), "seed \(seed), round \(round)")
                }
                #expect(actions.responses.count <= 2)
                if Bool.random(using: &random) { scene.note(scene.agent.answerOffer(call, .sdp("y"), at: scene.now)) }
                scene.advance(by: .milliseconds(Int64.random(in: 0...3_000, using: &random)))
            }
            scene.note(scene.agent.hangUp(call, at: scene.now))
            // Those that rang are let ring out; everything is forgotten in the end.
            scene.advance(by: .seconds(2_000))
            #expect(scene.agent.callCount == 0 && scene.agent.transactionCount == 0, "seed \(seed), round \(round)")
        }
        #expect(answered > 500, "seed \(seed): \(answered) answers, too few to say anything")
    }

    /// Found by the fuzzer: what is no UTF-8 grew to three times its length in the answer.
    @Test func theAnswerToBrokenBytesIsHardlyLongerThanTheyAre() throws {
        let noise = [UInt8](repeating: 0xDD, count: 600)
        let bytes = Samples.bytes("INVITE sip:a SIP/2.0\nVia: SIP/2.0/UDP h\nCSeq: 1 ") + noise + Samples.bytes("\nContent-Length: 0\n\n")
        let answer = try #require(faultIn(bytes)?.answer)
        #expect(answer.count < bytes.count + 200)
    }

    @Test(arguments: [1, 2] as [UInt64]) func aStreamOfAnythingIsBounded(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<300 {
            var framer = StreamFramer()
            for _ in 0..<20 {
                let bytes = Self.mutated(Self.samples.randomElement(using: &random)!, using: &random)
                for event in framer.handle(bytes, at: .zero) {
                    if case .message(let message) = event { #expect((try? SIPMessage.parse(message.bytes)) != nil) }
                }
            }
        }
    }
}
