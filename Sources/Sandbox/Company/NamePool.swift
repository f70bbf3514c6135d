/// The names people can have: eight cultures with sixteen given names and sixteen surnames each.
///
/// A name that its plain transliteration would spoil says how it is written in addresses: `Ελένη/eleni`.
struct NamePool: Sendable {
    struct Name: Sendable {
        let written: String
        /// As in addresses: lower case, ASCII letters only.
        let plain: String

        init(_ entry: Substring) {
            let parts = entry.split(separator: "/")
            written = String(parts[0])
            plain = parts.count == 2 ? String(parts[1]) : NamePool.transliterate(written)
        }
    }
    private struct Culture: Sendable {
        let given: [Name]
        let surnames: [Name]
        let language: String

        init(_ language: String, given: String, surnames: String) {
            self.language = language
            self.given = given.split(separator: " ").map(Name.init)
            self.surnames = surnames.split(separator: "|").map(Name.init)
        }
    }
    struct FullName: Sendable {
        let given: String
        let surname: String
        /// `lena.mueller`: no two combinations share one.
        let login: String
        let language: String
    }

    /// How many combinations there are: a power of two.
    static let count = 2048
    private let cultures: [Culture]
    private let combinations: [String: Int]

    init() {
        cultures = Self.cultures
        var combinations: [String: Int] = [:]
        for index in 0..<Self.count {
            combinations[Self.name(index, of: cultures).login] = index
        }
        self.combinations = combinations
    }

    /// - Parameter index: 0 to `count` − 1.
    func name(_ index: Int) -> FullName { Self.name(index, of: cultures) }

    func index(ofLogin login: String) -> Int? { combinations[login] }

    private static func name(_ index: Int, of cultures: [Culture]) -> FullName {
        let culture = cultures[index / 256]
        let given = culture.given[index / 16 % 16], surname = culture.surnames[index % 16]
        return FullName(
            given: given.written, surname: surname.written, login: "\(given.plain).\(surname.plain)",
            language: culture.language)
    }

    static func transliterate(_ name: String) -> String {
        var result = ""
        for character in name.lowercased() {
            if character.isASCII {
                if character.isLetter { result.append(character) }
            } else {
                result += plain[character] ?? ""
            }
        }
        return result
    }

    private static let plain: [Character: String] = [
        "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "å": "aa", "ø": "oe", "æ": "ae", "é": "e", "è": "e", "ê": "e",
        "ë": "e", "á": "a", "à": "a", "â": "a", "ã": "a", "ç": "c", "ñ": "n", "í": "i", "î": "i", "ï": "i", "ó": "o",
        "ô": "o", "õ": "o", "ú": "u", "û": "u", "ł": "l", "ń": "n", "ś": "s", "ż": "z", "ź": "z", "ą": "a", "ę": "e",
        "ć": "c", "ş": "s", "ğ": "g", "ı": "i", "č": "c", "š": "s", "ž": "z", "ő": "o",
    ]

    private static let cultures: [Culture] = [
        Culture(
            "de-DE",
            given: "Lena Jürgen Käthe Björn Sören Anneliese Matthias Ute "
                + "Dörte Florian Greta Heiko Jörg Katrin Rüdiger Vera",
            surnames: "Müller|Schröder|Weiß|Köhler|Großmann|Krüger|Böhm|Lindner|Jäger|von der Heide|Winkler|Brandt|"
                + "Schäfer|Voß|Hübner|Zimmermann"),
        Culture(
            "en-GB",
            given: "Grace Oliver Siobhán Callum Harriet Niamh Rhys Isla "
                + "Desmond Fiona Alistair Bronwyn Graham Maeve Nigel Zoë",
            surnames: "O'Brien|Smith-Jones|MacDonald|Hughes|O'Sullivan|Clarke|Whitfield|Ashworth|Pembroke|Fairfax|"
                + "Davies|Sinclair|Thornton|Wren|Kavanagh|Llewellyn"),
        Culture(
            "fr-FR",
            given: "Chloé François Hélène Noël Agnès Gaël Océane Benoît "
                + "Anaïs Léa Jérôme Mélanie Thibault Zélie Rémi Inès",
            surnames: "Lefèvre|Dubois|Béranger|D'Artois|Garçon|Legrand|Moreau|Chevalier|Rousseau|Delacroix|Fontaine|"
                + "Gauthier|Lemaître|Marchand|Perrault|Vasseur"),
        Culture(
            "es-ES",
            given: "Begoña Íñigo Lucía José María Joaquín Ángela Martín "
                + "Inés Álvaro Sofía Raúl Pilar Núria Óscar Ximena",
            surnames: "García Márquez|Núñez|Ibáñez|Pérez|Gutiérrez|Rodríguez|Peña|Ordóñez|Castillo|Domínguez|Vázquez|"
                + "Muñoz|Herrera|Jiménez|Solís|Zúñiga"),
        Culture(
            "pl-PL",
            given:
                "Małgorzata Łukasz Zofia Stanisław Żaneta Bogusław Agnieszka "
                + "Michał Ewa Jędrzej Kasia Paweł Świętosława "
                + "Tomasz Urszula Wojciech",
            surnames: "Wiśniewska|Kowalczyk|Łuczak|Zieliński|Dąbrowski|Szczęsny|Gołąb|Krawiec|Nowicki|Pająk|Sikora|"
                + "Wróbel|Żak|Mazur|Ostrowski|Jabłoński"),
        Culture(
            "el-GR",
            given: "Ελένη/eleni Γιώργος/giorgos Νίκη/niki Σταύρος/stavros Δήμητρα/dimitra Αλέξης/alexis Θάλεια/thaleia "
                + "Πέτρος/petros Ειρήνη/eirini Κώστας/kostas Μυρτώ/myrto Λεωνίδας/leonidas Φωτεινή/foteini "
                + "Ορέστης/orestis Χλόη/chloi Άρης/aris",
            surnames: "Παπαδοπούλου/papadopoulou|Ιωάννου/ioannou|Γεωργίου/georgiou|Νικολάου/nikolaou|Μακρή/makri|"
                + "Αντωνίου/antoniou|Βλάχος/vlachos|Δούκας/doukas|Ζαφείρης/zafeiris|Καλλέργη/kallergi|"
                + "Λιάπης/liapis|Ρήγας/rigas|Σαββίδης/savvidis|Τσάτσος/tsatsos|Φωκάς/fokas|Χατζή/chatzi"),
        Culture(
            "ja-JP",
            given: "さくら/sakura 健太/kenta 美咲/misaki 翔/sho 陽子/yoko 大輔/daisuke 愛/ai 直樹/naoki 千尋/chihiro 誠/makoto "
                + "結衣/yui 拓也/takuya 恵/megumi 亮/ryo 葵/aoi 悠人/yuto",
            surnames: "田中/tanaka|鈴木/suzuki|高橋/takahashi|渡辺/watanabe|伊藤/ito|山本/yamamoto|中村/nakamura|"
                + "小林/kobayashi|加藤/kato|吉田/yoshida|佐々木/sasaki|山口/yamaguchi|松本/matsumoto|井上/inoue|"
                + "木村/kimura|清水/shimizu"),
        Culture(
            "en-IN",
            given: "Aarav Priya Rohan Ananya Vikram Deepa Arjun Kavya "
                + "Sanjay Meera Nikhil Lakshmi Rahul Sneha Tarun Usha",
            surnames: "Sharma|Iyer|Patel|Chatterjee|Reddy|Nair|Banerjee|Kulkarni|Deshmukh|Menon|Singh|Rao|Joshi|"
                + "Krishnamurthy|Bhattacharya|Gill"),
    ]
}
