import Glibc
import MediaTypes

// libFuzzer brings `main`; it calls these two. It leaves arguments with two dashes to us:
//   --list             prints the names of the targets
//   --seeds=FOLDER     writes the target's seeds there
//   --target=NAME      the one to fuzz

nonisolated(unsafe) private var target = FuzzTarget.rtp

@_cdecl("LLVMFuzzerInitialize")
public func initialize(
    _ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>
) -> CInt {
    var seedFolder: String?
    for index in 1..<max(1, Int(count.pointee)) {
        guard let text = arguments.pointee[index] else { continue }
        let argument = String(cString: text)
        if argument == "--list" {
            for target in FuzzTarget.allCases { print(target.rawValue) }
            exit(0)
        } else if argument.hasPrefix("--target=") {
            guard let named = FuzzTarget(rawValue: String(argument.dropFirst(9))) else {
                refuse("there is no target of the name in \(argument)")
            }
            target = named
        } else if argument.hasPrefix("--seeds=") {
            seedFolder = String(argument.dropFirst(8))
        }
    }
    if let seedFolder {
        for (index, seed) in target.seeds.enumerated() {
            guard let file = fopen("\(seedFolder)/seed-\(index)", "w") else { refuse("cannot write to \(seedFolder)") }
            fwrite(seed, 1, seed.count, file)
            fclose(file)
        }
        exit(0)
    }
    return 0
}

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ byteCount: Int) -> CInt {
    target.run(UnsafeRawBufferPointer(start: data, count: byteCount).bytes)
    return 0
}

private func refuse(_ reason: String) -> Never {
    print(reason)
    exit(2)
}
