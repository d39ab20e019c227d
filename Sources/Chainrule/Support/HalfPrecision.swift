extension Float {
    /// The value of an IEEE 754 number of 16 bits. Swift's own type for them is missing on some systems.
    package init(halfBits bits: UInt16) {
        let sign: FloatingPointSign = bits >> 15 == 0 ? .plus : .minus
        let (exponent, fraction) = (Int(bits >> 10 & 31), Float(bits & 1023))
        switch exponent {
        case 31: self = fraction > 0 ? .nan : Float(sign: sign, exponent: 0, significand: .infinity)
        case 0: self.init(sign: sign, exponent: -24, significand: fraction)
        default: self.init(sign: sign, exponent: exponent - 25, significand: 1024 + fraction)
        }
    }

    /// The value of a bfloat16 number: the upper half of a float32.
    package init(bfloat16Bits bits: UInt16) { self.init(bitPattern: UInt32(bits) << 16) }
}
