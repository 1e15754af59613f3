/// What a company may be called: a single folder name. No separator of any system, no control character, no dot at
/// the beginning; 1–200 bytes of UTF-8.
///
/// More is allowed than for collections, because the folders of another system already have their names.
enum CompanyName {
    static func isValid(_ name: String) -> Bool {
        guard (1...200).contains(name.utf8.count), name.utf8.first != UInt8(ascii: ".") else { return false }
        return name.unicodeScalars.allSatisfy { scalar in
            scalar != "/" && scalar != "\\" && scalar.properties.generalCategory != .control
        }
    }
}
