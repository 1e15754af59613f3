"""The 10,000 strings that tokenizers are compared on. Tests/TokenizersTests/TrickyStrings.swift makes the same.

`python strings.py FILE` writes the fragments that both sides read. Characters are those of Unicode 14, which Python 3.11
knows: later ones are unassigned there and letters elsewhere.
"""

import json
import sys
import unicodedata

COUNT = 10_000
MASK = (1 << 64) - 1

WORDS = """a an the photo of cat dog red blue black white green mug backpack shoe running in on snow sunset beach
Photograph BLACK-AND-WHITE close-up 35mm f/1.8 ISO100 T-shirt size XXL naïve café résumé façade jalapeño Ångström
coöperate Straße GROẞ İstanbul ISPARTA ılık ΟΔΥΣΣΕΥΣ Σ ΑΣ. ΣΑΣ; Ὀδυσσεύς Ελλάδα москва Ёлка Київ Україна žluťoučký
kůň Łódź ŁÓDŹ Þór Øresund œuvre ÆON ʼn ŉ don't DON'T it's we're I'm they'll he'd you've 'tis rock'n'roll 's 'S 'ſ o'clock
Dž ǅ Ǉ ﬁnd oﬃce ﬂuﬃeﬆ ﬅ ĳs ǆ ＬＯＵＤ　ＮＯＩＳＥ Ｕﾀｰﾝ ﾊﾝｶｸ ￡１２３ ﾡﾢ ｶﾞ ｱﾟ ｡｢｣ ‘curly’ “quotes” ‛odd‟ „low“ ‚single‘ ʼ
ﷺ ﷲ ﬀ ™ № ℃ ㎏ ½ ² ³ ¹ ⅷ Ⅷ ① ⒈ 三 億 ٣٤٥ ५६ ๓ 𝟘 𝒥ohn ℋ 𝕳ello ᵃᵇ ₂ ª º""".split()

SCRIPTS = """你好世界 一只猫在雪地里 紅色的杯子 ひらがな カタカナ 東京タワー 한국어 고양이 각 नमस्ते दुनिया हिन्दी क्षत्रिय বাংলা தமிழ் తెలుగు ಕನ್ನಡ
മലയാളം සිංහල ไทย แมวสีดำ ลาว မြန်မာ ខ្មែរ བོད་ ქართული Հայերեն ևս አማርኛ العربية قطّة سوداء لا إله فارسی می‌خواهم
پاکستان עברית חתול שָׁלוֹם ייִדיש ᏣᎳᎩ ꭰ ᚱᚢᚾ 𐍈 𐐷𐐏 Ⴀⴀ ⲁⲂ""".split()

EMOJI = ["😀", "👍🏽", "👩‍👩‍👧‍👦", "🏳️‍🌈", "🇩🇪🇫🇷", "🇯🇵", "🏴󠁧󠁢󠁷󠁬󠁳󠁿", "❤️", "☺", "©️", "5️⃣", "🐈‍⬛", "🤦🏿‍♂️", "✈", "🫠", "ツ", "(╯°□°）╯︵ ┻━┻",
         "¯\\_(ツ)_/¯", "( ͡° ͜ʖ ͡°)", "ಠ_ಠ"]

ENTITIES = """&amp; &lt; &gt; &quot; &apos; &nbsp; &eacute; &EACUTE; &Eacute; &NTILDE; &nTILDE; &SZLIG; &szlig; &amp;amp; &amp;lt;b&amp;gt;
&amp;amp;lt; &copy &copycat &notit; &not &notin; &ampere &AMP &LT;b&GT; &hearts; &#39; &#039; &#x27; &#X2019; &#8217 &#8217;s &#xe9 &#233;
&#0; &#x80; &#x81; &#150; &#x1F600; &#xD800; &#x110000; &#99999999999999999999; &#1; &#x1c; &#xFDD0; &#; &#x; &; & &&amp; &bogus; &Jscr; &HilbertSpace;
&NotEqualTilde; &fjlig; &CounterClockwiseContourIntegral; &ThickSpace; &#13; &#10; &Tab; &NewLine; AT&T R&D;R &para &sect;3 &times3 &divide&frac12
&rsquo; &ldquo;x&rdquo; &zwj; &shy; &#x202E; &lang; &tilde; &caron; &Ccaron; &CCARON; &IJlig; &fflig; &acE; &bne;""".split()

PUNCTUATION = """. , ; : ! ? !? ... … – — ― - -- _ __ / // \\ | ( ) [ ] { } < > <b> </b> <br/> <a&amp;b> @ @user # #tag $ $5 € €5 £ ¥ %
100% ^ ~ * ** + = == " ' '' ` `` ´ ¨ ¬ ¦ ¯ ¸ · • † ‡ ‰ ‹ › « » ¿ ¡ § ¶ ° → ∞ ≠ ≤ √2 π µ × ÷ ─ │ ░ █ ◊ ▁ ▁a a▁b {x} {} ''s ,,, ?!?! -_-""".split()

CONTROLS = ["\x00", "\x01", "\x07", "\x08", "\x0b", "\x0c", "\x1a", "\x1b", "\x1b[36;44m", "\x1b[0m", "\x1b[K", "\x1c", "\x1f", "\x7f",
            "\x80", "\x81", "\x85", "\x8d", "\x92", "\x93x\x94", "\x9d", "\xa0", "\xad", "\u061c", "\u1680", "\u180e", "\u2000", "\u2003",
            "\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u2028", "\u2029", "\u202a", "\u202e", "\u202f", "\u205f", "\u2060",
            "\u206a", "\u206f", "\u3000", "\ufe0f", "\ufeff", "\ufff9", "\ufffb", "\ufffc", "\ufffd", "\uffff", "\ue000", "\uf8ff",
            "\U0001d173", "\U000e0041", "\U000f0000", "\u0345", "\u0301", "\u034f"]

