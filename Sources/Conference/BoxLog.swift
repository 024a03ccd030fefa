import Logging

/// The box's log. Nothing can be written into it but events of the catalogue: no function takes a text, so no name, number, address or PIN
/// gets there by a slip. It is the only log there is: no other file of the server makes a logger, which a test looks after.
public struct BoxLog: Sendable {
    /// Nil writes nothing.
    private let logger: Logger?

    /// Writes nothing.
    public static let silent = BoxLog(logger: nil)

    /// Writes to standard error, from where systemd takes it into its journal: errors and operations, nothing else.
    /// - Parameter verbose: also that somebody, or a room, has come or gone
    public static func standardError(verbose: Bool = false) -> BoxLog {
        _ = librariesAreSilent
        var logger = Logger(label: "partyline", factory: StreamLogHandler.standardError(label:))
        logger.logLevel = verbose ? .info : .notice
        return BoxLog(logger: logger)
    }

    /// Writes all levels to a handler, which a test reads.
    init(_ handler: some LogHandler) {
        var logger = Logger(label: "partyline", factory: { _ in handler })
        logger.logLevel = .trace
        self.init(logger: logger)
    }

    private init(logger: Logger?) { self.logger = logger }

    /// Writes one event, at its level.
    public func record(_ event: BoxEvent) {
        logger?.log(level: Logger.Level(event.level), "\(event.rawValue)", metadata: ["event": "\(event)"])
    }

    /// What a library logs holds what strangers send. Whoever makes a logger by itself gets one that writes nothing.
    private static let librariesAreSilent: Void = LoggingSystem.bootstrap { _ in SwiftLogNoOpLogHandler() }
}

extension Logger.Level {
    fileprivate init(_ level: BoxEvent.Level) {
        switch level {
        case .error: self = .error
        case .operation: self = .notice
        case .traffic: self = .info
        }
    }
}
