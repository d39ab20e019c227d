import Chainrule
import ChainruleData
import ChainruleTraining
import Foundation

/// What `chainrule data download` prints: a line at the bottom of a terminal while bytes come, and one line
/// for every file.
final class DownloadReport {
    private let progressLine = ProgressLine()
    private let clock = ContinuousClock()
    private var begun: (at: ContinuousClock.Instant, bytes: Int)?

    func tell(_ event: DownloadEvent) {
        if case .progress(let file, let bytes) = event {
            show(file, bytes)
            return
        }
        if let line = line(of: event) {
            progressLine.clear()
            printNow(line)
        }
        begun = nil
    }

    /// Takes the moving line away.
    func end() { progressLine.clear() }

    private func line(of event: DownloadEvent) -> String? {
        switch event {
        case .present(let file): "\(file.name)  \(byteText(file.byteCount)), already present"
        case .fetched(let file): "\(file.name)  \(byteText(file.byteCount)), downloaded and verified"
        case .resuming(let file, let offset):
            "\(file.name)  resuming after \(byteText(offset)) of \(byteText(file.byteCount))"
        case .startingOver(let file):
            "\(file.name)  the partial file belongs to another version: starting over"
        case .retrying(_, let error, let pause): "\(error); trying again in \(decimal(pause, 1)) s"
        case .nextSource(_, let error): "\(error); trying the next source"
        case .unpacked(let file, let members): "\(file.name)  unpacked and verified: \(members) files"
        case .progress: nil
        }
    }

    private func show(_ file: PublishedFile, _ bytes: Int) {
        let now = clock.now
        if begun == nil { begun = (now, bytes) }
        let done = Double(bytes) / Double(file.byteCount)
        let seconds = begun.map { ($0.at.duration(to: now)) / .seconds(1) } ?? 0
        let speed = seconds > 0 ? Double(bytes - (begun?.bytes ?? 0)) / seconds : 0
        let left = speed > 0 ? "  \(minutes(Double(file.byteCount - bytes) / speed)) left" : ""
        progressLine.show { _ in
            "\(file.name) \(bar(done)) \(byteText(bytes)) of \(byteText(file.byteCount))  \(byteText(Int(speed)))/s\(left)"
        }
    }
}
