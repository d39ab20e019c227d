import Chainrule

extension LabeledImages {
    /// The images at `indices`, in that order, augmented and then standardized.
    ///
    /// The random numbers are those of ``SampleSet/augmented(by:)``.
    ///
    /// - Parameters:
    ///   - indices: at least one.
    ///   - augmentations: what changes the images, with levels divided by 255.
    ///   - standardization: the same for all pixels.
    /// - Returns: inputs `[N, channels, height, width]` and int32 labels `[N]`.
    package func batch(
        _ indices: some Collection<Int>, augmentedBy augmentations: Augmentations,
        then standardization: Standardization
    ) -> Batch {
        require(!indices.isEmpty, "batch: there are no indices")
        let (mean, factor) = (Float(standardization.mean[0]), Float(1 / standardization.deviation[0]))
        var buffer = ImageBuffer(channels: channels, height: height, width: width)
        let inputs = NDArray([indices.count, channels, height, width], Float.self) { target in
            for (place, index) in indices.enumerated() {
                let image = image(at: index)
                for (place, level) in image.enumerated() { buffer.pixels[place] = Self.shares[Int(level)] }
                augmentations.apply(to: &buffer, drawingFrom: &ExampleDraws.source(of: index).stream)
                let start = target + place * levelsPerImage
                for (place, pixel) in buffer.pixels.enumerated() { start[place] = (pixel - mean) * factor }
            }
        }
        return Batch(
            inputs: Tensor(inputs), targets: Tensor(indices.map { Int32(labels[$0]) }, shape: [indices.count])
        )
    }
}
