/// What a company may be called: one entry of a folder that leads nowhere else. No separator of any system, no
/// control character, no dot at its beginning; 1–200 bytes of UTF-8.
///
/// More is allowed than in the name of a collection, since the folders of another system have the names that they
/// have.
enum CompanyName {
    static func isValid(_ name: String) -> Bool {
        guard (1...200).contains(name.utf8.count), name.utf8.first != UInt8(ascii: ".") else { return false }
        return name.unicodeScalars.allSatisfy { scalar in
            scalar != "/" && scalar != "\\" && scalar.properties.generalCategory != .control
        }
    }
}
