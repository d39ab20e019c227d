import Chainrule
import ChainruleInterop
import ChainruleNN
import Foundation
import TestSupport
import Testing

@Suite("The state of a module")
struct ModuleStateTests {
    private func network() -> Sequential {
        Sequential {
            Linear(3, 4)
            ReLU()
            Linear(4, 2)
        }
    }

    @Test("comes back from a file, with its metadata")
    func saved() throws {
        let (first, second) = (network(), network())
        let x = Tensor([[1, -2, 3]])
        try withTemporaryDirectory { directory in
            let url = directory.appendingPathComponent("network.safetensors")
            try first.save(to: url, metadata: ["epoch": "7"])
            try second.load(from: url)
            #expect(try Safetensors(contentsOf: url).metadata == ["epoch": "7"])
        }
        expectClose(second(x), first(x), tolerance: .exact)
    }

    @Test("that does not fit names what is missing, surplus and of another type, and changes nothing")
    func mismatch() throws {
        let network = network()
        let before = network.stateDictionary()
        var state = before
        state["0.weight"] = Tensor.zeros([3, 4])
        state["0.bias"] = Tensor.zeros([4], dtype: .float64)
        state["2.weight"] = nil
        state["2.bias"] = Tensor([5, 6])
        state["4.weight"] = Tensor(0)
        let error = #expect(throws: StateError.self) { try network.load(state) }
        #expect(
            error?.description
                == "the state dictionary does not match the model: missing 2.weight; unexpected 4.weight; "
                + "0.weight is float32[3, 4], expected float32[4, 3], "
                + "0.bias is float64[4], expected float32[4]")
        for (name, value) in network.stateDictionary() {
            expectClose(value, try #require(before[name]), tolerance: .exact, name)
        }
    }

    @Test("that comes from a file which does not fit names the file, and not every tensor of a large one")
    func mismatchOfFile() throws {
        try withTemporaryDirectory { directory in
            let url = directory.appendingPathComponent("other.safetensors")
            let names = (10..<30).map { "\($0).weight" }
            try Safetensors(
                tensors: Dictionary(uniqueKeysWithValues: names.map { ($0, Tensor(0)) })
            ).write(to: url)
            let error = #expect(throws: StateError.self) { try network().load(from: url) }
            #expect(
                error?.description
                    == "'\(url.path)' does not match the model: missing 0.weight, 0.bias, 2.weight, 2.bias; "
                    + "unexpected 10.weight, 11.weight, 12.weight, 13.weight, 14.weight, 15.weight, 16.weight, "
                    + "17.weight and 12 more")
        }
    }

    @Test("from a file that is missing is the reader's error")
    func missingFile() {
        #expect(throws: SafetensorsError.self) {
            try network().load(from: URL(fileURLWithPath: "/nowhere/a.safetensors"))
        }
    }
}
