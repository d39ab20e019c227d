import Chainrule
import ChainruleInterop
import Foundation
import Testing

@Suite("A malformed safetensors file")
struct MalformedFileTests {
    /// A header's JSON, the number of data bytes behind it, and what reading them must say of the file 'f'.
    @Test(
        "is refused with the path, what was found and what was expected",
        arguments: [
            (
                #"{"a":{"dtype":"F8_E5M2","shape":[2],"data_offsets":[0,2]}}"#, 2,
                #"the tensor "a" of 'f' has the element type "F8_E5M2", expected one of F64, F32, F16, BF16, "#
                    + "I64, I32, I16, I8, U64, U32, U16, U8, BOOL"
            ),
            (
                #"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#, 8,
                #"the tensor "a" of 'f' is malformed: its data have 8 bytes, expected 12 for float32[3]"#
            ),
            (
                #"{"a":{"dtype":"I64","shape":[2],"data_offsets":[0,8]}}"#, 8,
                #"the tensor "a" of 'f' is malformed: its data have 8 bytes, expected 16 for int64[2]"#
            ),
            (
                #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 7,
                "'f' has 7 bytes, expected 8 after the header"
            ),
            (
                #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 9,
                "'f' has 9 bytes, expected 8 after the header"
            ),
            (
                #"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"#
                    + #""b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}"#, 3,
                #"the tensor "b" of 'f' is malformed: its data start at 1, expected 2, "#
                    + "where the previous tensor's data end"
            ),
            (
                #"{"a":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}"#, 3,
                #"the tensor "a" of 'f' is malformed: its data start at 1, expected 0, "#
                    + "where the previous tensor's data end"
            ),
            (
                #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,0]}}"#, 1,
                #"the tensor "a" of 'f' is malformed: the data_offsets are [1, 0], expected a start and an end"#
            ),
            (
                #"{"a":{"dtype":"U8","shape":[4294967296,4294967296,0],"data_offsets":[0,0]}}"#, 0,
                #"the tensor "a" of 'f' is malformed: the shape [4294967296, 4294967296, 0] is too large"#
            ),
            (
                #"{"a":{"dtype":"U8","shape":[99999999999999999999],"data_offsets":[0,0]}}"#, 0,
                "the header of 'f' is malformed: the number at byte 28 has 20 digits, which is too large"
            ),
            (
                #"{"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,0]}}"#, 0,
                #"the header of 'f' is malformed: found "-" at byte 28, expected an integer"#
            ),
            (
                #"{"a":{"dtype":"U8","shape":[1.0],"data_offsets":[0,1]}}"#, 1,
                #"the header of 'f' is malformed: found "." at byte 29, expected ','"#
            ),
            (
                #"{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"#
                    + #""a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}"#, 0,
                #"the header of 'f' is malformed: the name "a" occurs twice"#
            ),
            (
                #"{"a":{"dtype":"U8","shape":[0]}}"#, 0,
                #"the tensor "a" of 'f' is malformed: expected the properties dtype, shape and data_offsets"#
            ),
            (
                #"{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0],"x":}}"#, 0,
                #"the header of 'f' is malformed: found "}" at byte 56, expected a value"#
            ),
            (
                #"{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0],"x":[[1"#, 0,
                #"the header of 'f' is malformed: found the end of the header at byte 59, expected a value"#
            ),
            (
                #"{"__metadata__":nul}"#, 0,
                #"the header of 'f' is malformed: found "n" at byte 16, expected '{'"#
            ),
            (
                #"{"a":{"dtype":"BOOL","shape":[1],"data_offsets":[0,1]}}"#, 1,
                #"the tensor "a" of 'f' is malformed: it has the bool 85, expected 0 or 1"#
            ),
            (
                #"{"__metadata__":{"a":1}}"#, 0,
                #"the header of 'f' is malformed: found "1" at byte 21, expected '"'"#
            ),
            (
                #"{"a"#, 0, "the header of 'f' is malformed: the string at byte 1 does not end"
            ),
            (
                #"{"\x":1}"#, 0, "the header of 'f' is malformed: the string at byte 1 is not valid JSON"
            ),
            (
                "{", 0,
                #"the header of 'f' is malformed: found the end of the header at byte 1, expected '"'"#
            ),
            (
                "", 0, "the header of 'f' is malformed: found the end of the header at byte 0, expected '{'"
            ),
            (
                "{} {}", 0,
                #"the header of 'f' is malformed: found "{" at byte 3, expected the end of the header"#
            ),
        ])
    func refused(json: String, byteCount: Int, message: String) {
        let length = withUnsafeBytes(of: UInt64(json.utf8.count).littleEndian) { Data($0) }
        let data = length + Data(json.utf8) + Data(repeating: 85, count: byteCount)
        let error = #expect(throws: SafetensorsError.self) { try Safetensors(data, path: "f") }
        #expect(error?.description == message)
    }

    @Test("is refused when its header is longer than the file")
    func headerTooLong() {
        for length in [3, UInt64(Int.max), .max] {
            let data = withUnsafeBytes(of: length.littleEndian) { Data($0) } + Data("{}".utf8)
            let error = #expect(throws: SafetensorsError.self) { try Safetensors(data, path: "f") }
            #expect(
                error?.description == "'f' has 10 bytes, expected a header of \(length) after the first 8")
        }
        let error = #expect(throws: SafetensorsError.self) { try Safetensors(Data([1, 0, 0]), path: "f") }
        #expect(error?.description == "'f' has 3 bytes, expected at least 8 for the header's length")
    }

    @Test("that does not exist is reported by its path")
    func missing() {
        let url = URL(fileURLWithPath: "/nowhere/a.safetensors")
        let error = #expect(throws: SafetensorsError.self) { try Safetensors(contentsOf: url) }
        #expect(error?.description.hasPrefix("cannot read '/nowhere/a.safetensors': ") == true)
    }
}
