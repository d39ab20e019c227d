import Chainrule
import ChainruleTraining
import Foundation

/// How the run was made: settings, data, machine and command.
struct MachineSection {
    private let state: RunState

    init(_ state: RunState) { self.state = state }

    var section: ReportPage.Section? {
        let (record, machine) = (state.record, state.record.environment)
        let seconds = state.history.reduce(0) { $0 + $1.seconds }
        let examples = state.history.reduce(0) { $0 + $1.examples }
        var facts = record.aspects.filter { !["none", "no options"].contains($0.text) }
        facts.append(("data", record.dataOptions))
        if seconds > 0 {
            facts.append(
                (
                    "time",
                    String(
                        format: "%.1f s of training, %.0f examples per second", seconds,
                        Double(examples) / seconds)
                ))
        }
        facts += [
            ("processor", machine.processor ?? "unknown"),
            ("threads", "\(machine.threads) on \(counted(machine.cores, "core"))"),
            ("engine", [machine.engine, machine.library].compactMap(\.self).joined(separator: ", ")),
            ("system", machine.system), ("Chainrule", record.version),
        ]
        let hashes = record.dataHashes.sorted { $0.key < $1.key }.map { [$0.key, $0.value] }
        return ReportPage.Section(
            "machine", "Settings, machine and command",
            [
                HTML.facts(facts),
                record.command.isEmpty
                    ? nil : "<h3>Command</h3>" + HTML.preformatted(record.command.joined(separator: " ")),
                hashes.isEmpty
                    ? nil : HTML.details("SHA-256 of the data", HTML.table(["file", "SHA-256"], hashes)),
            ])
    }
}
