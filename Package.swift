// swift-tools-version: 6.2
// The plan of the house: a target per room, imports go downwards only.
import PackageDescription

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error), .enableExperimentalFeature("Lifetimes")]

/// For targets that read bytes from outside.
let strictOnBytes = strict + [.strictMemorySafety()]

let package = Package(
    name: "partyline",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-async-algorithms", from: "1.1.4"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // 0: block mathematics and storage
        .target(name: "MixKernels", swiftSettings: strict),
        .target(name: "MediaTypes", dependencies: ["CLinux"], swiftSettings: strict),
        // 1: formats
        .target(name: "Codecs", dependencies: ["MediaTypes", "MixKernels", "CLinux", "COpus", "CSpanDSP", "CSpeexDSP"], swiftSettings: strict),
        .target(name: "RTP", dependencies: ["MediaTypes"], exclude: ["README.md"], swiftSettings: strictOnBytes),
        .target(name: "SRTP", dependencies: ["MediaTypes", "COpenSSL"], exclude: ["README.md"], swiftSettings: strictOnBytes),
        .target(name: "ICE", dependencies: ["MediaTypes", "COpenSSL"], exclude: ["README.md"], swiftSettings: strictOnBytes),
        .target(name: "SDP", dependencies: ["MediaTypes"], exclude: ["README.md"], swiftSettings: strictOnBytes),
        .target(name: "SIP", dependencies: ["MediaTypes", "COpenSSL"], exclude: ["README.md"], swiftSettings: strictOnBytes),
        .target(name: "Profiles", dependencies: ["MediaTypes", "COpenSSL", "CYAML"], exclude: ["README.md"], swiftSettings: strictOnBytes),
        .target(name: "Privacy", exclude: ["README.md"], swiftSettings: strict),
        .target(name: "DTLS", dependencies: ["MediaTypes", "SRTP", "COpenSSL"], exclude: ["README.md"], swiftSettings: strictOnBytes),
        .target(name: "Reception", dependencies: [.product(name: "NIOCore", package: "swift-nio")], swiftSettings: strictOnBytes),
        .target(
            name: "Prompts", dependencies: ["AudioFiles", "Codecs", "MediaTypes", "Profiles"], exclude: ["README.md", "Shipped"],
            swiftSettings: strictOnBytes),
        // 2: the only door between the columns
        .target(name: "MediaLink", dependencies: ["MediaTypes", "Codecs", "SRTP"], swiftSettings: strict),
        // 3: the two columns
        .target(name: "MediaEngine", dependencies: ["MediaTypes", "MixKernels", "RTP", "SRTP", "Codecs", "MediaLink", "CLinux"], swiftSettings: strict),
        .target(
            name: "Conference", dependencies: ["MediaLink", "MediaTypes", "Codecs", "SRTP", "Profiles", "Privacy", .product(name: "Logging", package: "swift-log")],
            swiftSettings: strict),
        // 4: sockets and threads; the ways in
        .target(name: "MediaIO", dependencies: ["MediaEngine", "MediaLink", "MediaTypes", "CLinux"], swiftSettings: strict),
        .target(
            name: "AdminAPI",
            dependencies: [
                "Conference", "MediaLink", "MediaTypes", "Codecs", "SRTP", "Privacy", "Profiles", "Reception", "CLinux",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            exclude: ["README.md"], swiftSettings: strictOnBytes),
        .target(
            name: "WebGateway",
            dependencies: [
                "CForgetting", "CLinux", "COpenSSL", "CZlib", "Codecs", "Conference", "DTLS", "ICE", "MediaLink", "MediaTypes", "Privacy", "Profiles", "RTP",
                "Reception", "SDP", "SRTP",
                .product(name: "AsyncAlgorithms", package: "swift-async-algorithms"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            exclude: ["Page", "README.md"], swiftSettings: strictOnBytes),
        .target(
            name: "PhoneGateway",
            dependencies: [
                "CLinux", "Codecs", "Conference", "CResolv", "DTLS", "MediaLink", "MediaTypes", "Privacy", "Profiles", "Prompts", "RTP", "SDP", "SIP", "SRTP",
                .product(name: "AsyncAlgorithms", package: "swift-async-algorithms"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            exclude: ["README.md"], swiftSettings: strictOnBytes),
        .target(
            name: "Backup", dependencies: ["CFileUser", "CZlib", "MediaTypes", "Profiles", "Prompts"], exclude: ["README.md"], swiftSettings: strictOnBytes),
        .target(
            name: "Webhooks",
            dependencies: [
                "Conference", "Profiles",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            exclude: ["README.md"], swiftSettings: strictOnBytes),
        // 5: the one executable, which joins the columns, and what looks both over
        .target(
            name: "Doctor", dependencies: ["AdminAPI", "CClock", "CLinux", "COpenSSL", "COpus", "MediaIO", "MediaTypes", "Profiles"], swiftSettings: strict),
        .executableTarget(
            name: "partyline",
            dependencies: [
                "AdminAPI", "AudioFiles", "Backup", "Bench", "CForgetting", "CLinux", "Calibration", "Caller", "Codecs", "Conference", "Doctor", "MediaIO",
                "MediaLink", "MediaTypes", "PhoneGateway", "Privacy", "Profiles", "Prompts", "QRCode", "Rehearsal", "SDP", "SIP", "SRTP", "Visitors", "WebGateway",
                "Webhooks",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict,
            // Packed relocations: a megabyte less in the memory of each box. Only this linker packs them.
            linkerSettings: [.unsafeFlags(["-use-ld=lld", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs"])]),
        // +: system libraries and shims without logic
        .target(name: "CLinux"),
        .target(name: "CForgetting"),
        .systemLibrary(name: "CClock"),
        .systemLibrary(name: "CFileUser"),
        .systemLibrary(name: "COpenSSL"),
        .systemLibrary(name: "CZlib"),
        .systemLibrary(name: "COpus"),
        .systemLibrary(name: "CQREncode"),
        .systemLibrary(name: "CResolv"),
        .systemLibrary(name: "CSpanDSP"),
        .systemLibrary(name: "CSpeexDSP"),
        .systemLibrary(name: "CYAML"),
        // beside the house: what tests, benchmarks and the ARM harness share
        .target(name: "KernelCases", dependencies: ["MixKernels", "MediaTypes"], swiftSettings: strict),
        .target(name: "Bench", dependencies: ["MediaEngine", "MediaLink", "MediaTypes", "MixKernels", "KernelCases", "Codecs", "RTP", "SRTP", "CLinux", "COpus", "CSpeexDSP"],
                swiftSettings: strict),
        .target(name: "Calibration", dependencies: ["Bench", "CLinux", "MediaLink", "MediaTypes"], exclude: ["README.md"], swiftSettings: strict),
        .target(name: "QRCode", dependencies: ["CQREncode"], swiftSettings: strict),
        .target(name: "AudioFiles", dependencies: ["MediaTypes", "MixKernels", "CSpeexDSP"], swiftSettings: strictOnBytes),
        .target(name: "Rehearsal", dependencies: ["MediaEngine", "MediaLink", "MediaTypes", "Codecs", "RTP"], swiftSettings: strict),
        .target(
            name: "Caller",
            dependencies: ["AdminAPI", "AudioFiles", "CLinux", "Codecs", "Conference", "MediaEngine", "MediaIO", "MediaLink", "MediaTypes", "RTP", "Rehearsal", "SRTP"],
            swiftSettings: strict),
        .target(
            name: "Visitors", dependencies: ["CLinux", "Codecs", "DTLS", "ICE", "MediaIO", "MediaTypes", "RTP", "SDP", "SIP", "SRTP"], swiftSettings: strict),
        .executableTarget(
            name: "QualityLab", dependencies: ["Rehearsal", "AudioFiles", "MediaLink", "MediaTypes", "Codecs", "RTP"], swiftSettings: strict),
        // tests; libsrtp is the second opinion on our SRTP
        .systemLibrary(name: "CSRTP"),
        .testTarget(name: "MixKernelsTests", dependencies: ["MixKernels", "KernelCases"], swiftSettings: strict),
        .testTarget(name: "CodecsTests", dependencies: ["Codecs", "MediaTypes", "CLinux", "COpus", "CSpanDSP"], swiftSettings: strict),
        .testTarget(name: "MediaTypesTests", dependencies: ["MediaTypes"], swiftSettings: strict),
        .testTarget(name: "AudioFilesTests", dependencies: ["AudioFiles", "MediaTypes"], swiftSettings: strict),
        .testTarget(name: "RehearsalTests", dependencies: ["Rehearsal", "MediaLink", "MediaTypes", "Codecs"], swiftSettings: strict),
        .testTarget(name: "RTPTests", dependencies: ["RTP", "MediaTypes"], swiftSettings: strict),
        .testTarget(name: "SDPTests", dependencies: ["SDP", "MediaTypes"], swiftSettings: strict),
        .testTarget(name: "SIPTests", dependencies: ["SIP", "MediaTypes"], exclude: ["Resources"], swiftSettings: strict),
        .testTarget(name: "MediaEngineTests", dependencies: [
            "MediaEngine", "MediaLink", "Codecs", "RTP", "SRTP", "MediaTypes", "CLinux", "COpus", "AllocationCounter",
        ], swiftSettings: strict),
        .testTarget(
            name: "MediaIOTests", dependencies: ["MediaIO", "MediaLink", "MediaTypes", "Codecs", "RTP", "CLinux"], swiftSettings: strict),
        .target(name: "AllocationCounter", path: "Tests/AllocationCounter"),
        .testTarget(name: "DTLSTests", dependencies: ["DTLS", "SRTP", "MediaTypes", "CLinux", "AllocationCounter"], swiftSettings: strict),
        .target(name: "TestSound", dependencies: ["AudioFiles", "MediaTypes"], path: "Tests/TestSound", swiftSettings: strict),
        .testTarget(name: "SRTPTests", dependencies: ["SRTP", "RTP", "MediaTypes", "CSRTP", "AllocationCounter"], swiftSettings: strict),
        .testTarget(name: "ICETests", dependencies: ["ICE", "MediaTypes"], swiftSettings: strict),
        .testTarget(
            name: "ConferenceTests",
            dependencies: [
                "Conference", "AdminAPI", "MediaIO", "MediaLink", "MediaTypes", "Codecs", "SRTP", "Privacy", "Profiles", "CLinux",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "CallerTests",
            dependencies: [
                "Caller", "AdminAPI", "Codecs", "Conference", "MediaIO", "MediaLink", "MediaTypes", "Profiles", "Rehearsal", "SRTP", "TestSound",
            ],
            swiftSettings: strict),
        .testTarget(name: "PromptsTests", dependencies: ["Prompts", "AudioFiles", "MediaTypes"], swiftSettings: strict),
        .testTarget(
            name: "PhoneGatewayTests",
            dependencies: [
                "PhoneGateway", "CLinux", "Conference", "DTLS", "MediaIO", "MediaLink", "MediaTypes", "Profiles", "Prompts", "SDP", "SIP", "SRTP",
            ],
            swiftSettings: strict),
        .testTarget(name: "DoctorTests", dependencies: ["Doctor", "AdminAPI", "CLinux", "MediaTypes", "Profiles"], swiftSettings: strict),
        .testTarget(name: "BackupTests", dependencies: ["Backup", "AudioFiles", "CFileUser", "MediaTypes", "Profiles", "Prompts"], swiftSettings: strict),
        .testTarget(
            name: "WebhooksTests",
            dependencies: [
                "Webhooks", "CLinux", "Conference", "MediaIO", "MediaLink", "MediaTypes", "Profiles",
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: strict),
        .testTarget(name: "QRCodeTests", dependencies: ["QRCode"], swiftSettings: strict),
        // Runs the program as it was built, from the outside.
        .testTarget(
            name: "ProgramTests",
            dependencies: [
                "partyline", "AdminAPI", "AudioFiles", "Bench", "CLinux", "Conference", "DTLS", "Doctor", "ICE", "MediaIO", "MediaTypes", "Privacy", "Profiles", "SIP",
                "TestSound",
                "Visitors",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "WebGatewayTests",
            dependencies: [
                "WebGateway", "CLinux", "COpus", "CZlib", "Codecs", "Conference", "DTLS", "ICE", "MediaIO", "MediaLink", "MediaTypes", "Privacy", "Profiles",
                "Reception", "SDP",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: strict),
        .testTarget(name: "CalibrationTests", dependencies: ["Bench", "Calibration"], swiftSettings: strict),
        .testTarget(name: "PrivacyTests", dependencies: ["Privacy"], swiftSettings: strict),
        .testTarget(name: "ProfilesTests", dependencies: ["Profiles", "MediaTypes"], swiftSettings: strict),
    ]
)

// Tools/fuzz builds this one, with the fuzzer's main: without the sanitizers it would not link.
if Context.environment["PARTYLINE_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "Fuzz", dependencies: ["Codecs", "ICE", "MediaEngine", "MediaLink", "MediaTypes", "RTP", "SDP", "SIP", "SRTP"], path: "Tests/Fuzz",
            swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]))
}
