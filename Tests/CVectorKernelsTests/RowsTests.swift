import CVectorKernels
import Foundation
import Testing

@Suite("Row kernels")
struct RowsTests {
    static let shapes = [(0, 3), (1, 1), (64, 10), (5, 16), (7, 33), (300, 100), (3, 5000)]

    @Test("compute cross-entropies and their gradients", arguments: shapes)
    func crossEntropy(rows: Int, classes: Int) {
        var numbers = Numbers(seed: rows + classes)
        var logits = numbers.reals(rows * classes, -5...5)
        // Rows whose exponentials would overflow or vanish without the shift by the largest logit.
        for i in logits.indices where i / classes % 3 > 0 { logits[i] += i / classes % 3 == 1 ? 1000 : -1000 }
        let labels = (0..<rows).map { _ in Int32(numbers.whole(0...classes - 1)) }
        let upstream = numbers.reals(rows * 2)
        var losses: [Double] = []
        var gradient: [Double] = []
        for row in 0..<rows {
            let line = logits[row * classes..<(row + 1) * classes].map(Double.init)
            let sum = line.reduce(0) { $0 + exp($1 - line.max()!) }
            losses.append(log(sum) + line.max()! - line[Int(labels[row])])
            gradient += line.enumerated().map { place, logit in
                let truth: Double = place == Int(labels[row]) ? 1 : 0
                return (exp(logit - line.max()!) / sum - truth) * Double(upstream[row * 2])
            }
        }
        let (n, c) = (Int64(rows), Int64(classes))
        expectClose(
            onAnyThreads(rows) { #expect(cvk_cross_entropy(n, c, logits, labels, $0) == -1) }, losses)
        expectClose(
            onAnyThreads(rows * classes) {
                #expect(cvk_cross_entropy_gradient(n, c, logits, labels, upstream, 2, $0) == -1)
            }, gradient, tolerance: 1e-6)
    }

    @Test("keep the digits of small losses and of small probabilities")
    func smallNumbers() {
        let logits: [Float] = [0, -12, -12, 0, -60, -95]
        var (losses, gradient) = ([Float](repeating: 0, count: 2), [Float](repeating: 0, count: 6))
        #expect(cvk_cross_entropy(2, 3, logits, [1, 0], &losses) == -1)
        #expect(cvk_cross_entropy_gradient(2, 3, logits, [1, 0], [1, 1], 1, &gradient) == -1)
        #expect(abs(losses[0] - 12) < 2e-5)
        let tiny = gradient[5] / Float(exp(-95.0))
        #expect(abs(gradient[4] / Float(exp(-60.0)) - 1) < 1e-6)
        #expect(abs(tiny - 1) < 1e-3, "a subnormal probability")
    }

    @Test("make NaN of a row with NaN or with nothing but negative infinities, of that alone")
    func notANumber() {
        let logits: [Float] = [1, .nan, -.infinity, -.infinity, 0, -.infinity, .infinity, 0]
        var (losses, gradient) = ([Float](repeating: 0, count: 4), [Float](repeating: 0, count: 8))
        #expect(cvk_cross_entropy(4, 2, logits, [0, 0, 0, 1], &losses) == -1)
        #expect(losses.map(\.isNaN) == [true, true, false, true])
        #expect(losses[2] == 0)
        #expect(cvk_cross_entropy_gradient(4, 2, logits, [0, 0, 0, 1], [1], 0, &gradient) == -1)
        #expect(gradient[0].isNaN && gradient[1].isNaN && gradient[2].isNaN && gradient[6].isNaN)
        #expect(gradient[4...5] == [0, 0])
    }

    @Test("return the place of a label out of range and write nothing", arguments: [Int32(-1), 3])
    func badLabel(label: Int32) {
        let logits = [Float](repeating: 0, count: 12)
        var output = [Float](repeating: 7, count: 12)
        #expect(cvk_cross_entropy(4, 3, logits, [0, 2, label, label], &output) == 2)
        #expect(cvk_cross_entropy_gradient(4, 3, logits, [0, label, 2, 0], [1], 0, &output) == 1)
        #expect(output.allSatisfy { $0 == 7 })
    }

    @Test(
        "gather rows and add them up where they came from",
        arguments: [(0, 4, 3), (5, 0, 3), (300, 1, 7), (70, 3, 500), (65, 100, 4), (1000, 37, 30)])
    func gatherAndScatter(count: Int, width: Int, tableRows: Int) {
        var numbers = Numbers(seed: count + width)
        let table = numbers.reals(tableRows * width)
        let rows = numbers.reals(count * width)
        let indices = (0..<count).map { _ in Int32(numbers.whole(-tableRows...tableRows - 1)) }
        let resolved = indices.map { Int($0) < 0 ? Int($0) + tableRows : Int($0) }
        var sums = [Float](repeating: 0, count: table.count)
        for (i, row) in resolved.enumerated() {
            for c in 0..<width { sums[row * width + c] += rows[i * width + c] }
        }
        let (n, w, t) = (Int64(count), Int64(width), Int64(tableRows))
        expectSame(
            onAnyThreads(rows.count) { #expect(cvk_gather_rows(n, w, t, -t, table, indices, $0) == -1) },
            resolved.flatMap { table[$0 * width..<($0 + 1) * width] })
        expectSame(
            onAnyThreads(table.count) { #expect(cvk_scatter_add_rows(n, w, t, rows, indices, $0) == -1) },
            sums)
    }

    @Test("return the place of an index out of range and write nothing", arguments: [Int32(-4), 3])
    func badIndex(index: Int32) {
        let rows = [Float](repeating: 0, count: 6)
        var output = [Float](repeating: 7, count: 6)
        #expect(cvk_gather_rows(3, 2, 3, -3, rows, [0, -3, index], &output) == 2)
        #expect(cvk_gather_rows(3, 2, 3, 0, rows, [0, 2, -1], &output) == 2)
        #expect(cvk_scatter_add_rows(3, 2, 3, rows, [2, index, 0], &output) == 1)
        #expect(output.allSatisfy { $0 == 7 })
    }

    @Test("find the first largest element, NaN before numbers", arguments: shapes)
    func argmax(rows: Int, width: Int) {
        var numbers = Numbers(seed: rows + width)
        var x = numbers.ties(rows * width)
        for i in x.indices where i / width % 3 > 0 { x[i] = i / width % 3 == 1 ? -.infinity : abs(x[i]) }
        if width > 16 { for i in x.indices where x[i].isNaN && i % width < width / 2 { x[i] = 0 } }
        let expected = (0..<rows).map { row in
            var best = 0
            let line = Array(x[row * width..<(row + 1) * width])
            for (i, value) in line.enumerated() where value > line[best] || value.isNaN && !line[best].isNaN {
                best = i
            }
            return Int32(best)
        }
        let places = onAnyThreads(rows, filledWith: Int32(-9)) {
            cvk_argmax_rows(Int64(rows), Int64(width), x, $0)
        }
        #expect(places == expected)
    }
}
