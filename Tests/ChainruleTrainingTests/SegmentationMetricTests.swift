import Chainrule
import ChainruleTraining
import Testing

@Suite("Metrics of segmentation") struct SegmentationMetricTests {
    /// Scores [N, classes, height, width] that predict the given classes of 2 × 3 pixels.
    private func predictions(_ predicted: [[Int32]], _ truth: [[Int32]], classCount: Int) -> Predictions {
        let shape: Shape = [predicted.count, 2, 3]
        let scores = Tensor(predicted.flatMap(\.self), shape: shape).oneHot(classCount).permuted([0, 3, 1, 2])
        return Predictions(
            outputs: scores, targets: Tensor(truth.flatMap(\.self), shape: shape), loss: Tensor(0.0))
    }

    @Test("mean IoU and pixel accuracy are those computed by hand; a class that is nowhere does not count")
    func byHand() throws {
        let truth: [[Int32]] = [[0, 0, 0, 1, 1, 1], [0, 0, 2, 2, 2, 2]]
        let predicted: [[Int32]] = [[0, 0, 1, 1, 1, 0], [0, 0, 2, 2, 2, 1]]
        let batch = predictions(predicted, truth, classCount: 4)
        // Of class 0: 4 right, 5 true, 5 predicted. Of 1: 2, 3, 4. Of 2: 3, 4, 3.
        let expected = [4.0 / 6, 2.0 / 5, 3.0 / 4]
        var metrics: Metrics = [.meanIoU, .accuracy]
        metrics.add(batch)
        let value = try #require(metrics.values["mean-iou"])
        #expect(abs(value - expected.reduce(0, +) / 3) < 1e-15)
        #expect(metrics.values["accuracy"] == 9.0 / 12)
        let confusion = try #require((metrics["mean-iou"] as? MeanIoU)?.confusion)
        #expect((0..<4).map(confusion.intersectionOverUnion) == expected + [nil])
    }

    @Test("counts are added up over batches, and a mean of means is something else")
    func batches() {
        let first = predictions([[0, 0, 0, 0, 0, 0]], [[0, 0, 0, 0, 0, 1]], classCount: 2)
        let second = predictions([[1, 1, 1, 1, 1, 1]], [[1, 1, 1, 1, 1, 1]], classCount: 2)
        var metric = MeanIoU()
        #expect(metric.value == nil)
        metric.add(first)
        let (zero, one) = (5.0 / 6, 6.0 / 7)
        #expect(metric.value == zero / 2)
        metric.add(second)
        #expect(metric.value == (zero + one) / 2)
        metric.reset()
        metric.add(second)
        #expect(metric.value == 1)
    }

    @Test("a class that is predicted where it is not counts as 0")
    func falseClass() {
        var metric = MeanIoU()
        metric.add(predictions([[0, 0, 0, 0, 0, 2]], [[0, 0, 0, 0, 0, 0]], classCount: 3))
        let background = 5.0 / 6
        #expect(metric.value == background / 2)
    }
}
