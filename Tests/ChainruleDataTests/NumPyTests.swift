import Chainrule
import ChainruleData
import Foundation
import Testing

@Suite("Arrays of NumPy")
struct NumPyTests {
    private func npy(_ header: String, _ data: [UInt8], version: UInt8 = 1) -> [UInt8] {
        let length = header.utf8.count
        let lengthBytes = (0..<(version == 1 ? 2 : 4)).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
        return [0x93] + Array("NUMPY".utf8) + [version, 0] + lengthBytes + Array(header.utf8) + data
    }

    private func header(_ descr: String, _ shape: String, fortran: String = "False") -> String {
        "{'descr': '\(descr)', 'fortran_order': \(fortran), 'shape': \(shape), }\n"
    }

    private func read(_ bytes: [UInt8]) throws -> Tensor {
        try NumPy.tensor(bytes, source: "array.npy")
    }

    @Test(
        "elements of all sizes and both byte orders are read",
        arguments: [
            ("<f2", [0, 0x3C, 0, 0xC0], .float32, [1, -2]),
            (">f2", [0x35, 0x55, 0x7B, 0xFF], .float32, [0.333251953125, 65504]),
            ("<f2", [1, 0, 0, 0xFC], .float32, [5.960464477539063e-08, -.infinity]),
            ("<f4", [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0], .float32, [1, -2]),
            (">f4", [0x3F, 0x80, 0, 0, 0xC0, 0, 0, 0], .float32, [1, -2]),
            ("<f8", [0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0, 0, 0, 0, 0, 0, 0, 0xC0], .float64, [1, -2]),
            (">f8", [0x3F, 0xF0, 0, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0], .float64, [1, -2]),
            ("|i1", [1, 0xFE], .int32, [1, -2]), ("|u1", [1, 0xFE], .uint8, [1, 254]),
            ("<i2", [1, 0, 0xFE, 0xFF], .int32, [1, -2]), (">u2", [0, 1, 0xFF, 0xFE], .int32, [1, 65534]),
            ("<i4", [1, 0, 0, 0, 0xFE, 0xFF, 0xFF, 0xFF], .int32, [1, -2]),
            (">u4", [0, 0, 0, 1, 0, 0, 1, 0], .int32, [1, 256]),
            (
                "=i8", [1, 0, 0, 0, 0, 0, 0, 0] + [0xFE] + [UInt8](repeating: 0xFF, count: 7), .int32,
                [1, -2]
            ),
            (">u8", [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0], .int32, [1, 256]),
            ("|b1", [1, 0], .bool, [1, 0]),
        ] as [(String, [UInt8], DType, [Double])])
    func elements(descr: String, data: [UInt8], dtype: DType, values: [Double]) throws {
        let tensor = try read(npy(header(descr, "(2,)"), data))
        #expect(tensor.type == TensorType([2], dtype))
        #expect(tensor.scalars(as: Double.self) == values)
    }

    @Test("shapes, the order of axes and the versions are understood", arguments: [1, 2, 3] as [UInt8])
    func layout(version: UInt8) throws {
        let rows = try read(npy(header("|u1", "(2, 3)"), [1, 2, 3, 4, 5, 6], version: version))
        #expect(rows.shape == [2, 3] && rows.scalars(as: Int32.self) == [1, 2, 3, 4, 5, 6])
        let columns = try read(
            npy(header("|u1", "(2, 3)", fortran: "True"), [1, 4, 2, 5, 3, 6], version: version))
        #expect(columns.shape == [2, 3] && columns.scalars(as: Int32.self) == [1, 2, 3, 4, 5, 6])
        let cube = try read(
            npy(header("|u1", "(2, 1, 2)", fortran: "True"), [1, 3, 2, 4], version: version))
        #expect(cube.shape == [2, 1, 2] && cube.scalars(as: Int32.self) == [1, 2, 3, 4])
        let scalar = try read(
            npy("{\"shape\": (), \"descr\": \"|u1\", \"fortran_order\": False}", [7], version: version))
        #expect(scalar.shape == [] && scalar.item() == 7)
        #expect(try read(npy(header("<f4", "(0L, 3L)"), [], version: version)).shape == [0, 3])
    }

