import ChainruleData

/// Keeps of detections that overlap the one with the largest score: non-maximum suppression, each class by itself.
///
/// Detections are taken in descending order of their scores, of equal ones the first; each is kept unless its intersection
/// over union with one of its class that was kept before exceeds the threshold.
///
/// Source: Felzenszwalb, Girshick, McAllester and Ramanan, "Object detection with discriminatively trained part-based models",
/// 2010, section 7.2.
///
/// - Parameters:
///   - detections: those of one image.
///   - threshold: the largest intersection over union of two that are kept; 0.45 as in SSD.
/// - Returns: those that are kept, the largest scores first.
public func nonMaximumSuppression(_ detections: [Detection], threshold: Float = 0.45) -> [Detection] {
    // Sorting is not stable: the place decides among equals.
    let order = detections.indices.sorted {
        (detections[$1].score, $0) < (detections[$0].score, $1)
    }
    return order.reduce(into: []) { kept, index in
        let candidate = detections[index]
        let isCovered = kept.contains {
            $0.label == candidate.label && $0.box.intersectionOverUnion(with: candidate.box) > threshold
        }
        if !isCovered { kept.append(candidate) }
    }
}
