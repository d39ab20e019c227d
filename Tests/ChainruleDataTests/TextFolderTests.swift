import ChainruleData
import Foundation
import Testing

@Suite("A directory of texts") struct TextFolderTests {
    private func folder(
        _ files: [String: String], _ body: (TextFolder, String) throws -> Void
    ) throws {
        try withTemporaryDirectory { directory in
            for (name, text) in files { try write(Array(text.utf8), to: "\(directory)/\(name)") }
            try body(TextFolder(directory), directory)
        }
    }

    @Test("with one file for each class has a text in each line, and classes called like endings or files")
    func lines() throws {
        try folder([
            "reviews.pos": "\u{FEFF}fine\r\n\n  \nGood one\n", "reviews.neg": "bad", "README.md": "about it",
            "SHA256SUMS": "0",
        ]) { folder, _ in
            let sentences = try folder.sentences()
            #expect(sentences.classNames == ["neg", "pos"])
            #expect(sentences.texts == ["bad", "fine", "Good one"] && sentences.labels == [0, 1, 1])
            #expect(folder.files == ["reviews.neg", "reviews.pos"])
            let turned = try folder.sentences(classNames: ["pos", "neg"])
            #expect(turned.labels == [1, 0, 0])
        }
        try folder(["good.txt": "a", "bad.txt": "b", "notes/x": "c"]) { folder, _ in
            let sentences = try folder.sentences()
            #expect(sentences.classNames == ["bad", "good"])
        }
        try folder(["a.txt": "a", "a.text": "b", "b.txt": "c"]) { folder, _ in
            let sentences = try folder.sentences()
            #expect(sentences.classNames == ["a.text", "a.txt", "b.txt"])
        }
    }

    @Test("with one folder for each class has a text in each file, and the parts of a split")
    func files() throws {
        let files = ["pos/1.txt": "all of\nthis", "pos/2.txt": "two", "neg/1.txt": "three"]
        try folder(files) { folder, _ in
            let sentences = try folder.sentences()
            #expect(sentences.classNames == ["neg", "pos"])
            #expect(sentences.texts == ["three", "all of\nthis", "two"] && sentences.labels == [0, 1, 1])
        }
        try withTemporaryDirectory { directory in
            for (name, text) in files {
                try write(Array(text.utf8), to: "\(directory)/train/\(name)")
                try write(Array((text + " more").utf8), to: "\(directory)/test/\(name)")
            }
            try write([65], to: "\(directory)/other/x.txt")
            let data = try TextDirectory(directory)
            #expect(try data.training.sentences().count == 3)
            #expect(try data.validation?.sentences().texts.last == "two more")
            #expect(data.notes == ["ignored: other"])
        }
    }

    @Test("that is damaged, empty or of one class alone says where and why")
    func errors() throws {
        func message(_ files: [String: [UInt8]], classNames: [String]? = nil) throws -> String {
            try withTemporaryDirectory { directory in
                for (name, bytes) in files { try write(bytes, to: "\(directory)/\(name)") }
                let error = #expect(throws: DataError.self) {
                    try TextFolder(directory).sentences(classNames: classNames)
                }
                return (error?.description ?? "").replacingOccurrences(of: directory, with: "DIR")
            }
        }
        let text = Array("x".utf8)
        #expect(
            try message(["a.txt": text])
                == "DIR: found a single class, a, expected at least two files of texts or two folders of them, one for each class"
        )
        #expect(try message(["README": text]).hasPrefix("DIR: found no texts, expected at least two files"))
        #expect(
            try message(["a.txt": text, "b.txt": []])
                == "DIR/b.txt: found no word, expected a text in each line")
        #expect(
            try message(["a.txt": text, "b.txt": Array(" \n\t\n".utf8)]).contains("DIR/b.txt: found no word"))
        #expect(
            try message(["a/1": text, "b/1": Array("  ".utf8)]) == "DIR/b/1: found no word, expected a text")
        let invalid: [UInt8] = text + [10] + text + [10, 0xC3, 0x28, 10]
        #expect(
            try message(["a.txt": text, "b.txt": invalid])
                == "DIR/b.txt: found invalid UTF-8 in line 3, expected UTF-8")
        #expect(
            try message(["a/1": text, "b/1": invalid])
                == "DIR/b/1: found invalid UTF-8 in line 3, expected UTF-8")
        #expect(
            try message(["a.txt": text, "c.txt": text], classNames: ["a", "b"])
                == "DIR: found the class 'c', expected one of a, b")
    }
}
