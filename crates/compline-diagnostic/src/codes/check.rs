//! What a check itself has to say about its inputs.
codes! {
    UNKNOWN_REGION = "check/unknown-region" : "The manifest names a region that its vendor does not have, by what the packs know. What depends on the region cannot be decided.";
    VENDOR_MISSPELT = "check/vendor-misspelt" : "No loaded pack knows the vendor that a manifest names, and one differs by a letter or two: rules about that one pass the integration over.";
    AMBIGUOUS_FORMAT = "check/ambiguous-format" : "Two formats speak of one document, so it is not clear what it means; force one of them with `--file-format`.";
    NOT_RECOGNISED = "check/not-recognised" : "A file that was named, not found in a folder, is of no format that the packs declare.";
    DOCUMENT_NOT_RECOGNISED = "check/document-not-recognised" : "One document of a file is of a format that the packs declare, and another is of none; most often a key is misspelt.";
    UNKNOWN_FORMAT = "check/unknown-format" : "No loaded pack declares a format of this name.";
    UNKNOWN_NAME = "check/unknown-name" : "`compline why` or `compline explain` was asked about something that no loaded pack declares, or an integration that the file does not have.";
    NOTHING_DECIDED = "check/nothing-decided" : "No rule spoke of any manifest, so the run says nothing about compliance. That is no success.";
    VENDOR_UNKNOWN = "check/vendor-unknown" : "The manifest names no vendor, and its hosts tell none, so rules of single vendors cannot be decided.";
}
