import Chainrule
import ChainruleData
import ChainruleTraining
import Foundation

/// What the report of a run is made of beside its record, its history and its samples.
extension RunDirectory {
    var dynamicsURL: URL { reportParts.appending(path: "dynamics.json") }
    private var evaluationURL: URL { reportParts.appending(path: "evaluation.json") }
    private var filtersURL: URL { reportParts.appending(path: "filters.png") }
    private var graphURL: URL { reportParts.appending(path: "graph.svg") }

    /// Reads how the training went inside; nil if it was not recorded.
    ///
    /// - Throws: `DataError` if the file is not what was recorded.
    public func dynamics() throws(DataError) -> TrainingDynamics? { try decodePart(dynamicsURL) }

    /// Reads what the evaluation at the end showed; nil if there was none.
    ///
    /// - Throws: `DataError` if the file is not what was kept.
    public func evaluation() throws(DataError) -> ShownEvaluation? { try decodePart(evaluationURL) }

    /// Keeps what an evaluation showed.
    public func save(_ evaluation: ShownEvaluation) throws(DataError) {
        try createParts()
        try writeRecord(evaluation, to: evaluationURL)
    }

    /// Keeps a picture of the filters of the first layer.
    public func saveFilters(_ picture: Picture) throws(DataError) {
        try savePart(picture.png, to: filtersURL)
    }

    /// The picture of the filters of the first layer, as the bytes of a PNG file; nil if there is none.
    package var filters: Data? { try? Data(contentsOf: filtersURL) }

    /// Keeps a drawing of the model's graph.
    package func saveGraph(_ svg: String) throws(DataError) { try savePart(Data(svg.utf8), to: graphURL) }

    /// The drawing of the model's graph; nil if there is none.
    package var graph: String? { try? String(contentsOf: graphURL, encoding: .utf8) }

    /// The texts that a model wrote as it was trained, by the steps before each of them.
    package var writtenSamples: [(step: Int, text: String)] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: samples.path)) ?? []
        return names.compactMap { name in
            guard name.hasPrefix("step-"), name.hasSuffix(".txt"),
                let step = Int(name.dropFirst("step-".count).dropLast(".txt".count)),
                let text = try? String(contentsOf: samples.appending(path: name), encoding: .utf8)
            else { return nil }
            return (step, text)
        }.sorted { $0.step < $1.step }
    }

    private func createParts() throws(DataError) {
        do { try makeDirectory(at: reportParts.path) } catch {
            throw .unwritable(path: reportParts.path, reason: error.description)
        }
    }

    private func savePart(_ bytes: Data, to file: URL) throws(DataError) {
        try createParts()
        do { try writeAtomically(to: file) { try $0.write(contentsOf: bytes) } } catch {
            throw .unwritable(path: file.path, reason: oneLine(error))
        }
    }

    private func decodePart<Part: Decodable>(_ file: URL) throws(DataError) -> Part? {
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        return try decode(try readFile(file.path)[...], from: file)
    }
}
