import Chainrule
import ChainruleInterop
import Foundation
import TestSupport
import Testing

@Suite("Safetensors")
struct SafetensorsTests {
    @Test("tensors of every element type come back as they were, empty and scalar ones too")
    func roundTrip() throws {
        let tensors: [String: Tensor] = [
            "float32": Tensor([[1.5, -0.25], [3e38, 1e-45]]),
            "float64": Tensor([0.1, -0.0], dtype: .float64),
            "int32": Tensor([Int32.min, 0, Int32.max], shape: [3, 1]),
            "uint8": Tensor([UInt8(0), 7, 255], shape: [3]),
            "bool": Tensor([true, false, true, true, false], shape: [5]),
            "scalar": Tensor(2.5, dtype: .float64),
            "empty": Tensor.zeros([0, 4], dtype: .int32),
            "a \"quoted\" näme/\n": Tensor(1),
        ]
        try withTemporaryDirectory { directory in
            let url = directory.appendingPathComponent("all.safetensors")
            try Safetensors(tensors: tensors, metadata: ["epoch": "3", "": "\u{1F}\\"]).write(to: url)
            let read = try Safetensors(contentsOf: url)
            #expect(read.metadata == ["epoch": "3", "": "\u{1F}\\"])
            #expect(read.tensors.keys.sorted() == tensors.keys.sorted())
            for (name, tensor) in tensors {
                expectClose(try #require(read.tensors[name]), tensor, tolerance: .exact, name)
            }
        }
    }

    @Test("transposed and computed tensors are written in row-major order")
    func views() throws {
        let x = Tensor([[1, 2, 3], [4, 5, 6]])
        try withTemporaryDirectory { directory in
            let url = directory.appendingPathComponent("view.safetensors")
            try Safetensors(tensors: ["view": x.transposed(), "sum": x + 1]).write(to: url)
            let read = try Safetensors(contentsOf: url)
            #expect(read.tensors["view"]?.scalars(as: Int32.self) == [1, 4, 2, 5, 3, 6])
            #expect(read.tensors["sum"]?.scalars(as: Int32.self) == [2, 3, 4, 5, 6, 7])
        }
    }

    @Test("a file has these bytes: length, sorted header padded to eight, data with the widest type first")
    func bytes() throws {
        let file = Safetensors(
            tensors: [
                "a": Tensor([UInt8(9)], shape: [1]), "c": Tensor([1], dtype: .float64), "b": Tensor([2]),
            ], metadata: ["z": "1", "y": "2"])
        let header =
            #"{"__metadata__":{"y":"2","z":"1"},"#
            + #""c":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"#
            + #""b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]},"#
            + #""a":{"dtype":"U8","shape":[1],"data_offsets":[12,13]}}"#
        let padding = String(repeating: " ", count: (8 - header.utf8.count % 8) % 8)
        var expected = Data([UInt8(header.utf8.count + padding.count), 0, 0, 0, 0, 0, 0, 0])
        expected += Data((header + padding).utf8)
        expected += Data([0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0, 0, 0, 0x40, 9])
        try withTemporaryDirectory { directory in
            let url = directory.appendingPathComponent("bytes.safetensors")
            try file.write(to: url)
            #expect(try Data(contentsOf: url) == expected)
        }
    }

    @Test("a file without tensors is a file")
    func nothing() throws {
        try withTemporaryDirectory { directory in
            let url = directory.appendingPathComponent("nothing.safetensors")
            try Safetensors().write(to: url)
            #expect(try Safetensors(contentsOf: url).tensors.isEmpty)
        }
    }

    /// A file with one tensor `a` of two elements.
    private func file(_ dtype: String, _ bytes: [UInt8], more: String = "") -> Data {
        let json =
            "{\(more)\"a\":{\"dtype\":\"\(dtype)\",\"shape\":[2],\"data_offsets\":[0,\(bytes.count)]}}"
        return withUnsafeBytes(of: UInt64(json.utf8.count).littleEndian) { Data($0) } + Data(json.utf8)
            + Data(bytes)
    }

    @Test(
        "half-precision numbers are widened and narrow whole numbers read as int32, wherever the data begin",
        arguments: [
            ("F16", [0x00, 0x3E, 0x01, 0x80], [1.5, -0x1p-24]),
            ("BF16", [0xC0, 0x3F, 0x80, 0xFF], [1.5, -.infinity]),
            ("I16", [0xFF, 0xFF, 0x00, 0x01], [-1, 256]), ("I8", [0x80, 0x7F], [-128, 127]),
            ("U16", [0xFF, 0xFF, 0x00, 0x01], [65535, 256]), ("U32", [1, 0, 0, 0, 0, 0, 1, 0], [1, 65536]),
            ("U64", [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0], [1, 65536]),
        ] as [(String, [UInt8], [Double])])
    func widened(dtype: String, bytes: [UInt8], expected: [Double]) throws {
        for padding in ["", " ", "  ", "    "] {
            let tensor = try #require(Safetensors(file(dtype, bytes, more: padding), path: "f").tensors["a"])
            #expect(tensor.dtype == (dtype.hasSuffix("F16") ? .float32 : .int32))
            #expect(tensor.scalars(as: Double.self) == expected)
        }
        if dtype == "U32" {
            let error = #expect(throws: SafetensorsError.self) {
                try Safetensors(file(dtype, [0, 0, 0, 0, 0, 0, 0, 128]), path: "f")
            }
            #expect(
                error?.description
                    == "the tensor \"a\" of 'f' is malformed: its number 2147483648 does not fit int32")
        }
    }

    @Test("metadata that is null and properties that the format does not know are passed over")
    func liberal() throws {
        let null = try Safetensors(file("U8", [3, 4], more: #""__metadata__": null, "#), path: "f")
        #expect(null.metadata.isEmpty && null.tensors["a"]?.scalars(as: UInt8.self) == [3, 4])
        for value in ["1", "null", #""text""#, "[]", #"{"b":[1,-2.5e3,{"c":"}"}],"d":true}"#] {
            let more = #""b":{"dtype":"U8","x":"# + value + #","shape":[0],"data_offsets":[0,0]},"#
            let read = try Safetensors(file("U8", [3, 4], more: more), path: "f")
            #expect(read.tensors.keys.sorted() == ["a", "b"], "\(value)")
        }
    }

    @Test("whole numbers of 64 bits are read as int32, unless they are too large")
    func int64() throws {
        func file(_ numbers: [Int64]) -> Data {
            let header = Data(#"{"a":{"dtype":"I64","shape":[2],"data_offsets":[0,16]}}"#.utf8)
            return withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) } + header
                + numbers.withUnsafeBytes { Data($0) }
        }
        try withTemporaryDirectory { directory in
            let url = directory.appending(path: "file")
            try file([-7, 2_000_000_000]).write(to: url)
            let tensor = try #require(try Safetensors(contentsOf: url).tensors["a"])
            #expect(tensor.dtype == .int32 && tensor.scalars(as: Int32.self) == [-7, 2_000_000_000])
            try file([1, 3_000_000_000]).write(to: url)
            let error = #expect(throws: SafetensorsError.self) { try Safetensors(contentsOf: url) }
            #expect(
                error?.description
                    == "the tensor \"a\" of '\(url.path)' is malformed: its number 3000000000 does not fit int32"
            )
        }
    }
}
