/// A name of a file as it stands in a message: in one line and not too long, whatever is in it.
func quoted(_ name: some StringProtocol) -> String {
    let longest = 120
    let scalars = name.unicodeScalars.prefix(longest + 1)
    var text = ""
    for scalar in scalars.prefix(longest) {
        let isPlain = scalar.properties.generalCategory != .control
        text.unicodeScalars.append(isPlain ? scalar : "\u{FFFD}")
    }
    return scalars.count > longest ? "'\(text)…'" : "'\(text)'"
}
