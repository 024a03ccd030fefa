// swift-tools-version: 6.2
// The plan of the house: a target per room, imports go downwards only.
import PackageDescription

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

let package = Package(
    name: "partyline",
    targets: [
        // 0: block mathematics and storage
        .target(name: "MediaTypes", dependencies: ["CLinux"], swiftSettings: strict),
        // +: system libraries and shims without logic
        .target(name: "CLinux"),
        // tests
        .testTarget(name: "MediaTypesTests", dependencies: ["MediaTypes"], swiftSettings: strict),
    ]
)
