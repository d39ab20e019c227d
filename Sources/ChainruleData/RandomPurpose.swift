import Chainrule

/// What this module draws random numbers for.
///
/// One seed serves them all: every purpose has separate streams, so that a shuffle is never made of
/// the numbers that drew a glyph.
enum RandomPurpose: UInt64 {
    case shuffling = 1
    case trainingGlyphs
    case trainingGlyphLabels
    case validationGlyphs
    case validationGlyphLabels
    case reordering
    case splitting
    case folding
    case weightedSampling
    case transforming
    case mixing
    case trainingScenes
    case validationScenes
    case trainingSequences
    case validationSequences
    case trainingOpinions
    case validationOpinions
    case trainingTags
    case validationTags
    case tales
    case textPairs
    case trainingCaptions
    case validationCaptions
    case trainingVideos
    case validationVideos
}

extension RandomStream {
    init(seed: UInt64, purpose: RandomPurpose, index: Int) {
        require(index >= 0 && index < 1 << 56, "no stream \(index) for \(purpose)")
        self.init(seed: seed, stream: purpose.rawValue << 56 | UInt64(index))
    }
}