    @Test("what is written is read back, and is the file that NumPy writes")
    func writing() throws {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/array.npy"
            for tensor in [
                Tensor([[1, 2, 3], [4, 5, 6]]).transposed(), Tensor([1, 2], dtype: .float64), Tensor(3),
                Tensor([1, -2], dtype: .int32), Tensor([250], dtype: .uint8), Tensor([0, 1], dtype: .bool),
                Tensor.zeros([0, 2]),
            ] {
                try NumPy.write(tensor, to: path)
                let back = try NumPy.read(path)
                #expect(back.type == tensor.type)
                #expect(back.scalars(as: Double.self) == tensor.scalars(as: Double.self))
            }
            try NumPy.write(Tensor([7], dtype: .uint8), to: path)
            let text = "{'descr': '|u1', 'fortran_order': False, 'shape': (1,), }"
            let padded = text + String(repeating: " ", count: 117 - text.count) + "\n"
            #expect(try Array(Data(contentsOf: URL(fileURLWithPath: path))) == npy(padded, [7]))
        }
    }

    @Test(
        "what cannot be held or understood is told",
        arguments: [
            (
                "<i8", "(1,)", [0, 0, 0, 0x80, 0, 0, 0, 0],
                "found the number 2147483648 of type int64, expected numbers that int32 can represent, "
                    + "-2147483648 to 2147483647"
            ),
            (
                "<u4", "(1,)", [0, 0, 0, 0x80],
                "found the number 2147483648 of type uint32, expected numbers that int32 can represent, "
                    + "-2147483648 to 2147483647"
            ),
            ("|b1", "(1,)", [2], "found the number 2 of type bool, expected 0 or 1 for a bool"),
            (
                "<f4", "(2,)", [0, 0, 0, 0],
                "found 4 bytes after the header, expected 8 for <f4 elements of shape [2]"
            ),
            (
                "|u1", "(4294967296, 4294967296, 2)", [0],
                "found 1 bytes after the header, expected more than fit in memory for |u1 elements of shape "
                    + "[4294967296, 4294967296, 2]"
            ),
            (
                "|u1", "(0, 4294967296, 4294967296)", [],
                "found 0 bytes after the header, expected more than fit in memory for |u1 elements of shape "
                    + "[0, 4294967296, 4294967296]"
            ),
            (
                "<c8", "(1,)", [0, 0, 0, 0, 0, 0, 0, 0],
                "found complex numbers (<c8) as elements, expected numbers or bools of 1 to 8 bytes"
            ),
        ] as [(String, String, [UInt8], String)])
    func refusals(descr: String, shape: String, data: [UInt8], message: String) throws {
        let error = #expect(throws: DataError.self) { try read(npy(header(descr, shape), data)) }
        #expect(error?.description == "array.npy: \(message)")
    }

    @Test("an archive is read by its names", arguments: [(false, false), (true, false), (true, true)])
    func archive(deflates: Bool, isWide: Bool) throws {
        let counting = (0..<200).map { UInt8($0) }
        let bytes = zipBytes(
            [
                ("weights.npy", npy(header("|u1", "(2, 100)"), counting)),
                ("bias.npy", npy(header("<f4", "(1,)"), [0, 0, 0x80, 0x3F])),
            ], deflates: deflates, isWide: isWide)
        try withTemporaryDirectory { directory in
            try write(bytes, to: "\(directory)/arrays.npz")
            let arrays = try NumPy.readArchive("\(directory)/arrays.npz")
            #expect(arrays.arrays.keys.sorted() == ["bias", "weights"])
            #expect(arrays["weights"]?.scalars(as: UInt8.self) == counting)
            #expect(arrays["bias"]?.item() == 1)
        }
    }

    @Test("an archive may have a note at its end")
    func note() throws {
        let note = Array("made by hand".utf8)
        let bytes = zipBytes([("x.npy", npy(header("|u1", "(1,)"), [7]))], deflates: false)
        try withTemporaryDirectory { directory in
            // The last two bytes of the end record tell the length of the note behind it.
            try write(bytes.dropLast(2) + [UInt8(note.count), 0] + note, to: "\(directory)/noted.npz")
            #expect(try NumPy.readArchive("\(directory)/noted.npz")["x"]?.item() == 7)
        }
    }

    @Test("an array of strings and a stray file in an archive do not keep the others from being read")
    func passedOver() throws {
        let bytes = zipBytes(
            [
                ("names.npy", npy(header("<U2", "(1,)"), [97, 0, 0, 0, 98, 0, 0, 0])),
                (
                    "records.npy",
                    npy("{'descr': [('a', '<f4', (2,))], 'fortran_order': False, 'shape': (0,)}", [])
                ),
                ("ids.npy", npy(header("<i8", "(1,)"), [0, 0, 0, 0x80, 0, 0, 0, 0])),
                ("x.npy", npy(header("<f4", "(1,)"), [0, 0, 0x80, 0x3F])), ("notes/", []),
                ("notes/readme.txt", [72, 105]),
            ], deflates: false)
        try withTemporaryDirectory { directory in
            let path = "\(directory)/arrays.npz"
            try write(bytes, to: path)
            let archive = try NumPy.readArchive(path)
            #expect(archive.arrays.keys.sorted() == ["x"])
            #expect(archive["x"]?.item() == 1)
            #expect(archive.passedOver.keys.sorted() == ["ids", "names", "notes/readme.txt", "records"])
            #expect(archive.passedOver["names"]?.hasPrefix("found strings (<U2) as elements") == true)
            #expect(try NumPy.readArchive(path, only: ["x"]).passedOver.keys.sorted() == ["notes/readme.txt"])
            for (name, found) in [
                ("names", "\(path)/names.npy: found strings (<U2) as elements"),
                ("y", "\(path): found no array 'y', expected one of names, records, ids, x"),
            ] {
                let error = #expect(throws: DataError.self) { try NumPy.readArchive(path, only: [name]) }
                #expect(error?.description.hasPrefix(found) == true)
            }
            let described = try ArrayDescription.all(path: path)
            #expect(described.map(\.name) == ["ids", "names", "records", "x"])
            #expect(
                described.map(\.elementType) == [
                    "int64", "strings (<U2)", "records ([('a', '<f4', (2,))])", "float32",
                ])
            #expect(described[0].summary.maximum == 2_147_483_648)
            #expect(described.flatMap(\.findings).map(\.kind) == [.passedOver, .passedOver, .passedOver])
            #expect(described[0].findings.last?.description == "not arrays, ignored: notes/readme.txt")
            try write(zipBytes([("readme.txt", [1])], deflates: false), to: path)
            #expect(
                throws: DataError.malformed(
                    source: path, found: "no arrays (readme.txt)", expected: "entries that end with .npy")
            ) { try ArrayDescription.all(path: path) }
        }
    }

    @Test("a description of columns that run fastest along the rows finds constant ones")
    func fortranDescription() throws {
        try withTemporaryDirectory { directory in
            try write(
                npy(header("|u1", "(2, 3)", fortran: "True"), [1, 2, 5, 5, 3, 4]), to: "\(directory)/a.npy")
            let array = try #require(ArrayDescription.all(path: "\(directory)/a.npy").first)
            #expect(array.elementType == "uint8")
            #expect(
                array.findings.map(\.description) == ["1 of the 3 columns of a.npy is constant"])
        }
    }

    @Test("no cut and no damage to a file makes the reader trap, and every cut is reported")
    func fuzz() {
        let array = npy(header("<i4", "(3,)"), [1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0])
        let archives = [false, true].map { zipBytes([("a.npy", array), ("b.npy", array)], deflates: $0) }
        var random = RandomStream(seed: 23)
        func attempt(_ bytes: [UInt8]) -> DataError? {
            do {
                if bytes.first == 0x50 {
                    _ = try NumPy.archive(bytes, source: "file")
                } else {
                    _ = try NumPy.tensor(bytes, source: "file")
                }
                return nil
            } catch { return error }
        }
        for whole in [array] + archives {
            #expect(attempt(whole) == nil)
            for count in 0..<whole.count { #expect(attempt(Array(whole.prefix(count))) != nil) }
            for _ in 0..<300 {
                var bytes = whole
                for _ in 0...random.integer(below: 3) {
                    bytes[random.integer(below: bytes.count)] = UInt8(random.integer(below: 256))
                }
                if let error = attempt(bytes) { #expect(error.description.contains("found ")) }
            }
        }
    }

    @Test("damage within an archive is found by its checksum")
    func checksums() throws {
        var bytes = zipBytes([("a.npy", npy(header("|u1", "(3,)"), [1, 2, 3]))], deflates: false)
        let place = try #require(bytes.indices.first { bytes[$0...].starts(with: [1, 2, 3]) })
        bytes[place] = 9
        try withTemporaryDirectory { directory in
            try write(bytes, to: "\(directory)/a.npz")
            let error = #expect(throws: DataError.self) { try NumPy.readArchive("\(directory)/a.npz") }
            #expect(
                error?.description
                    == "\(directory)/a.npz: found a wrong checksum in the file 'a.npy', expected intact data")
        }
    }
}
