import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleTraining
import Foundation
import Testing

@Suite("Detections and their average precision") struct DetectionMetricTests {
    private func box(_ left: Float, _ width: Float = 10) -> Box {
        Box(left: left, top: 0, right: left + width, bottom: 10)
    }

    private func detection(_ left: Float, _ score: Float, label: Int = 0) -> Detection {
        Detection(box: box(left), label: label, score: score)
    }

    @Test("of detections that overlap the surest is kept, each class by itself")
    func suppression() {
        // Neighbors at a distance of 3 overlap by 7/13, at 5 by 5/15.
        let found = [
            detection(3, 0.8), detection(0, 0.9), detection(8, 0.7), detection(3, 0.6, label: 1),
        ]
        #expect(nonMaximumSuppression(found) == [found[1], found[2], found[3]])
        // What was suppressed suppresses nothing: 6 is near 3, but not near 0.
        let chain = [detection(0, 0.9), detection(3, 0.8), detection(6, 0.7)]
        #expect(nonMaximumSuppression(chain) == [chain[0], chain[2]])
        // The threshold itself is allowed.
        #expect(nonMaximumSuppression([detection(0, 0.9), detection(5, 0.8)], threshold: 1.0 / 3).count == 2)
        #expect(nonMaximumSuppression([detection(0, 0.9), detection(5, 0.8)], threshold: 0.33).count == 1)
    }

    @Test("of equal scores the first detection is kept; nothing stays nothing")
    func suppressionOfTies() {
        let ties = [detection(1, 0.5), detection(0, 0.5), detection(2, 0.5)]
        #expect(nonMaximumSuppression(ties) == [ties[0]])
        #expect(nonMaximumSuppression([]) == [])
    }

    @Test("average precision is the area under the envelope, computed by hand")
    func area() throws {
        var precision = AveragePrecision()
        // In the first image 0.9 is right and 0.8 beside the objects; in the second 0.7 is right, 0.6 finds the same again.
        precision.add([detection(100, 0.8), detection(1, 0.9)], objects: [box(0), box(40)])
        precision.add([detection(61, 0.6), detection(60, 0.7)], objects: [box(60)])
        // Recall 1/3 at precision 1, 2/3 at 2/3; the third object is never found.
        #expect(abs(try #require(precision.value) - 5.0 / 9) < 1e-12)
        #expect(precision.objectCount == 3)
        // A better precision later counts for the recall before: 0, 1/2, 2/3.
        var late = AveragePrecision()
        late.add([detection(90, 0.9), detection(0, 0.8), detection(40, 0.7)], objects: [box(0), box(40)])
        #expect(abs(try #require(late.value) - 2.0 / 3) < 1e-12)
    }

    @Test("detections of equal scores share a rank, whatever their order")
    func ties() {
        for lefts in [[0, 90], [90, 0]] as [[Float]] {
            var precision = AveragePrecision()
            precision.add(lefts.map { detection($0, 0.5) }, objects: [box(0)])
            #expect(precision.value == 0.5)
        }
        // Two equal ones on one object: the first is right, the second is not.
        var twice = AveragePrecision()
        twice.add([detection(0, 0.5), detection(0, 0.5)], objects: [box(0)])
        #expect(twice.value == 0.5)
    }

    @Test("without objects there is no value, without detections it is 0")
    func nothing() {
        var precision = AveragePrecision()
        #expect(precision.value == nil)
        precision.add([detection(0, 0.9)], objects: [])
        #expect(precision.value == nil)
        var missed = AveragePrecision()
        missed.add([], objects: [box(0)])
        #expect(missed.value == 0)
    }

    @Test("an overlap of exactly the threshold is right")
    func threshold() {
        // 5 of 10 in common, all of the smaller one.
        var precision = AveragePrecision()
        precision.add([detection(0, 0.9)], objects: [box(0, 5)])
        #expect(precision.value == 1)
        var strict = AveragePrecision(threshold: 0.6)
        strict.add([detection(0, 0.9)], objects: [box(0, 5)])
        #expect(strict.value == 0)
    }