SPECIAL = ["<start_of_text>", "<end_of_text>", "<|startoftext|>", "<|endoftext|>", "<END_OF_TEXT>", "<|ENDOFTEXT|>", "<|endoftext|",
           "<ſtart_of_text>", "<s>", "</s>", "<unk>", "<pad>", "<bos>", "<eos>", "<mask>", "<0x41>", "<0xE9>", "</w>", "[CLS]", "<extra_id_0>",
           "<table>", "</table>", "<unused1>"]

MARKED = ["Ö", "é", "ñ", "Å", "Ç", "ệ", "ǖ", "ά", "й", "가", "が", "ﬁ", "İ", "ş", "ї", "Ω", "Å", "בּ", "ا", "क़", "ೀ", "Ḍ̇", "ậ", "ö̲", "각"]

SOURCES = ["é", "naïve café", "“quoted”", "it’s", "—", "…", "Привет", "ñandú", "€5", "你好", "😀", "à la carte", "às vezes", "Łódź", "šťastný",
           "Ελλάδα", "สวัสดี", "تست", "£10", "½ cup", "•", "™", "Ünïcödé", "ﬁ", "übermäßig", "क", "\u00a0", "à", "Ä", "œuf", "ß", "🏳️‍🌈", "ž"]
ENCODINGS = ["latin-1", "sloppy-windows-1252", "sloppy-windows-1251", "sloppy-windows-1250", "sloppy-windows-1253",
             "sloppy-windows-1254", "sloppy-windows-1257", "iso-8859-2", "macroman", "cp437"]


def mojibake():
    """UTF-8 read in a wrong encoding, twice for some, and with the damage that ftfy knows."""
    import ftfy.bad_codecs  # noqa: F401  (registers the sloppy encodings)

    made = []
    for text in SOURCES:
        for encoding in ENCODINGS:
            wrong = text.encode("utf-8").decode(encoding)
            made.append(wrong)
            if encoding in ("latin-1", "sloppy-windows-1252", "macroman"):
                made.append(wrong.replace("\xa0", " "))
                made.append(wrong.encode("utf-8").decode(encoding))
        made.append(text.encode("utf-8").decode("windows-1252", errors="replace"))
        # CESU-8: characters beyond 16 bits as two surrogates.
        units = text.encode("utf-16-be")
        cesu = b"".join(chr(int.from_bytes(units[i : i + 2], "big")).encode("utf-8", "surrogatepass") for i in range(0, len(units), 2))
        made.append(cesu.decode("sloppy-windows-1252"))
    made += ["Ã la mode", "Ã cause", "fÃ cil", "Ã s vezes", "â€œlikeâ€\ufffd", "Ã\xa0", "Â©", "Ã?", "À\x80", "Ø³Ù„Ø§Ù…", "вЂ”", "βЂ™", "Ð¿ÑÐ¸",
             "œ!", "É°", "×²", "√±", "≈°", "‚Äî", "‚ó¶", "ГўВЂВњa", "ā€“", "3 Â°", "Ä…", "l’Ã©tÃ©", "ΒΒ€Β", "ø¨", "Ê¼", "voilÃ  le travail"]
    return list(dict.fromkeys(made))


def ranges():
    """The assigned characters, without surrogates, as [first, last], in their order."""
    found = []
    for code in range(0x20, 0x110000):
        category = unicodedata.category(chr(code))
        if category in ("Cn", "Cs", "Co"):
            continue
        if found and found[-1][1] == code - 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return found


def fragments():
    def decomposed(texts):
        return [unicodedata.normalize("NFD", text) for text in texts]

    return {
        "lists": [WORDS, WORDS + decomposed(WORDS), SCRIPTS + decomposed(SCRIPTS), EMOJI, ENTITIES, PUNCTUATION, CONTROLS, SPECIAL,
                  MARKED + decomposed(MARKED), mojibake()],
        "separators": [" ", " ", " ", " ", "", "", "  ", "\n", "\t", "\r\n", ", ", "\u3000", "-"],
        "ranges": ranges(),
    }


class Random:
    """SplitMix64 (Steele, Lea, Flood 2014)."""

    def __init__(self, seed):
        self.state = seed

    def below(self, bound):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return (z ^ (z >> 31)) % bound


def string(index, data):
    """The string of that number."""
    random = Random(index)
    lists, separators, spans = data["lists"], data["separators"], data["ranges"]
    count = 200 if index % 50 == 49 else 1 + random.below(12)
    # Half of the strings keep to two kinds of fragments, so that a fault is not hidden behind another.
    kinds = [random.below(len(lists) + 2) for _ in range(2 if index % 2 == 0 else 6)]
    text = ""
    for position in range(count):
        if position:
            text += separators[random.below(len(separators))]
        kind = kinds[random.below(len(kinds))]
        if kind < len(lists):
            text += lists[kind][random.below(len(lists[kind]))]
        elif kind == len(lists):
            text += str(random.below(10 ** (1 + random.below(7))))
        else:
            for _ in range(1 + random.below(4)):
                first, last = spans[random.below(len(spans))]
                text += chr(first + random.below(last - first + 1))
    return text


if __name__ == "__main__":
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        json.dump(fragments(), file, ensure_ascii=True, separators=(",", ":"))
        file.write("\n")
