/// A FAISS index, possibly inside another, as found in its file.
struct FaissIndex {
    /// In FAISS' words, including the wrapped index.
    var kind: String
    var dimension: Int
    var count: Int
    var metric: StatedMetric
    /// In FAISS' words, unless it is inner product or L2.
    var otherMetric: String?
    var rows: any RowSource
    /// nil: the vectors are numbered from 0.
    var ids: [Int64]?
}

/// The four characters at the start of an index.
struct FourCC: Equatable, CustomStringConvertible {
    let bytes: [UInt8]

    static func == (code: FourCC, text: String) -> Bool { code.bytes.elementsEqual(text.utf8) }

    /// Printable, whatever the bytes are.
    var description: String {
        bytes.map { 0x21...0x7e ~= $0 ? String(UnicodeScalar($0)) : "\\x" + String($0, radix: 16) }.joined()
    }

    /// Whether it can be a FAISS index: four printable letters and digits.
    var isPlausible: Bool {
        bytes.count == 4 && bytes.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "z") ~= $0 }
    }

    /// FAISS' class, for frequent kinds that are not supported.
    var className: String? {
        switch description {
        case "IxPT": "IndexPreTransform"
        case "IxPQ", "IxPo", "IxPq": "IndexPQ"
        case "IvPQ", "IwPQ": "IndexIVFPQ"
        case "IvQR", "IwQR": "IndexIVFPQR"
        case "IxRF": "IndexRefine"
        case "IxHE", "IxHe": "IndexLSH"
        case "IHNp": "IndexHNSWPQ"
        case "IHN2": "IndexHNSW2Level"
        case "IHNc", "IHc2": "IndexHNSWCagra"
        case "IHfP": "IndexHNSWFlatPanorama"
        case "INSf", "INSp", "INSs": "IndexNSG"
        case "INNf": "IndexNNDescent"
        case "IPfs": "IndexPQFastScan"
        case "IwPf": "IndexIVFPQFastScan"
        case "IvFl", "IvFL": "IndexIVFFlat of before 2018"
        case "IvSQ": "IndexIVFScalarQuantizer of before 2018"
        case "IwFd": "IndexIVFFlatDedup"
        case "IBxF", "IBwF", "IBFf", "IBHf", "IBMp", "IBM2", "IBHh", "IBHm": "an index of binary vectors"
        default: nil
        }
    }
}

/// The fields of every index after its four characters (`read_index_header` of FAISS).
struct FaissHeader {
    let dimension: Int
    let count: Int
    let metric: StatedMetric
    /// In FAISS' words, unless it is inner product or L2.
    let otherMetric: String?

    init(_ cursor: inout FileCursor) throws(VectorFormatError) {
        let dimension: Int32 = try cursor.number()
        let count: Int64 = try cursor.number()
        // Two numbers that FAISS no longer uses.
        try cursor.skip(16)
        let trained: UInt8 = try cursor.number()
        let metric: Int32 = try cursor.number()
        // The parameter that some of its other metrics have.
        if metric > 1 { try cursor.skip(4) }
        guard 1...(1 << 20) ~= dimension else {
            throw cursor.damaged("it says that its vectors have \(dimension) numbers")
        }
        guard count >= 0 else { throw cursor.damaged("it says that it has \(count) vectors") }
        guard trained <= 1, 0...100 ~= metric else { throw cursor.damaged("its header makes no sense") }
        self.dimension = Int(dimension)
        self.count = Int(count)
        guard trained == 1 || count > 0 else {
            throw .unsupported(
                path: cursor.path, found: "a FAISS index that was never trained, and so no vectors",
                supported: "one that was trained and given its vectors before it was written")
        }
        self.metric = metric == 0 ? .innerProduct : metric == 1 ? .euclidean : .unknown
        otherMetric = metric > 1 ? Self.names[metric] ?? "metric \(metric)" : nil
    }

    /// `faiss::MetricType`.
    private static let names: [Int32: String] = [
        2: "METRIC_L1", 3: "METRIC_Linf", 4: "METRIC_Lp", 20: "METRIC_Canberra", 21: "METRIC_BrayCurtis",
        22: "METRIC_JensenShannon", 23: "METRIC_Jaccard", 24: "METRIC_NaNEuclidean", 25: "METRIC_GOWER",
    ]
}
