import ChainruleData
import Testing

@Suite("Centered drawings")
struct CenteredDrawingTests {
    /// A seven in a corner of the board.
    private let seven = [[SIMD2(0.1, 0.1), SIMD2(0.3, 0.1), SIMD2(0.18, 0.5)]]

    private func box(_ levels: [UInt8], side: Int) -> (columns: ClosedRange<Int>, rows: ClosedRange<Int>) {
        let inked = levels.indices.filter { levels[$0] > 127 }
        let columns = inked.map { $0 % side }
        return (columns.min()!...columns.max()!, inked.first! / side...inked.last! / side)
    }

    @Test("ink fills a square of 20 pixels, its center of mass in the middle, as in MNIST")
    func centered() {
        let levels = CenteredDrawing(seven).levels(side: 28)
        let (columns, rows) = box(levels, side: 28)
        #expect((18...21).contains(rows.count) && columns.count < 15)
        var (x, y, mass) = (0.0, 0.0, 0.0)
        for (index, level) in levels.enumerated() {
            x += Double(level) * (Double(index % 28) + 0.5)
            y += Double(level) * (Double(index / 28) + 0.5)
            mass += Double(level)
        }
        #expect(abs(x / mass - 14) < 0.3 && abs(y / mass - 14) < 0.3)
        #expect(levels.max() == 255)
    }

    @Test("where and how large something is drawn does not matter")
    func invariance() {
        let larger = seven.map { $0.map { $0 * 2 + SIMD2(0.05, 0.02) } }
        let (first, second) = (
            CenteredDrawing(seven).levels(side: 28), CenteredDrawing(larger).levels(side: 28)
        )
        #expect(zip(first, second).allSatisfy { abs(Int($0) - Int($1)) <= 1 })
    }

    @Test("a dot stays a dot, and without ink the image is empty")
    func dot() {
        let levels = CenteredDrawing([[SIMD2(0.9, 0.9)]]).levels(side: 28)
        let (columns, rows) = box(levels, side: 28)
        #expect(columns.count <= 4 && rows.count <= 4 && columns.contains(14))
        #expect(CenteredDrawing([]).levels(side: 28) == Array(repeating: 0, count: 784))
        #expect(CenteredDrawing([[]]).levels(side: 20).count == 400)
    }
}