    /// Four default boxes, two by two, each twice.
    private let defaults = DefaultBoxes(
        maps: [.init(rows: 2, columns: 2, scale: 0.5)], lastScale: 0.5, aspectRatios: [1])

    /// Outputs of two classes in which some default boxes are at a box with a class and a logit.
    private func outputs(_ images: [[Int: (corners: [Float], label: Int, logit: Float)]]) -> Tensor {
        let corners = defaults.corners
        let rows = images.map { found -> Tensor in
            let boxes = stack((0..<8).map { found[$0].map { Tensor($0.corners) } ?? corners[$0] })
            let scores = (0..<8).flatMap { place -> [Float] in
                guard let detection = found[place] else { return [9, 0, 0] }
                return [
                    0, detection.label == 0 ? detection.logit : -20,
                    detection.label == 1 ? detection.logit : -20,
                ]
            }
            return concatenate([defaults.offsets(to: boxes), Tensor(scores, shape: [8, 3])], axis: 1)
        }
        return stack(rows)
    }

    @Test("outputs are read as boxes with the probability of their class, without doubles, the surest first")
    func reader() {
        let box: [Float] = [0.1, 0.2, 0.4, 0.5]
        let other: [Float] = [0.5, 0.5, 0.9, 1]
        let made = outputs([[0: (box, 1, 1), 3: (box, 1, 2), 6: (other, 0, 3)], [:]])
        let found = DetectionReader(defaults).detections(made)
        #expect(found.map(\.count) == [2, 0])
        #expect(found[0].map(\.label) == [0, 1])
        // Of scores 0, the logit and nearly nothing.
        let probabilities = [3.0, 2].map { 1 / (1 + Foundation.exp(-$0)) }
        for (detection, expected) in zip(found[0], zip([other, box], probabilities)) {
            let edges = [detection.box.left, detection.box.top, detection.box.right, detection.box.bottom]
            #expect(zip(edges, expected.0).allSatisfy { abs($0 - $1) < 1e-6 })
            #expect(abs(Double(detection.score) - expected.1) < 1e-5)
        }
        #expect(DetectionReader(defaults, minimumScore: 0.9).detections(made)[0].map(\.label) == [0])
        #expect(DetectionReader(defaults, limit: 1).detections(made)[0].map(\.label) == [0])
    }

    @Test("mAP is the mean over the classes that have objects, the same over batches of any sizes")
    func mean() throws {
        let box: [Float] = [0.1, 0.2, 0.4, 0.5]
        let (filling, object): ([Float], [Float]) = ([0, 0, 0, 0, -1], box + [1])
        let made = outputs([[0: (box, 1, 3)], [2: ([0.6, 0.6, 0.7, 0.7], 1, 4)], [:]])
        let targets = Tensor(
            [object, filling, object, filling, filling, filling].flatMap(\.self), shape: [3, 2, 5])
        func predictions(_ rows: Range<Int>) -> Predictions {
            Predictions(outputs: made[rows], targets: targets[rows], loss: Tensor(0.0))
        }
        var metric = MeanAveragePrecision(DetectionReader(defaults), classCount: 2)
        #expect(metric.value == nil)
        metric.add(predictions(0..<1))
        #expect(metric.value == 1)
        metric.add(predictions(1..<3))
        // The surest is wrong, the next right: half of the objects at a precision of one half.
        #expect(metric.value == 0.25)
        #expect(metric.classes.map(\.value) == [nil, 0.25])
        var whole = MeanAveragePrecision(DetectionReader(defaults), classCount: 2)
        whole.add(predictions(0..<3))
        #expect(whole.value == 0.25)
        let state = Metrics([whole]).state
        var restored: Metrics = [MeanAveragePrecision(DetectionReader(defaults), classCount: 2)]
        try restored.restore(state)
        #expect(restored.values == ["map": 0.25])
        whole.reset()
        #expect(whole.value == nil)
    }
}
