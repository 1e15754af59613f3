internal import CLookalikeVectorKernels

/// CRC-32C of bytes, continuing from `crc`.
package func crc32c(_ bytes: UnsafeRawBufferPointer, continuing crc: UInt32 = 0) -> UInt32 {
    lkv_crc32c(crc, bytes.baseAddress, bytes.count)
}

/// The same by the portable path, for tests.
package func crc32cPortable(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    lkv_crc32c_table(0, bytes.baseAddress, bytes.count)
}
