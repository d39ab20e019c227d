import Chainrule
import Foundation

extension AppendingFile {
    private static let prefix = "events.out.tfevents."

    /// Makes a new event file in a directory, which is made too if there is none.
    ///
    /// TensorBoard reads the files of a run in the order of their names, which begin with the second of their
    /// making; this name comes behind those that are there, whatever the clock says.
    static func events(in directory: URL) throws(TensorBoardError) -> AppendingFile {
        var second = max(Int(Date().timeIntervalSince1970), try lastSecond(in: directory) + 1)
        while true {
            let name = "\(prefix)\("\(second)".leftPadded(to: 10, with: "0")).\(hostName).\(getpid())"
            if let file = try AppendingFile(creating: directory.appendingPathComponent(name).path) {
                return file
            }
            second += 1
        }
    }

    private static func lastSecond(in directory: URL) throws(TensorBoardError) -> Int {
        do {
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            let names = try FileManager.default.contentsOfDirectory(atPath: directory.path)
            let seconds = names.filter { $0.hasPrefix(prefix) }.map { $0.dropFirst(prefix.count).prefix(10) }
            return seconds.compactMap { Int($0) }.max() ?? -1
        } catch {
            throw TensorBoardError(path: directory.path, reason: oneLine(error))
        }
    }

    private static var hostName: String {
        var name = [UInt8](repeating: 0, count: 256)
        let status = name.withUnsafeMutableBytes { buffer in
            gethostname(buffer.baseAddress!.assumingMemoryBound(to: CChar.self), buffer.count - 1)
        }
        let text = String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
        return status == 0 && !text.isEmpty ? text : "localhost"
    }
}
