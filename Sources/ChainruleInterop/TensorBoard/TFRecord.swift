/// The framing of records in a TFRecord file.
///
/// Source: <https://www.tensorflow.org/tutorials/load_data/tfrecord>, "TFRecords format details".
package enum TFRecord {
    /// A record as it is stored: length, checksum of the length, data, checksum of the data.
    package static func framed(_ data: [UInt8]) -> [UInt8] {
        let length = littleEndian(UInt64(data.count))
        return length + littleEndian(maskedChecksum(length)) + data + littleEndian(maskedChecksum(data))
    }

    /// Rotated and shifted, so that a record that contains checksums does not weaken its own.
    static func maskedChecksum(_ bytes: [UInt8]) -> UInt32 {
        let checksum = CRC32C.checksum(bytes)
        return (checksum >> 15 | checksum << 17) &+ 0xA282_EAD8
    }
}

/// The bytes of a number, lowest first.
func littleEndian(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
}
