internal import LookalikeCatalogue

/// What a file's name says about its type, before anything is read.
enum FileNameKind: Sendable {
    /// It has the extension of a format that ``/LookalikePictures/PictureDecoder`` reads; the bytes tell which.
    case image
    /// It has the extension of a camera's raw file, which is an image and may be larger than others.
    case raw
    /// It has no extension or an unknown one: the first bytes tell.
    case doubtful
    /// It has the extension of a video: it is skipped without being opened where videos are not wanted.
    case video
    /// It has the extension of another well-known kind: it is skipped without being opened.
    case other

    /// - Parameter name: with or without folders before it.
    init(_ name: String) {
        let ending = Self.ending(of: name)
        // Most are in lower case.
        if Self.images.contains(ending) { self = .image } else { self.init(uncommon: ending) }
    }

    private init(uncommon ending: Substring) {
        if ending.isEmpty {
            self = .doubtful
        } else if Self.others.contains(ending) {
            self = .other
        } else {
            let lowercase = Substring(ending.lowercased())
            self =
                Self.images.contains(lowercase)
                ? .image
                : Self.videos.contains(lowercase)
                    ? .video
                    : Self.raws.contains(lowercase)
                        ? .raw : Self.others.contains(lowercase) ? .other : .doubtful
        }
    }

    /// Whether files of this kind are called by their whole path: a raw file lies beside the picture that the camera made of it,
    /// and frames are called by that of their file.
    var isCalledByPath: Bool { self == .video || self == .raw }

    /// Whether a name is that of a format that can hold several pages or frames.
    static func mayHavePages(_ name: String) -> Bool {
        ["tif", "tiff", "gif", "webp"].contains(ending(of: name).lowercased())
    }

    /// The text after the last dot of the name; empty if there is none.
    static func ending(of name: String) -> Substring {
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return "" }
        let ending = name[name.utf8.index(after: dot)...]
        return ending.utf8.contains(UInt8(ascii: "/")) ? "" : ending
    }

    private static let images = words(
        """
        jpg jpeg jpe jfif jfi jif pjpeg pjp mpo jps png apng webp gif tif tiff heic heics heif heifs hif avif avifs
        bmp dib
        """)

    private static let raws = words(
        "3fr arw cr2 cr3 dcr dng erf fff iiq kdc mef mos nef nrw orf pef raf rw2 rwl sr2 srf srw")

    private static let videos = words(
        """
        3g2 3gp avi flv m2ts m4v mkv mov mp4 mpeg mpg mts ogv ts vob webm wmv
        """)

    /// Kinds that are often found beside images, raw files without a preview that is read among them.
    private static let others = words(
        """
        ai crw cur dds djvu emf eps exr hdr icns ico indd j2k jp2 jpf jpx jxl jxr kra mrw pbm pcx pgm pnm ppm psb psd raw
        svg svgz tga wmf x3f xcf

        aac aif aiff amr flac m4a mid mp3 oga ogg opus wav wma

        css csv doc docx eml epub htm html ics ini json jsonl key log markdown md mobi msg ndjson numbers odp ods odt
        pages pdf ppt pptx rst rtf srt tex toml tsv txt url vcf vtt webloc xhtml xls xlsx xml yaml yml

        aae cfg conf cos db dop exif lrcat lrdata lrprev lrtemplate on1 pp3 thm xmp

        c cc class cpp cs go h hpp ipynb java js jsx kt lua m map mjs mm php pl plist ps1 py pyc r rb rs scss sh sql
        swift tsx vue

        7z a apk app bat bz2 cab deb dll dmg dylib exe gz img iso jar lib lnk lz4 lzma msi o pkg rar rpm so tar tbz tgz
        txz xz zip zst

        arrow bin blend dbf faiss feather fbx glb gltf h5 hdf5 lkv mat npy npz obj onnx parquet pb pickle pkl pt pth
        safetensors shp sqlite sqlite3 stl tflite torrent

        eot otf ttc ttf woff woff2

        bak crdownload download lock old orig part partial pid sock swp temp tmp
        """)

    private static func words(_ text: String) -> Set<Substring> {
        Set(text.split { $0 == " " || $0 == "\n" })
    }

    /// Folders that systems and tools keep beside people's images, such as thumbnails and trash. Folders and files
    /// whose names begin with a dot are skipped too.
    static func isSystemFolder(_ name: String) -> Bool {
        guard let first = name.utf8.first, systemInitials.contains(first) else { return false }
        return systemFolders.contains(name.lowercased())
    }

    private static let systemFolders: Set<String> = [
        "@eadir", "@recycle", "@recently-snapshot", "@tmp", "#recycle", "#snapshot", "$recycle.bin",
        "recycler",
        "system volume information", "__macosx", "lost+found",
    ]
    private static let systemInitials = Set(
        systemFolders.flatMap { [$0, $0.uppercased()] }.compactMap(\.utf8.first))
}

extension FrameOptions {
    /// Whether files with the name of a file are read.
    func takes(_ name: String) -> Bool {
        switch FileNameKind(name) {
        case .video: videos
        case .raw: raw
        case .image, .doubtful, .other: true
        }
    }
}
