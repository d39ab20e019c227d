import CVectorKernels
import Foundation
import Testing

@Suite("Response normalization kernels")
struct ResponseNormTests {
    static let sizes = [
        (3, 1, 1), (50, 7, 5), (1000, 96, 5), (9, 33, 4), (4, 5, 30), (2, 2500, 3), (1, 3000, 2100),
    ]

    @Test(
        "divide by the power of the sum of squares around", arguments: sizes, [0.75, 0.5, 1, 0.6] as [Float])
    func forwardAndGradient(size: (places: Int, channels: Int, size: Int), beta: Float) {
        var norm = cvk_response_norm(
            places: Int64(size.places), channels: Int64(size.channels), size: Int64(size.size), alpha: 0.7,
            beta: beta, k: 1.5)
        var numbers = Numbers(seed: size.channels)
        let x = numbers.reals(size.places * size.channels)
        let upstream = numbers.reals(x.count)
        var output: [Double] = []
        var gradient: [Double] = []
        for place in 0..<size.places {
            let line = x[place * size.channels..<(place + 1) * size.channels].map(Double.init)
            let dy = upstream[place * size.channels..<(place + 1) * size.channels].map(Double.init)
            let window = { (i: Int) in
                max(0, i - size.size / 2)...min(size.channels - 1, i + (size.size - 1) / 2)
            }
            let (a, b) = (Double(norm.alpha) / Double(size.size), Double(beta))
            let bases = line.indices.map { i in 1.5 + a * window(i).reduce(0) { $0 + line[$1] * line[$1] } }
            output += line.indices.map { line[$0] * pow(bases[$0], -b) }
            var dx = line.indices.map { dy[$0] * pow(bases[$0], -b) }
            for j in line.indices {
                let common = 2 * a * b * dy[j] * line[j] * pow(bases[j], -b - 1)
                for i in window(j) { dx[i] -= common * line[i] }
            }
            gradient += dx
        }
        expectClose(onAnyThreads(x.count) { cvk_response_norm_forward(&norm, x, $0) }, output)
        expectClose(
            onAnyThreads(x.count) { cvk_response_norm_gradient(&norm, upstream, x, $0) }, gradient)
    }
}
