import Chainrule
import ChainruleNN
import TestSupport
import Testing

@Suite("Default boxes and the loss of a single-shot detector")
struct DetectionTests {
    /// Two equal boxes on the left, (0, ¼) to (½, ¾), and two on the right.
    private let pairs = DefaultBoxes(
        maps: [.init(rows: 1, columns: 2, scale: 0.5)], lastScale: 0.5, aspectRatios: [1])

    @Test("default boxes are those computed by hand, map by map and place by place")
    func boxes() {
        let defaults = DefaultBoxes(
            maps: [.init(rows: 1, columns: 2, scale: 0.2), .init(rows: 1, columns: 1, scale: 0.8)],
            lastScale: 0.45, aspectRatios: [1, 2])
        #expect(defaults.count == 9 && defaults.boxesPerPlace == 3)
        let root = Float(2).squareRoot()
        let small: [[Float]] = [[0.2, 0.2], [0.2 * root, 0.2 / root], [0.4, 0.4]]
        let large: [[Float]] = [[0.8, 0.8], [0.8 * root, 0.8 / root], [0.6, 0.6]]
        let expected: [[Float]] =
            small.map { [0.25, 0.5] + $0 } + small.map { [0.75, 0.5] + $0 } + large.map { [0.5, 0.5] + $0 }
        expectClose(defaults.centers, Tensor(expected.flatMap(\.self), shape: [9, 4]), tolerance: 1e-7)
        expectClose(
            defaults.corners[6], Tensor([0.1, 0.1, 0.9, 0.9] as [Float]), tolerance: 1e-7)
    }

    @Test("offsets are those of the formula, and lead back to the boxes")
    func offsets() {
        let defaults = DefaultBoxes(
            maps: [.init(rows: 1, columns: 1, scale: 0.4)], lastScale: 0.4, aspectRatios: [1])
        let box: [Float] = [0.4, 0.5, 0.8, 0.6]
        let corners = Tensor(box + box, shape: [1, 2, 4])
        let offsets = defaults.offsets(to: corners)
        // The centers are 0.1 and 0.05 apart, the height is a quarter.
        let expected: [Float] = [2.5, 1.25, 0, -6.9314718]
        expectClose(offsets, Tensor(expected + expected, shape: [1, 2, 4]), tolerance: 1e-5)
        expectClose(defaults.corners(at: offsets), corners, tolerance: 1e-6)
        expectClose(defaults.corners(at: .zeros([1, 2, 4]))[0], defaults.corners, tolerance: 1e-7)
    }

    @Test("a default box has the object it overlaps enough, and an object the boxes that overlap it most")
    func matches() {
        let filling: [Float] = [0, 0, 0, 0, -1]
        let (half, spot): ([Float], [Float]) = ([0, 0.25, 0.5, 0.5, 1], [0.6, 0.3, 0.7, 0.4, 0])
        let (whole, inside): ([Float], [Float]) = ([0, 0.25, 0.5, 0.75, 0], [0.1, 0.3, 0.2, 0.4, 1])
        let images = [
            // An overlap of exactly one half; and one of 0.04, but no other.
            [half, spot, filling],
            [filling, filling, filling],
            // Both claim the boxes on the left.
            [filling, inside, whole],
        ]
        let objects = Tensor(images.flatMap { $0.flatMap(\.self) }, shape: [3, 3, 5])
        let matches = pairs.matches(with: objects)
        #expect(matches.labels.type == TensorType([3, 4], .int32))
        #expect(matches.labels.scalars(as: Int32.self) == [2, 2, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0])
        #expect(matches.isObject.scalars(as: Int32.self) == [1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0])
        let (left, right): ([Float], [Float]) = ([0, 0.25, 0.5, 0.75], [0.5, 0.25, 1, 0.75])
        let corners =
            [half.dropLast(), half.dropLast(), spot.dropLast(), spot.dropLast()].flatMap(\.self)
            + [left, left, right, right, left, left, right, right].flatMap(\.self)
        expectClose(matches.corners, Tensor(corners, shape: [3, 4, 4]), tolerance: 1e-7)
        // Without a place that overlaps it enough, the object is still found.
        let strict = pairs.matches(with: objects, threshold: 0.6)
        #expect(strict.labels[0].scalars(as: Int32.self) == [2, 2, 1, 1])
    }

