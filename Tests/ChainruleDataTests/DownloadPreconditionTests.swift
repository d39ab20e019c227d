import ChainruleData
import Testing

@Suite("A download")
struct DownloadPreconditionTests {
    @Test("without a source is a mistake of the program")
    func noSources() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = DatasetDownload(.iris, into: "nowhere", sources: [])
        }
        #expect(message(result).contains("DatasetDownload: 0 sources"))
    }

    @Test("without an attempt is a mistake of the program")
    func noAttempts() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = DatasetDownload(.iris, into: "nowhere", attempts: 0)
        }
        #expect(message(result).contains("0 attempts"))
    }

    private func message(_ result: ExitTest.Result?) -> String {
        String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    }
}
