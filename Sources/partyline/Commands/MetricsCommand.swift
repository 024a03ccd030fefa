import AdminAPI
import ArgumentParser

/// `partyline metrics`: what Prometheus reads, on the terminal.
struct MetricsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "metrics",
        abstract: "Print the metrics, as Prometheus reads them.",
        discussion: """
            With metrics.port in partyline.yaml the server also answers at http://127.0.0.1:PORT/metrics, and says at /healthz whether \
            all is well. No metric says which room, who, or from where.

            EXAMPLES
              partyline metrics
              partyline metrics | grep partyline_participants
            """)

    @OptionGroup var server: ServerOptions

    func run() throws { Terminal.write(try server.ask(AdminAPI.MetricsPage())) }
}
