// swift-tools-version: 6.2
// The plan of the house: a target per room, imports go downwards only.
import PackageDescription

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error), .enableExperimentalFeature("Lifetimes")]
/// For targets that read bytes from outside.
let strictMemory: [SwiftSetting] = strict + [.strictMemorySafety()]

let package = Package(
    name: "partyline",
    dependencies: [
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2")
    ],
    targets: [
        // 0: block mathematics and storage
        .target(name: "MixKernels", swiftSettings: strict),
        .target(name: "MediaTypes", dependencies: ["CLinux"], swiftSettings: strict),
        // 1: formats
        .target(name: "Codecs", dependencies: ["MediaTypes", "MixKernels", "CLinux", "COpus", "CSpanDSP", "CSpeexDSP"], swiftSettings: strict),
        // 1: configuration
        .target(
            name: "Profiles", dependencies: ["MediaTypes", .product(name: "Yams", package: "Yams")], exclude: ["README.md"],
            swiftSettings: strictMemory
        ),
        // +: system libraries and shims without logic
        .target(name: "CLinux"),
        .systemLibrary(name: "COpus"),
        .systemLibrary(name: "CSpanDSP"),
        .systemLibrary(name: "CSpeexDSP"),
        // beside the house: what tests, benchmarks and the ARM harness share
        .target(name: "KernelCases", dependencies: ["MixKernels", "MediaTypes"], swiftSettings: strict),
        // tests
        .testTarget(name: "MixKernelsTests", dependencies: ["MixKernels", "KernelCases"], swiftSettings: strict),
        .testTarget(name: "CodecsTests", dependencies: ["Codecs", "MediaTypes", "COpus", "CSpanDSP"], swiftSettings: strict),
        .testTarget(name: "MediaTypesTests", dependencies: ["MediaTypes"], swiftSettings: strict),
        .testTarget(name: "ProfilesTests", dependencies: ["Profiles", "MediaTypes"], swiftSettings: strict),
    ]
)
