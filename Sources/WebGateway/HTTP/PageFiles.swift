import COpenSSL
import CZlib
import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore
import Privacy

/// The page: a handful of files, read once at the start and served from memory, compressed where the browser takes it.
public struct PageFiles: Sendable {
    struct File: Sendable {
        let bytes: ByteBuffer
        let compressed: ByteBuffer
        let type: String
        let etag: String
    }

    /// Which file, and what is wrong.
    public struct Failure: Error, CustomStringConvertible { public let description: String }

    private let files: [String: File]
    /// What the box hears and keeps, in each language.
    private let privacy: [NoticeLanguage: File]

    private static let types = [
        "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml",
        "webmanifest": "application/manifest+json", "yaml": "application/yaml", "png": "image/png",
    ]

    /// Where index.html names whoever answers for the box.
    private static let operatorPlace = "<!-- operator -->"

    /// - Parameters:
    ///   - directory: where index.html lies
    ///   - boxOperator: who answers for the box
    public init(directory: String, operator boxOperator: BoxOperator? = nil) throws(Failure) {
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: directory) } catch {
            throw Failure(description: "\(directory) cannot be read; the page comes with Partyline and lies in share/partyline/page beside it")
        }
        var files: [String: File] = [:]
        for name in names {
            guard let type = Self.types[String(name.split(separator: ".").last ?? "")] else { continue }
            guard let data = FileManager.default.contents(atPath: "\(directory)/\(name)") else { throw Failure(description: "\(directory)/\(name) cannot be read") }
            guard name == "index.html" else {
                files[name] = File(Array(data), type: type)
                continue
            }
            let text = String(decoding: data, as: UTF8.self).replacing(Self.operatorPlace, with: boxOperator.map(PrivacyPage.line) ?? "")
            files[name] = File(Array(text.utf8), type: type)
        }
        guard files["index.html"] != nil else { throw Failure(description: "\(directory) holds no index.html; the page comes with Partyline") }
        self.files = files
        privacy = Dictionary(uniqueKeysWithValues: NoticeLanguage.allCases.map { language in
            (language, File(Array(PrivacyPage.html(in: language, operator: boxOperator).utf8), type: Self.types["html"] ?? ""))
        })
    }

    /// Bytes over the wire of all files together.
    public var compressedBytes: Int { files.values.reduce(0) { $0 + $1.compressed.readableBytes } }

    /// - Throws: `notFound` for a name that is none of the page's
    func response(_ name: String, to request: Request) throws(APIError) -> Response {
        guard let file = files[name] else { throw .notFound }
        return Self.response(file, to: request)
    }

    /// What the box hears and keeps, in the language that is asked for by `?lang=`, or else by the browser.
    func privacy(to request: Request) -> Response {
        let language = request.uri.queryParameters["lang"].flatMap { NoticeLanguage(rawValue: String($0)) } ?? Self.language(of: request)
        // There is one for each language.
        guard let file = privacy[language] else { return Response(status: .notFound) }
        var response = Self.response(file, to: request)
        response.headers[.contentLanguage] = language.rawValue
        response.headers[.vary] = "Accept-Encoding, Accept-Language"
        return response
    }

    /// The one of ours that the browser likes best, and English else. RFC 9110 section 12.5.4
    static func language(of request: Request) -> NoticeLanguage {
        var best: (language: NoticeLanguage, weight: Double)?
        for range in request.headers[values: .acceptLanguage].joined(separator: ",").lowercased().split(separator: ",") {
            let parts = range.split(separator: ";").map { $0.filter { $0 != " " } }
            guard let language = parts.first.flatMap({ NoticeLanguage(rawValue: String($0.prefix { $0 != "-" })) }) else { continue }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
            if weight > best?.weight ?? 0 { best = (language, weight) }
        }
        return best?.language ?? .english
    }

    private static func response(_ file: File, to request: Request) -> Response {
        var headers: HTTPFields = [.contentType: file.type, .cacheControl: "no-cache", .eTag: file.etag, .vary: "Accept-Encoding"]
        if Self.isKnown(file.etag, to: request) { return Response(status: .notModified, headers: headers) }
        let isCompressed = Self.takesGzip(request) && file.compressed.readableBytes < file.bytes.readableBytes
        if isCompressed { headers[.contentEncoding] = "gzip" }
        let response = Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: isCompressed ? file.compressed : file.bytes))
        return request.method == .head ? response.createHeadResponse() : response
    }

    /// The same for the same bytes, also after a restart.
    fileprivate static func etag(of bytes: [UInt8]) -> String {
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        unsafe SHA256(bytes, bytes.count, &digest)
        return "\"\(Hex.text(of: [digest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }]))\""
    }

    /// Whether the browser has the file already. RFC 9110 section 13.1.2
    private static func isKnown(_ etag: String, to request: Request) -> Bool {
        request.headers[values: .ifNoneMatch].contains { field in
            field.split(separator: ",").contains { tag in
                let tag = tag.trimmingPrefix { $0 == " " }.trimmingPrefix("W/")
                return tag == "*" || tag.prefix { $0 != " " } == etag
            }
        }
    }

    /// Whether gzip is among what the browser takes, and not with a weight of zero. RFC 9110 section 12.5.3
    private static func takesGzip(_ request: Request) -> Bool {
        request.headers[values: .acceptEncoding].contains { field in
            field.lowercased().split(separator: ",").contains { coding in
                let parts = coding.split(separator: ";").map { $0.filter { $0 != " " } }
                guard parts.first == "gzip" else { return false }
                return !parts.dropFirst().contains { $0.hasPrefix("q=0") && !$0.dropFirst(3).contains { ("1"..."9").contains($0) } }
            }
        }
    }

    /// In gzip's format.
    fileprivate static func compress(_ bytes: [UInt8]) -> [UInt8] {
        var input = bytes
        var output = [UInt8](repeating: 0, count: bytes.count + bytes.count / 8 + 64)
        let room = output.count
        let written = unsafe input.withUnsafeMutableBufferPointer { input in
            unsafe output.withUnsafeMutableBufferPointer { output in
                unsafe czlib_gzip(input.baseAddress, UInt32(input.count), output.baseAddress, UInt32(room))
            }
        }
        return Array(output[..<Int(written)])
    }
}

extension PageFiles.File {
    fileprivate init(_ bytes: [UInt8], type: String) {
        self.init(
            bytes: ByteBuffer(bytes: bytes), compressed: ByteBuffer(bytes: PageFiles.compress(bytes)), type: type, etag: PageFiles.etag(of: bytes))
    }
}
