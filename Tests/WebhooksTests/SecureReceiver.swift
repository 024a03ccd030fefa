import Foundation

/// An HTTPS server of another make, which prints what it is posted.
final class SecureReceiver {
    /// Holds its certificate, which nobody but a test trusts.
    let certificateFile: String
    let port: UInt16
    private let folder: URL
    private let server = Process()
    private let output = Pipe()

    private static let program = """
        import http.server, ssl, sys
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                print(self.rfile.read(int(self.headers["Content-Length"])).decode(), flush=True)
                self.send_response(204)
                self.end_headers()
            def log_message(self, *_):
                pass
        server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        security = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        security.load_cert_chain(*sys.argv[1:])
        server.socket = security.wrap_socket(server.socket, server_side=True)
        print(server.server_port, flush=True)
        server.serve_forever()
        """

    /// - Parameter name: what its certificate is for, such as `DNS:localhost`
    init(certifiedFor name: String) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "partyline-post-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        certificateFile = folder.appending(path: "certificate.pem").path
        let key = folder.appending(path: "key.pem").path
        let openssl = Process()
        openssl.executableURL = URL(filePath: "/usr/bin/openssl")
        openssl.arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=test",
            "-addext", "subjectAltName=\(name)", "-keyout", key, "-out", certificateFile,
        ]
        openssl.standardError = FileHandle.nullDevice
        try openssl.run()
        openssl.waitUntilExit()
        server.executableURL = URL(filePath: "/usr/bin/python3")
        server.arguments = ["-c", Self.program, certificateFile, key]
        server.standardOutput = output
        try server.run()
        guard let port = UInt16(Self.line(from: output)) else { throw POSIXError(.ECHILD) }
        self.port = port
    }

    deinit {
        // It was started with the signals of a thread that takes none but this.
        kill(server.processIdentifier, SIGKILL)
        server.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }

    /// The next body that it was posted.
    func body() -> String { Self.line(from: output) }

    private static func line(from pipe: Pipe) -> String {
        var line = Data()
        while let byte = try? pipe.fileHandleForReading.read(upToCount: 1), let byte = byte.first, byte != UInt8(ascii: "\n") { line.append(byte) }
        return String(decoding: line, as: UTF8.self)
    }
}
