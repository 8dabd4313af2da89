//! Input files that cannot be read, or not as what they claim to be.
codes! {
    UNREADABLE = "input/unreadable" : "The file or folder could not be opened or read; the message has the operating system's reason.";
    TOO_LARGE = "input/too-large" : "The file has more bytes than are read. Split it, or leave it out with an ignore pattern.";
    TOO_DEEP = "input/too-deep" : "Maps and lists lie so deep in each other that no one can have written it by hand; the document is not read.";
    UNFOLDS_TOO_FAR = "input/unfolds-too-far" : "Aliases or references name so much so often that the document, written out, would be too large; the rest is not read.";
    NOT_UTF8 = "input/not-utf8" : "The file is not text in UTF-8. The message has the offset of the first byte that is wrong. Save the file as UTF-8.";
    NUL_BYTE = "input/nul-byte" : "The file has NUL bytes, so it is not text, or text in another encoding such as UTF-16.";
    YAML_SYNTAX = "input/yaml-syntax" : "The document is not YAML 1.2. It is passed over, and the next document of the file is read.";
    JSON_SYNTAX = "input/json-syntax" : "The document is not JSON (RFC 8259), so it is not read.";
    TOML_SYNTAX = "input/toml-syntax" : "The document is not TOML 1.1, so it is not read.";
    XML_SYNTAX = "input/xml-syntax" : "The document is not well-formed XML 1.0, or declares entities of its own, so it is not read.";
    JSON_COMMENT = "input/json-comment" : "JSON has no comments. They are read over; many other readers refuse the file. Name it `.jsonc` if comments are meant.";
    JSON_COMMA = "input/json-comma" : "JSON has no comma after the last element. It is read over; many other readers refuse the file.";
    DUPLICATE_KEY = "input/duplicate-key" : "A key stands twice in one map. The last one counts here, another reader may take the first: remove one of them.";
    UNKNOWN_ANCHOR = "input/unknown-anchor" : "An alias `*name` names an anchor that no node before it in the document has. What it stands for is not known.";
    WRONG_TYPE = "input/wrong-type" : "Something stands in a field that cannot be of the field's type, such as a map where a text belongs. Rules that need the field are undetermined.";
    UNKNOWN_WORD = "input/unknown-word" : "The field has a fixed vocabulary, such as the auth modes of the loaded packs, and the word is not of it. Rules that need the field are undetermined.";
    UNKNOWN_KEY = "input/unknown-key" : "The format knows all the keys of this map, and this one is not among them. Most often it is a slip of the pen, and what was meant is missing.";
    DANGLING_REFERENCE = "input/dangling-reference" : "A reference such as `#/definitions/x`, or the name of another entry, leads nowhere in this document. What it stands for is not known.";
    TEMPLATED = "input/templated" : "A template stands where the format has connections, endpoints or the like, so there is no telling which there will be. Check the file after it has been filled in.";
}
