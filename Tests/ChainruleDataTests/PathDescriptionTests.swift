import Chainrule
import ChainruleData
import Foundation
import Testing

@Suite("The description of what is at a path")
struct PathDescriptionTests {
    @Test("finds images behind a stray table", arguments: ["a", "train/a"])
    func strayTable(folder: String) throws {
        try withTemporaryDirectory { directory in
            for part in folder == "a" ? [""] : ["train/", "test/"] {
                for name in ["a/0", "a/1", "b/0", "b/1"] {
                    try write(pngBytes([1, 2], height: 1, width: 2), to: "\(directory)/\(part)\(name).png")
                }
            }
            try write(Array("file,label\n0.png,1\n".utf8), to: "\(directory)/labels.csv")
            guard case .examples(let description) = try PathDescription(path: directory) else {
                Issue.record("no examples")
                return
            }
            #expect(description.shape == [1, 1, 2])
            #expect(description.parts[0].classes.map(\.name) == ["a", "b"])
        }
    }

    @Test("reads tables in a directory that has folders without images, too")
    func strayFolder() throws {
        try withTemporaryDirectory { directory in
            try write(Array("x,y\n1,2\n".utf8), to: "\(directory)/table.csv")
            try write([1], to: "\(directory)/notes/draft.md")
            guard case .examples(let description) = try PathDescription(path: directory) else {
                Issue.record("no examples")
                return
            }
            #expect(description.shape == [2])
        }
    }

    @Test("reads a table in a folder of its own name")
    func tableInFolder() throws {
        try withTemporaryDirectory { directory in
            try write(Array("x,y\n1,2\n".utf8), to: "\(directory)/train.csv/train.csv")
            try write(Array("x,y\n3,4\n5,6\n".utf8), to: "\(directory)/test.csv/test.csv")
            guard case .examples(let description) = try PathDescription(path: directory) else {
                Issue.record("no examples")
                return
            }
            #expect(description.parts.map(\.count) == [1, 2])
        }
    }

