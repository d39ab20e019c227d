import Chainrule
import ChainruleInterop
import Foundation
import TestSupport
import Testing

@Suite("A damaged safetensors file")
struct DamagedFileTests {
    private static func intact() throws -> Data {
        let file = Safetensors(
            tensors: [
                "weight": Tensor([[1, 2, 3], [4, 5, 6]]), "flag": Tensor([true, false], shape: [2]),
                "empty": Tensor.zeros([0, 2], dtype: .float64), "label": Tensor([3], dtype: .int32),
            ], metadata: ["note": "x\ny"])
        return try withTemporaryDirectory { directory in
            let url = directory.appendingPathComponent("intact.safetensors")
            try file.write(to: url)
            return try Data(contentsOf: url)
        }
    }

    @Test("cut short anywhere is refused")
    func truncated() throws {
        let intact = try Self.intact()
        for count in 0..<intact.count {
            #expect(throws: SafetensorsError.self) { try Safetensors(intact.prefix(count), path: "cut") }
        }
        #expect(throws: SafetensorsError.self) { try Safetensors(intact + [0], path: "grown") }
    }

    @Test("is refused or read whole, and never brings the program down", arguments: 0..<8 as Range<UInt64>)
    func bytesChanged(seed: UInt64) throws {
        let intact = try Self.intact()
        var random = RandomStream(seed: seed)
        var refusals = 0
        for _ in 0..<1000 {
            var damaged = intact
            for _ in 0...random.integer(below: 4) {
                let place = random.integer(below: damaged.count)
                damaged[place] = UInt8(random.integer(below: 256))
            }
            do {
                let file = try Safetensors(damaged, path: "damaged")
                for tensor in file.tensors.values {
                    #expect(tensor.scalars(as: Double.self).count == tensor.shape.elementCount)
                }
            } catch {
                refusals += 1
                #expect(!error.description.isEmpty && !error.description.contains("\n"))
            }
        }
        #expect(refusals > 500)
    }

    @Test("with a header made of random JSON characters is refused")
    func randomHeader() {
        let alphabet = Array(#"{}[]",:\0123456789eE+-. dtypeshapF32"#.utf8)
        var random = RandomStream(seed: 1)
        for _ in 0..<5000 {
            let count = random.integer(below: 40)
            let tail = (0..<count).map { _ in alphabet[random.integer(below: alphabet.count)] }
            let header = Data(#"{"a":"#.utf8) + tail
            let length = withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) }
            #expect(throws: SafetensorsError.self) { try Safetensors(length + header, path: "random") }
        }
    }
}
