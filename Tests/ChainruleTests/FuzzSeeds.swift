import Foundation

/// The seeds that random tests run over.
///
/// `CHAINRULE_FUZZ_SEEDS` asks for more than a test run has time for, as in `1000..<5000`.
func fuzzSeeds(default seeds: Range<UInt64>) -> Range<UInt64> {
    let text = ProcessInfo.processInfo.environment["CHAINRULE_FUZZ_SEEDS"] ?? ""
    let ends = text.components(separatedBy: "..<").compactMap { UInt64($0) }
    return ends.count == 2 ? ends[0]..<ends[1] : seeds
}
