//! What comes of importing what a vendor publishes.
codes! {
    NOT_OPENAPI = "import/not-openapi" : "The file is no OpenAPI description: its topmost map has neither `openapi` nor `swagger`. Nothing is written.";
    LEFT_OUT = "import/left-out" : "An operation of the description is not in the table: the description does not say which scopes it needs, or not in a way that a table can. Rules then take it for an operation that is not known.";
    NOTHING = "import/nothing" : "No operation of the descriptions says which scopes it needs, so there is no table to write.";
}
