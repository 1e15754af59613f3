internal import CLookalikeVectorKernels

/// Where things lie in a lists file, all little-endian:
///
/// | | |
/// |---|---|
/// | header | 4096 bytes, see `ListsFileHeader` |
/// | centroids | L × `stride` unsigned bytes |
/// | their terms | four columns of L float32: scale, offset, ‖c‖², radius; c = scale · u + offset |
/// | sizes | L × UInt32: the rows of each list |
/// | checksums | L × UInt32: CRC-32C of each list |
/// | unlisted | U × UInt32: covered rows that are in no list, ascending |
/// | lists | one behind the other, each from a multiple of 64 bytes on |
///
/// A list is an array of codes (`stride` unsigned bytes a row), then four columns of float32 (scale, offset, error and
/// norm, see `lkv_code_row`), then the row numbers, ascending, then zeros up to a multiple of 64 bytes.
///
/// A list's radius is at least the distance of each of its rows to the centroid, for cosines of rows of length 1.
struct ListsFileLayout: Sendable, Equatable {
    let dimension: Int
    let lists: Int
    let unlisted: Int

    /// Bytes of a row's codes; the same as in the code file.
    var stride: Int { codeLayout.stride }
    var codeLayout: CodeLayout { CodeLayout(dimension: dimension) }

    var centroids: Int { ListsFileHeader.size }
    var centroidTerms: Int { centroids + lists * stride }
    var sizes: Int { centroidTerms + 16 * lists }
    var checksums: Int { sizes + 4 * lists }
    var unlistedRows: Int { checksums + 4 * lists }
    var tableEnd: Int { unlistedRows + 4 * unlisted }
    var firstList: Int { Self.rounded(tableEnd) }

    /// The bytes of a list of `count` rows. The kernels read up to 63 bytes past the end of a row; they find them here.
    func size(ofList count: Int) -> Int { Self.rounded(count * (stride + 20)) }

    /// The part of a list that is the `column`-th column, the row numbers being the fifth.
    func column(_ column: Int, ofList count: Int) -> Int { count * (stride + 4 * column) }

    private static func rounded(_ size: Int) -> Int { (size + 63) / 64 * 64 }
}