    @Test("of a text counts lines and characters")
    func text() throws {
        try withTemporaryDirectory { directory in
            try write(Array("Häuser\r\n\r\nab\nab\n\nab".utf8), to: "\(directory)/input.txt")
            for path in [directory, "\(directory)/input.txt"] {
                let description = try PathDescription(path: path)
                guard case .texts(let texts) = description, let text = texts.first else {
                    Issue.record("\(description)")
                    return
                }
                #expect((text.name, text.lines, text.emptyLines) == ("input.txt", 6, 2))
                // Six letters and three times two, with five ends of lines; H ä u s e r a b and the end.
                #expect((text.characters, text.distinctCharacters) == (17, 9))
                let length = text.lineLength
                #expect((length.minimum, length.maximum, length.mean) == (0, 6, 2))
                #expect(
                    text.findings.map(\.description) == [
                        "2 of the 6 lines of input.txt duplicate an earlier one"
                    ])
            }
        }
    }

    @Test("reads a text as a table if it is given what belongs to one")
    func textAsTable() throws {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/data.txt"
            try write(Array("a,b\nx,u\ny,v\n".utf8), to: path)
            for (hasHeader, label, count) in [(true, nil, 2), (false, nil, 3), (nil, "b", 2)]
                as [(Bool?, String?, Int)]
            {
                let description = try PathDescription(
                    path: path, label: label, format: TableFormat(header: hasHeader))
                guard case .examples(let examples) = description else {
                    Issue.record("\(description)")
                    return
                }
                #expect(examples.parts[0].count == count)
            }
        }
    }

    @Test("of a big-endian array, as older systems write it, has its numbers")
    func bigEndian() throws {
        try withTemporaryDirectory { directory in
            try NumPy.write(Tensor([1, 256], dtype: .int32), to: "\(directory)/x.npy")
            var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: "\(directory)/x.npy")))
            // The same bytes the other way round: 1 << 24 and 1 << 16.
            let type = try #require(bytes.firstRange(of: Array("<i4".utf8)))
            bytes[type.lowerBound] = UInt8(ascii: ">")
            try write(bytes, to: "\(directory)/x.npy")
            guard case .arrays(let arrays) = try PathDescription(path: "\(directory)/x.npy") else {
                Issue.record("no arrays")
                return
            }
            #expect(arrays.map(\.summary.maximum) == [16_777_216])
            #expect(arrays.map(\.summary.minimum) == [65_536])
        }
    }

    @Test("of arrays has shapes, ranges, constant columns and numbers that are none")
    func arrays() throws {
        try withTemporaryDirectory { directory in
            let rows = Tensor([[1, 5, 0], [2, 5, 0], [9, 5, 0]])
            try NumPy.write(rows, to: "\(directory)/rows.npy")
            try NumPy.write(Tensor([1, .infinity, .nan, 3]), to: "\(directory)/gaps.npy")
            try NumPy.write(Tensor(1e200, dtype: .float64), to: "\(directory)/scalar.npy")
            guard case .arrays(let arrays) = try PathDescription(path: directory) else {
                Issue.record("no arrays")
                return
            }
            #expect(arrays.map(\.name) == ["gaps.npy", "rows.npy", "scalar.npy"])
            #expect(arrays.map(\.shape) == [[4], [3, 3], []])
            #expect(arrays.map(\.elementType) == ["float32", "float32", "float64"])
            #expect(arrays.map(\.summary.mean) == [2, 3, 1e200])
            #expect(arrays.map(\.summary.maximum) == [3, 9, 1e200])
            #expect(
                arrays.flatMap(\.findings).map(\.description) == [
                    "2 of the 4 numbers of gaps.npy are NaN or infinite",
                    "2 of the 3 columns of rows.npy are constant",
                ])
            let bytes = try ["rows", "gaps"].map { name in
                ("\(name).npy", Array(try Data(contentsOf: URL(fileURLWithPath: "\(directory)/\(name).npy"))))
            }
            try write(zipBytes(bytes, deflates: true), to: "\(directory)/both.npz")
            guard case .arrays(let members) = try PathDescription(path: "\(directory)/both.npz") else {
                Issue.record("no arrays")
                return
            }
            #expect(members.map(\.name) == ["gaps", "rows"])
            #expect(members.map(\.shape) == [[4], [3, 3]])
        }
    }

    @Test("survives numbers whose squares are beyond float64, and arrays without any")
    func extremes() throws {
        // As many columns as no memory could keep figures of.
        #expect(ArrayDescription(name: "none", .zeros([0, 1 << 40])).findings.isEmpty)
        let large = ArrayDescription(name: "large", Tensor([-1e300, 1e300], dtype: .float64))
        #expect((large.summary.mean, large.summary.deviation) == (0, nil))
        let empty = ArrayDescription(name: "empty", Tensor.zeros([0, 3]))
        #expect(empty.summary.mean == nil && empty.findings == [])
        #expect(ArrayDescription(name: "thin", Tensor.zeros([3, 0])).findings == [])
        let data = try JSONEncoder().encode([large, empty])
        #expect(try JSONDecoder().decode([ArrayDescription].self, from: data) == [large, empty])
    }

    @Test(
        "calls what is no text by its name",
        arguments: [
            ([0x93] + Array("NUMPY".utf8), "a NumPy array"), ([0x1F, 0x8B, 8], "a gzip file"),
            ([0x50, 0x4B, 3, 4], "a zip archive"), ([0x89, 0x50, 0x4E, 0x47], "a PNG file"),
            ([0, 0, 8, 3, 0, 0], "an IDX file"),
        ] as [([UInt8], String)])
    func binary(bytes: [UInt8], name: String) throws {
        try withTemporaryDirectory { directory in
            for path in ["\(directory)/file.csv", "\(directory)/file.txt", "\(directory)/file"] {
                try write(bytes, to: path)
                let error = #expect(throws: DataError.self) { try PathDescription(path: path) }
                #expect(error?.description == "\(path): found \(name), expected UTF-8 text")
            }
        }
    }

    @Test("refuses for images, texts and arrays what belongs to a table")
    func mismatches() throws {
        try withTemporaryDirectory { directory in
            try write([1], to: "\(directory)/array.npy")
            let error = #expect(throws: DataError.self) {
                try PathDescription(path: "\(directory)/array.npy", label: "x")
            }
            #expect(
                error?.description
                    == "\(directory)/array.npy: found NumPy arrays, expected a table, as a label, "
                    + "a format or a validation table is given")
        }
    }
}
