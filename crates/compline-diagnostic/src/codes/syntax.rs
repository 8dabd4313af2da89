//! Mistakes in the form of a rule file.
codes! {
    EXPECTED = "syntax/expected" : "Something else was expected at this place of a rule file; the message lists what.";
    ITEM = "syntax/item" : "Text between items that begins no item. An item begins with `use`, `vendor`, `mode`, `source`, `cutoff`, `scopes`, `operations`, `define`, `rule`, `tighten`, `waive`, `limit`, `test` or `format`.";
    CLAUSE = "syntax/clause" : "A word that begins no clause of the item it stands in; the message lists the clauses there are.";
    UNCLOSED_BRACE = "syntax/unclosed-brace" : "A `{` or `(` without its closing partner. The next item, a less indented line or the end of the file showed that it was missing.";
    MISSING_BRACE = "syntax/missing-brace" : "The clauses of an item begin without a `{` before them.";
    EXTRA_BRACE = "syntax/extra-brace" : "A `}` that closes nothing: an earlier one closed the item already.";
    TOO_DEEP = "syntax/too-deep" : "Braces, parentheses or `not`s nested more than 64 deep. Give parts of the condition a name with `define`.";
    ASSIGN = "syntax/assign" : "A single `=` in a condition. Values are compared with `==`, modes and other words with `is`.";
    OPERATOR = "syntax/operator" : "An operator of another language, such as `&&`, `||`, `!` or `<>`. Compline has `and`, `or`, `not` and `!=`.";
    COLON = "syntax/colon" : "A `:` between a word and its value, as in YAML. Compline has nothing there.";
    QUOTE = "syntax/quote" : "A text between quotation marks other than straight double quotes, such as single or curly ones.";
    UNTERMINATED_TEXT = "syntax/unterminated-text" : "A text without a closing double quote. It is taken to end with the line it begins on.";
    ESCAPE = "syntax/escape" : "A backslash in a text that begins no escape. There are `\\\"`, `\\\\`, `\\n`, `\\t` and `\\u{...}`.";
    CHARACTER = "syntax/character" : "A character that the language does not use outside of texts and comments.";
    DATE = "syntax/date" : "A date in a form that the language does not read. Dates are written year first: `2021-05-31`, `2021-05`, `2026-Q3`, `2027-H2`, `2021-05-31T18:00Z`.";
    DATE_WORD = "syntax/date-word" : "A word before a date that does not say on which side the day itself falls. `from D`: D is the first day; `after D`: D is the last day before.";
    UNIT = "syntax/unit" : "A word after a number that is no unit of time. There are seconds, minutes, hours, days, weeks, months and years.";
    TIME = "syntax/time" : "A time of day that is not between `00:00` and `23:59`.";
    NUMBER = "syntax/number" : "A number that is not a whole number the language can hold.";
    MISSING_SUBJECT = "syntax/missing-subject" : "A rule that does not say what it speaks of, as in `rule NAME for connection`.";
    PATH = "syntax/path" : "A path into a document with `..` elsewhere than at its start.";
}
