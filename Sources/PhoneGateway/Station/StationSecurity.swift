import NIOSSL

/// TLS, as server and as client.
/// - Source: RFC 5922
enum StationSecurity {
    /// What those who connect see.
    static func server(_ files: StationSettings.CertificateFiles) throws(StationError) -> NIOSSLContext {
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(files.certificate).map { NIOSSLCertificateSource.certificate($0) }
            guard !chain.isEmpty else {
                throw StationError.badCertificate("\(files.certificate) holds no certificate; a PEM file with the chain is right")
            }
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain, privateKey: .privateKey(try NIOSSLPrivateKey(file: files.key, format: .pem)))
            configuration.minimumTLSVersion = .tlsv12
            return try NIOSSLContext(configuration: configuration)
        } catch let error as StationError {
            throw error
        } catch {
            throw .badCertificate(
                "\(files.certificate) and \(files.key) cannot be used together: PEM files of a certificate and its key are right (\(error))")
        }
    }

    /// What we want to see of a trunk.
    static func client(_ check: StationTrunk.CertificateCheck) throws(ConnectionFailure) -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        switch check {
        case .system: break
        case .authorities(let file):
            guard let roots = try? NIOSSLCertificate.fromPEMFile(file), !roots.isEmpty else { throw .authorities(file: file) }
            configuration.trustRoots = .certificates(roots)
        case .none: configuration.certificateVerification = .none
        }
        do { return try NIOSSLContext(configuration: configuration) } catch { throw .handshake }
    }
}
