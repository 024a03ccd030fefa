import Conference
import FoundationEssentials
import NIOSSL
import Synchronization

/// The certificate that pages are served with: from the admin's files, or one of our own that is made once and kept. Files that change
/// are read again; while the new ones are broken the old certificate stays in force.
public final class CertificateStore: Sendable {
    /// Which file, and what is wrong.
    public struct Failure: Error, CustomStringConvertible { public let description: String }

    private struct State {
        var context: NIOSSLContext
        var changed: [Date]
    }

    public let certificateFile: String
    public let keyFile: String
    /// Made here: browsers warn of it, once.
    public let isSelfSigned: Bool
    private let state: Mutex<State>

    /// - Parameters:
    ///   - files: PEM: the certificate with its chain, and the key; nil: our own, kept in `directory`
    ///   - name: the host name that our own is made for
    public init(files: (certificate: String, key: String)?, directory: String, name: String) throws {
        isSelfSigned = files == nil
        if let files {
            (certificateFile, keyFile) = files
        } else {
            (certificateFile, keyFile) = ("\(directory)/certificate.pem", "\(directory)/key.pem")
            if !SelfSignedCertificate.isGood(certificateFile: certificateFile, keyFile: keyFile, name: name) {
                try SelfSignedCertificate.write(name: name, certificateFile: certificateFile, keyFile: keyFile)
            }
        }
        state = Mutex(State(context: try Self.read(certificateFile, keyFile), changed: Self.dates(certificateFile, keyFile)))
    }

    /// What new connections are served with.
    var context: NIOSSLContext { state.withLock { $0.context } }

    /// What a second look at the files has shown.
    public enum Look: Sendable {
        case unchanged
        /// The new certificate is in force.
        case taken
        /// The old one stays in force.
        case broken(Failure)

        /// What the log says of it.
        var event: BoxEvent? {
            switch self {
            case .unchanged: nil
            case .taken: .certificateTaken
            case .broken: .certificateBroken
            }
        }
    }

    /// Reads the files again if they have changed. What is wrong with them is told once.
    public func refresh() -> Look {
        let dates = Self.dates(certificateFile, keyFile)
        guard state.withLock({ $0.changed != dates }) else { return .unchanged }
        do {
            let context = try Self.read(certificateFile, keyFile)
            state.withLock { $0 = State(context: context, changed: dates) }
            return .taken
        } catch {
            state.withLock { $0.changed = dates }
            return .broken(error)
        }
    }

    private static func dates(_ files: String...) -> [Date] {
        files.map { (try? FileManager.default.attributesOfItem(atPath: $0)[.modificationDate] as? Date) ?? .distantPast }
    }

    private static func read(_ certificateFile: String, _ keyFile: String) throws(Failure) -> NIOSSLContext {
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(certificateFile).map { NIOSSLCertificateSource.certificate($0) }
            guard !chain.isEmpty else { throw Failure(description: "\(certificateFile) holds no certificate; a PEM file with the chain is right") }
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain, privateKey: .privateKey(try NIOSSLPrivateKey(file: keyFile, format: .pem)))
            configuration.minimumTLSVersion = .tlsv12
            configuration.applicationProtocols = ["http/1.1"]
            return try NIOSSLContext(configuration: configuration)
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(description: "\(certificateFile) and \(keyFile) cannot be used together: PEM files of a certificate and its key are right (\(error))")
        }
    }
}
