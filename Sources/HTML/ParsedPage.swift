import CLibXML2

/// Owns one tree of libxml2 for as long as it takes to copy it.
@safe struct ParsedPage: ~Copyable {
    private let document: htmlDocPtr

    /// libxml2's own set-up is not safe against being run twice at once.
    private static let library: Void = xmlInitParser()

    init(_ text: String) throws(HTMLError) {
        Self.library
        guard let parser = unsafe htmlNewParserCtxt() else { throw .outOfMemory }
        defer { unsafe htmlFreeParserCtxt(parser) }
        // Bounded while it parses: libxml2 searches its whole stack for every end tag, so depth costs squared.
        unsafe parser.pointee.sax.pointee.startElement = { context, name, attributes in
            guard let parser = unsafe context?.assumingMemoryBound(to: xmlParserCtxt.self) else { return }
            if unsafe parser.pointee.nodeNr >= HTMLDocument.maximumDepth {
                unsafe xmlStopParser(parser)
            } else {
                unsafe xmlSAX2StartElement(context, name, attributes)
            }
        }
        let options =
            HTML_PARSE_RECOVER.rawValue | HTML_PARSE_NODEFDTD.rawValue | HTML_PARSE_NOERROR.rawValue
            | HTML_PARSE_NOWARNING.rawValue | HTML_PARSE_NONET.rawValue
        var text = text
        let parsed = text.withUTF8 { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
                unsafe htmlCtxtReadMemory(
                    parser, characters.baseAddress, Int32(characters.count), nil, "UTF-8", Int32(options))
            }
        }
        let stopped = unsafe parser.pointee.disableSAX != 0
        guard !stopped, let document = unsafe parsed else {
            unsafe xmlFreeDoc(parsed)
            throw stopped ? .tooDeep : .outOfMemory
        }
        unsafe self.document = document
    }

    deinit { unsafe xmlFreeDoc(document) }

    /// The tree as plain values, in document order.
    func copied() -> [HTMLNode] {
        var nodes: [HTMLNode] = []
        var open: [Int] = []
        var next = unsafe document.pointee.children
        while let node = unsafe next {
            var descends = false
            if let content = unsafe Self.content(of: node) {
                nodes.append(HTMLNode(content: content, parent: open.last, end: nodes.count + 1))
                if case .element = content, unsafe node.pointee.children != nil {
                    open.append(nodes.count - 1)
                    descends = true
                }
            }
            if descends {
                unsafe next = node.pointee.children
                continue
            }
            unsafe next = node
            while let current = unsafe next, unsafe current.pointee.next == nil {
                guard let closed = open.popLast() else { return nodes }
                nodes[closed].end = nodes.count
                unsafe next = current.pointee.parent
            }
            unsafe next = next?.pointee.next
        }
        return nodes
    }

    private static func content(of node: xmlNodePtr) -> HTMLNode.Content? {
        switch unsafe node.pointee.type {
        case XML_ELEMENT_NODE:
            unsafe .element(name: string(node.pointee.name), attributes: attributes(of: node))
        case XML_TEXT_NODE, XML_CDATA_SECTION_NODE: unsafe .text(string(node.pointee.content))
        case XML_COMMENT_NODE: unsafe .comment(string(node.pointee.content))
        default: nil
        }
    }

    private static func attributes(of node: xmlNodePtr) -> [String: String] {
        var attributes: [String: String] = [:]
        var next = unsafe node.pointee.properties
        while let attribute = unsafe next {
            var value = ""
            var piece = unsafe attribute.pointee.children
            while let current = unsafe piece {
                unsafe value += string(current.pointee.content)
                unsafe piece = current.pointee.next
            }
            unsafe attributes[string(attribute.pointee.name)] = value
            unsafe next = attribute.pointee.next
        }
        return attributes
    }

    private static func string(_ characters: UnsafePointer<xmlChar>?) -> String {
        guard let characters = unsafe characters else { return "" }
        return unsafe String(decodingCString: characters, as: UTF8.self)
    }
}
