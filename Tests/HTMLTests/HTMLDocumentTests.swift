import Foundation
import HTML
import Testing

@Suite("A parsed page") struct HTMLDocumentTests {
    @Test("gives elements by id, name and class, with entities decoded")
    func finds() throws {
        let page = try HTMLDocument(
            Data(
                """
                <!DOCTYPE html><HTML><head><META name="atlassian-token" content="a&amp;b|lin"><meta content=x></head>
                <body><!-- SecurityTokenMissing --><P ID="edit_R&amp;D &lt;1&gt;" class="aui  error" data-field="key">
                Fish &amp; &#67;hips &#x1F36B; &quot;caf&eacute;&quot; <b>b</b></P></body></HTML>
                """.utf8))
        #expect(page.meta("atlassian-token") == "a&b|lin")
        #expect(page.meta("none") == nil)
        let element = try #require(page.element(id: "edit_R&D <1>"))
        #expect(element.name == "p")
        #expect(element.classes == ["aui", "error"])
        #expect(element["data-field"] == "key")
        #expect(element.text.trimmingCharacters(in: .newlines) == "Fish & Chips 🍫 \"café\" b")
        #expect(page.elements(named: "p", class: "error").count == 1)
        #expect(page.elements(class: "err").isEmpty)
        #expect(page.hasComment(containing: "SecurityTokenMissing"))
        #expect(!page.hasComment(containing: "atlassian"))
        #expect(page.hasEnd)
    }

    @Test("gives a form's fields as they would be sent")
    func forms() throws {
        let page = try HTMLDocument(
            Data(
                """
                <form action="a.jspa?x=1&amp;y=2" METHOD=POST><input name=key value="&#39;k"><input type=HIDDEN name=h>
                <textarea name=t>
                two &lt;lines</textarea><select name=s><option value=1>a<option selected value=2>b</select>
                <input value=unnamed><button name=Add value=Add>Add</button></form><form><input name=q></form>
                """.utf8))
        #expect(page.forms.count == 2)
        let form = page.forms[0]
        #expect(form.action == "a.jspa?x=1&y=2")
        #expect(form.method == "post")
        #expect(form.inputs.map(\.name) == ["key", "h", "t", "s", "Add"])
        #expect(form.input("key")?.value == "'k")
        #expect(form.input("h")?.isHidden == true)
        #expect(form.input("t")?.value.hasSuffix("two <lines") == true)
        #expect(form.input("s")?.value == "2")
        #expect(page.forms[1].method == "get")
    }

    @Test("tells fields that are shown and never sent, by themselves or by what is around them")
    func disabledFields() throws {
        let page = try HTMLDocument(
            Data(
                """
                <form><input name=a disabled><input name=b disabled="disabled"><input name=c readonly><input name=d>
                <fieldset disabled><div><textarea name=e></textarea></div><fieldset><select name=f></select></fieldset>
                </fieldset><fieldset><button name=g></button></fieldset></form>
                """.utf8))
        #expect(page.forms[0].inputs.filter(\.isDisabled).map(\.name) == ["a", "b", "e", "f"])
        #expect(page.forms[0].inputs.count == 7)
    }

    @Test("gives a table's rows without those of tables inside it")
    func tables() throws {
        let page = try HTMLDocument(
            Data(
                """
                <table class="aui"><thead><tr><th>K<th>V</tr></thead><tr><td>a<td>1 &amp; 2
                <table><tr><td>inner</table></tr><tr><td> b </td><td></td></tr></table>
                """.utf8))
        let table = try #require(page.elements(named: "table", class: "aui").first)
        #expect(table.rows.count == 3)
        #expect(table.rows[0].cells.map(\.text) == ["K", "V"])
        #expect(table.rows[1].cells.count == 2)
        #expect(table.rows[2].cells.map(\.text) == [" b ", ""])
        #expect(table.rows[2].enclosing("table")?.position == table.position)
    }

    @Test(
        "reads what no browser would call valid",
        arguments: [
            "", "plain text", "<", "<p", "<p a='", "</p></p>", "<table><tr><td>x", "<!--",
            "<script>if (a<b) {}</script>",
            "&", "&bogus;", "&#99999999;", "<a href=x id=1 id=2>", "<\u{E9}>", "<![CDATA[x]]>", "<?xml version='1.0'?>",
            "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><p>&a;</p>",
        ])
    func forgives(_ text: String) throws {
        let page = try HTMLDocument(Data(text.utf8))
        #expect(page.elements(named: "nothing").isEmpty)
        #expect(!page.elements.contains { $0.text.contains("root:") })
    }

    @Test("keeps texts exactly", arguments: [" two  blanks ", "a\nb", "a\tb", "no\u{A0}break", "👩🏽‍💻", "e\u{301}"])
    func exact(_ text: String) throws {
        let page = try HTMLDocument(
            Data("<html><body><table><tr><td id=x>\(text)</td></tr></table></body></html>".utf8))
        let found = try #require(page.element(id: "x")).text
        #expect(Array(found.unicodeScalars) == Array(text.unicodeScalars))
    }

    @Test("is refused when it is no text, too long or nested too deep")
    func refuses() {
        #expect(throws: HTMLError.notText) { try HTMLDocument(Data([0x3C, 0xFF, 0xFE, 0x3E])) }
        #expect(throws: HTMLError.notText) { try HTMLDocument(Data([0x3C, 0x70, 0x3E, 0x00])) }
        let long = HTMLDocument.maximumBytes + 1
        #expect(throws: HTMLError.tooLarge(bytes: long)) { try HTMLDocument(Data(repeating: 0x20, count: long)) }
        let deep = String(repeating: "<div>", count: 200_000)
        #expect(throws: HTMLError.tooDeep) { try HTMLDocument(Data(deep.utf8)) }
    }

    @Test("expands no entities of its own, however they are nested")
    func laughs() throws {
        var text = "<!DOCTYPE html [<!ENTITY a0 \"ha\">"
        for level in 1...30 { text += "<!ENTITY a\(level) \"&a\(level - 1);&a\(level - 1);\">" }
        let page = try HTMLDocument(Data((text + "]><p id=x>&a30;</p>").utf8))
        #expect((page.element(id: "x")?.text.count ?? 0) < 100)
    }

    @Test("can be parsed by many threads at once")
    func threads() async throws {
        try await withThrowingTaskGroup(of: String?.self) { group in
            for number in 0..<64 {
                group.addTask { try HTMLDocument(Data("<p id=x>\(number)&amp;</p>".utf8)).element(id: "x")?.text }
            }
            var texts: Set<String> = []
            for try await text in group { if let text { texts.insert(text) } }
            #expect(texts.count == 64)
        }
    }
}