    @Test("the hardest negatives are chosen, of equal ones the first, none without a positive")
    func negatives() {
        let losses = Tensor([5, 1, 3, 3, 0.5, 2] as [Float], shape: [1, 6])
        func chosen(_ positives: [Bool], _ ratio: Double) -> [Int] {
            let choice = hardNegatives(losses, isPositive: Tensor(positives, shape: [1, 6]), ratio: ratio)
            return choice.scalars(as: Int32.self).enumerated().filter { $0.element == 1 }.map(\.offset)
        }
        let one = [true, false, false, false, false, false]
        #expect(chosen(one, 3) == [2, 3, 5])
        #expect(chosen(one, 1) == [2])
        #expect(chosen(one, 9) == [1, 2, 3, 4, 5])
        #expect(chosen([false, true, false, false, true, false], 1) == [0, 2])
        #expect(chosen([Bool](repeating: false, count: 6), 3) == [])
    }

    @Test("the loss is that computed by hand, compiled too, and 0 without an object")
    func loss() {
        let pairs = pairs
        let filling: [Float] = [0, 0, 0, 0, -1]
        let objects = Tensor([0, 0.25, 0.5, 0.5, 0] + filling as [Float], shape: [1, 2, 5])
        // Offsets (0, −2.5, 0, ln(½)/0.2) for two boxes, and both others are negatives.
        let expected = 2 + (3.4657359 - 0.5) + 2 * 0.69314718
        let loss: Double = multiboxLoss(.zeros([1, 4, 6]), objects, pairs).item()
        #expect(abs(loss - expected) < 1e-5)

        let step = compile { (outputs: Tensor, objects: Tensor) in
            let loss = multiboxLoss(outputs, objects, pairs)
            return [loss, gradients(of: loss, withRespectTo: outputs)]
        }
        let outputs = Tensor.normal([3, 4, 6], from: Generator(seed: 1))
        let several = concatenate([objects, objects, Tensor(filling + filling, shape: [1, 2, 5])])
        let results = step(outputs, several)
        let (compiled, gradient) = (results[0], results[1])
        expectClose(compiled, multiboxLoss(outputs, several, pairs), tolerance: 1e-5)
        // Offsets of the background are free, and so is all of an image without objects.
        #expect(gradient[0, 2..., ..<4].scalars(as: Float.self).allSatisfy { $0 == 0 })
        #expect(gradient[2].scalars(as: Float.self).allSatisfy { $0 == 0 })
        #expect(gradient[0, ..<2].scalars(as: Float.self).allSatisfy { $0 != 0 && $0.isFinite })
        let nothing = step(outputs[2...], several[2...])
        #expect(nothing.allSatisfy { $0.scalars(as: Float.self).allSatisfy { $0 == 0 } })
    }

    @Test("a step down the gradient of the loss changes it as the gradient says")
    func gradient() {
        let pairs = pairs
        let objects = Tensor([0.05, 0.2, 0.6, 0.6, 1] as [Float], shape: [1, 1, 5])
        let outputs = Tensor.normal([1, 4, 7], from: Generator(seed: 2))
        let gradient = gradients(of: multiboxLoss(outputs, objects, pairs), withRespectTo: outputs)
        func loss(_ step: Double) -> Double {
            multiboxLoss(outputs + gradient * step, objects, pairs).item()
        }
        let slope = (loss(1e-3) - loss(-1e-3)) / 2e-3
        let squares: Double = (gradient * gradient).sum().item()
        #expect(abs(slope / squares - 1) < 1e-2)
    }
}
