import CVectorKernels
import Testing

struct RandomNumbers {
    private func draw(_ count: Int, key: [UInt32], draw: UInt64 = 0, threads: Int = 1) -> [Float] {
        var loop = Loop([count])
        loop.load(random: key, draw: draw, into: 0)
        let output = loop.memory(Memory(CVK_FLOAT32, count: count))
        loop.store(0, to: output)
        return loop.run(threads: threads)[output].floats
    }

    @Test func theInterpretersGeneratorGivesThePapersNumbers() {
        // The known answers of Random123 for philox4x32 with 10 rounds.
        #expect(
            philox(counter: [0, 0, 0, 0], key: [0, 0])
                == [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8])
        #expect(
            philox(
                counter: [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
                key: [0xa409_3822, 0x299f_31d0])
                == [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1])
    }

    @Test func beginWithThePapersNumbers() {
        let words: [UInt32] = [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]
        #expect(draw(4, key: [0, 0, 0, 0]) == words.map { Float($0 >> 8) / 0x1p24 })
    }

    @Test(arguments: [1, 3, 4, 17, 1000, 1025, 100_003])
    func countBlocksThroughTheDraw(_ count: Int) {
        let key: [UInt32] = [5, 0xFFFF_FFFF, 0xFFFF_FFFE, 3]
        let drawn = draw(count, key: key, draw: 0x1_0000_0003, threads: 2)
        for i in [0, 1, count / 2, count - 1] where i < count {
            // The draw's number carries into its upper word: 3 << 32 | 0xFFFFFFFE plus 1 << 32 | 3.
            let block = philox(counter: [UInt32(i / 4), 0, 1, 5], key: [5, 0xFFFF_FFFF])
            #expect(drawn[i] == Float(block[i % 4] >> 8) / 0x1p24, "number \(i)")
        }
    }

    @Test func areEvenlySpread() {
        let drawn = draw(100_000, key: [1, 2, 3, 4])
        #expect(drawn.allSatisfy { 0 <= $0 && $0 < 1 })
        for tenth in 0..<10 {
            let count = drawn.count { Int($0 * 10) == tenth }
            // Six standard deviations, of 95 each.
            #expect(Swift.abs(count - 10_000) < 570)
        }
    }
}
