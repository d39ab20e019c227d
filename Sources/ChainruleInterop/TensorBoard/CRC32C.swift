/// The cyclic redundancy check that TFRecord files use: CRC-32 with Castagnoli's polynomial.
///
/// Source: RFC 3720, appendix B.4.
package enum CRC32C {
    /// What each possible byte does to the remainder. 0x82F63B78 is the polynomial, lowest power first.
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { rest, _ in rest & 1 == 0 ? rest >> 1 : rest >> 1 ^ 0x82F6_3B78 }
    }

    package static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
        let table = table
        return ~bytes.reduce(~UInt32(0)) { rest, byte in
            table[Int(UInt8(truncatingIfNeeded: rest) ^ byte)] ^ rest >> 8
        }
    }
}
