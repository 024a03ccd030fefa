import AdminAPI
import ArgumentParser
import FoundationEssentials
import MediaIO
import MediaTypes
import Profiles

/// Which server a command speaks to: the one that the same configuration file describes.
struct ServerOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The configuration (default: in the usual place).", valueName: "file"))
    var config: String?

    @Option(help: ArgumentHelp("The admin socket, if it is another.", valueName: "path"))
    var socket: String?

    /// Asks the server one thing.
    func ask<Operation: AdminOperation>(_ operation: Operation) throws -> Operation.Answer {
        var client = try connect()
        return try client.ask(operation)
    }

    /// For a command that asks more than once.
    func connect() throws -> AdminClient { try AdminClient(path: socketPath()) }

    /// Where the server's media is for a participant on this machine. Which port, the server says.
    func mediaAddress() throws -> TransportAddress {
        let bound = try ConfigurationFile.load(config).mediaBind
        let isAny = bound.high == 0 && bound.low == 0 || bound.ipv4 == 0
        return isAny ? TransportAddress(ipv4: 0x7F00_0001, port: 0) : bound
    }

    private func socketPath() throws -> String {
        if let socket { return socket }
        return try ConfigurationFile.load(config).adminSocket
    }
}

/// partyline.yaml, from where it was named or from where it usually lies.
enum ConfigurationFile {
    static func load(_ path: String?) throws -> ServiceConfiguration {
        let there = usual.flatMap { FileManager.default.fileExists(atPath: $0) ? $0 : nil }
        return try ServiceConfiguration.load(file: path ?? there, in: Surroundings.ofProcess(environment: ProcessInfo.processInfo.environment))
    }

    /// Where it usually lies, whether or not it is there.
    static var usual: String? { Surroundings.ofProcess(environment: ProcessInfo.processInfo.environment).configurationFile }

    /// Those of this machine, on which it depends whether an operator has to be named.
    static var ownAddresses: [IPAddress] { LocalAddresses.all(port: 0).map { IPAddress(high: $0.high, low: $0.low) } }

    /// Where the profiles lie that came with Partyline: beside an installed program, or in the source tree above a built one.
    static var shippedProfiles: [String] {
        let candidates = ProgramFolders.all.flatMap { ["\($0)/share/partyline/profiles", "\($0)/Profiles"] }
        let found = candidates.first { FileManager.default.fileExists(atPath: $0 + "/base.yaml") }
        return found.map { [$0] } ?? []
    }

    /// Where the prompts lie that came with Partyline: beside an installed program, or in the source tree above a built one.
    static var shippedPrompts: String {
        let candidates = ProgramFolders.all.flatMap { ["\($0)/share/partyline/prompts", "\($0)/Sources/Prompts/Shipped"] }
        return candidates.first { FileManager.default.fileExists(atPath: $0 + "/index.tsv") } ?? "share/partyline/prompts"
    }
}

/// The folder of the running program, and all above it, the nearest first.
enum ProgramFolders {
    static var all: [String] {
        guard let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else { return [] }
        var folders: [String] = []
        var folder = program[...]
        while let slash = folder.lastIndex(of: "/") {
            folder = folder[..<slash]
            folders.append(String(folder))
        }
        return folders
    }
}
