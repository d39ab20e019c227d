import Chainrule
import ChainruleData
import Foundation
import Testing

@Suite("Zip archives")
struct ZipArchiveTests {
    @Test("have no folders and no hidden files, as zip -r and macOS add them")
    func foreignEntries() throws {
        try withTemporaryDirectory { directory in
            try NumPy.write(Tensor([1, 2]), to: "\(directory)/x.npy")
            let array = Array(try Data(contentsOf: URL(fileURLWithPath: "\(directory)/x.npy")))
            let files: [(name: String, content: [UInt8])] = [
                ("set/", []), ("set/x.npy", array), ("__MACOSX/", []), ("__MACOSX/set/._x.npy", [0, 5]),
                ("set/.DS_Store", [0]),
            ]
            try write(zipBytes(files, deflates: false), to: "\(directory)/all.npz")
            let archive = try NumPy.readArchive("\(directory)/all.npz")
            #expect(Array(archive.arrays.keys) == ["set/x"])
        }
    }
}
