/// The program that runs on both machines: `answers` on ARM writes what every part of the media column answers, `compare` on x86-64 works
/// the same out and compares. `loads` lists what instructions are counted for, `load INDEX COUNT` runs one of them.
/// - Returns: 0, or 1 where answers differ, or 2 for a command line that is none
@_cdecl("harness_run") public func run(_ argumentCount: Int32, _ arguments: UnsafePointer<UnsafePointer<CChar>?>) -> Int32 {
    switch argument(1, argumentCount, arguments) {
    case "answers": return giveAnswers(.write)
    case "compare": return giveAnswers(.compare)
    case "loads":
        Load.printAll()
        return 0
    case "load":
        guard let index = Int(argument(2, argumentCount, arguments)), let count = Int(argument(3, argumentCount, arguments)),
              Load.all.indices.contains(index), count > 0, Load.all[index].run(count) else { return 2 }
        return 0
    default: return 2
    }
}

/// The sections, in the order in which the modules build upon each other: the first that differs is where to look.
private func giveAnswers(_ role: AnswerStream.Role) -> Int32 {
    var answers = AnswerStream(role)
    KernelAnswers.give(to: &answers)
    BlockAnswers.give(to: &answers)
    CodecAnswers.give(to: &answers)
    SRTPAnswers.give(to: &answers)
    EngineAnswers.give(to: &answers)
    return answers.finish() ? 0 : 1
}

private func argument(_ index: Int, _ count: Int32, _ arguments: UnsafePointer<UnsafePointer<CChar>?>) -> String {
    guard index < Int(count), let text = arguments[index] else { return "" }
    return String(cString: text)
}
