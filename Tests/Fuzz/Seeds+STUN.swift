import ICE
import MediaTypes

extension Seeds {
    /// Messages of our own as strangers' and sealed ones, and a session with all steps: two paths, silence, a restart.
    static var stun: [[UInt8]] {
        let transaction = STUNTransaction(high: 1, low: 2)
        var check = STUNMessage(.request, transaction: transaction)
        check.username = "evtj:h6vY"
        check.priority = 1
        check.role = .controlling(7)
        check.isNominating = true
        var answer = STUNMessage(.success, transaction: transaction)
        answer.mappedAddress = TransportAddress(high: 1, low: 2, port: 3)
        var refusal = STUNMessage(.failure, transaction: transaction)
        refusal.errorCode = 420
        refusal.unknownAttributes = [0x7777]
        let messages = [check, answer, refusal].map { $0.write(password: STUNConversation.passwords[0]) }
        let nominating: [UInt8] = [0, 0x25, 0, 0]
        let conflict: [UInt8] = [0x80, 0x29, 0, 8, 0, 0, 0, 0, 0, 0, 0, 7]
        let unknown: [UInt8] = [0x77, 0x77, 0, 1, 1, 0, 0, 0]
        let mapped: [UInt8] = [0, 0x20, 0, 8, 0, 1, 0, 9, 1, 2, 3, 4]
        let session = step(.member, []) + step(.member, nominating) + step(.member, tuple: 1, nominating) + step(.member, conflict)
            + step(.member, unknown) + step(.answer, mapped) + wait(seconds: 31) + step(.member, tuple: 2, []) + step(.restart, [])
            + step(.member, tuple: 3, nominating) + step(.answer, mapped) + wait(seconds: 121) + step(.member, [])
        let manyTuples = (0..<10).flatMap { step(.member, tuple: $0, nominating) }
        return [
            messages.flatMap { step(.stranger, $0) }, messages.flatMap { step(.sealed, Array($0.dropLast(32))) }, session, manyTuples,
        ]
    }

    private static func step(_ step: STUNConversation.Step, tuple: UInt8 = 0, _ content: [UInt8]) -> [UInt8] {
        [step.rawValue + 6 * tuple, UInt8(content.count >> 8), UInt8(truncatingIfNeeded: content.count)] + content
    }

    /// As many seconds as bytes.
    private static func wait(seconds: Int) -> [UInt8] { step(.wait, [UInt8](repeating: 0, count: seconds)) }
}
