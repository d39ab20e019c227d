import ChainruleData

/// The average precision of the detections of one class, added up image by image.
///
/// Detections are ranked by their scores. Up to each rank, precision is the share of the detections that are right, recall
/// the share of the objects that were found. Average precision is the area under the curve of the largest precision at
/// that recall or a larger one: Σ (rₙ − rₙ₋₁)·max_{m ≥ n} pₘ, over all points as in VOC since 2010. Detections of equal scores
/// share a rank.
///
/// Source: Everingham, Eslami, Van Gool, Williams, Winn and Zisserman, "The PASCAL visual object classes challenge: a
/// retrospective", 2015.
public struct AveragePrecision: Sendable, Equatable, Codable {
    /// The smallest intersection over union of a right detection.
    public let threshold: Float
    /// The number of objects.
    public private(set) var objectCount = 0
    private var scores: [Float] = []
    private var hits: [Bool] = []

    /// - Parameter threshold: the smallest intersection over union of a right detection.
    public init(threshold: Float = 0.5) { self.threshold = threshold }

    /// Adds the detections of the class in one image, and its objects there.
    ///
    /// In descending order of scores, of equal ones the first, each detection belongs to the object that it overlaps most;
    /// it is right if the overlap reaches the threshold and no detection before it was right about that object.
    public mutating func add(_ detections: [Detection], objects: [Box]) {
        var isFound = [Bool](repeating: false, count: objects.count)
        let order = detections.indices.sorted {
            (detections[$1].score, $0) < (detections[$0].score, $1)
        }
        for index in order {
            let overlaps = objects.map { $0.intersectionOverUnion(with: detections[index].box) }
            let best = overlaps.indices.reduce(nil as Int?) { best, place in
                if let best, overlaps[best] >= overlaps[place] { return best }
                return place
            }
            var isHit = false
            if let best, overlaps[best] >= threshold, !isFound[best] { (isHit, isFound[best]) = (true, true) }
            scores.append(detections[index].score)
            hits.append(isHit)
        }
        objectCount += objects.count
    }

    /// The average precision, from 0 to 1; nil if there is no object.
    public var value: Double? {
        if objectCount == 0 { return nil }
        let order = scores.indices.sorted { scores[$0] > scores[$1] }
        // Precision and recall at the last detection of each score.
        var points: [(precision: Double, recall: Double)] = []
        var found = 0
        for (rank, index) in order.enumerated() {
            if hits[index] { found += 1 }
            if rank + 1 < order.count, scores[order[rank + 1]] == scores[index] { continue }
            points.append((Double(found) / Double(rank + 1), Double(found) / Double(objectCount)))
        }
        var (area, best) = (0.0, 0.0)
        for place in points.indices.reversed() {
            best = max(best, points[place].precision)
            area += best * (points[place].recall - (place > 0 ? points[place - 1].recall : 0))
        }
        return area
    }
}
