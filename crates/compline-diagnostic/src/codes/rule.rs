//! Rules, cutoffs and other items that are well formed but cannot mean anything.
codes! {
    NO_OBLIGATION = "rule/no-obligation" : "A rule needs one obligation: `forbid`, `forbid CONDITION` or `require CONDITION`.";
    TWO_OBLIGATIONS = "rule/two-obligations" : "A rule has one obligation; two of them are two rules, so that a finding says which was broken.";
    NO_SEVERITY = "rule/no-severity" : "A rule needs at least one severity: `note`, `warning` or `error`, each with the time from which it holds if it does not always.";
    FORBID_EVERYTHING = "rule/forbid-everything" : "A bare `forbid` without `where` forbids every subject there is.";
    REPEATED_CLAUSE = "rule/repeated-clause" : "A clause that can be given once is given twice.";
    NO_MESSAGE = "rule/no-message" : "A rule without a message is reported by its name alone.";
    RECURSION = "rule/recursion" : "A definition uses itself, directly or by way of others; the language has no recursion.";
    KNOWN_NEEDS_CUTOFF = "rule/known-needs-cutoff" : "`known` means the first announcement about the cutoff that a rule speaks of; it needs exactly one such cutoff, with a `known` day.";
    STAGE_CYCLE = "rule/stage-cycle" : "Stages of cutoffs are defined by each other in a circle.";
    STAGE_GAP = "rule/stage-gap" : "No row of the stage speaks of some region of the vendor, or of some word of a field that has a fixed list of them; say `else never` or `else unknown`.";
    STAGE_OVERLAP = "rule/stage-overlap" : "Two rows of a stage speak of the same manifests with the same `known` day and are equally specific.";
    STAGE_EMPTY = "rule/stage-empty" : "A stage without rows says nothing about when it comes.";
    WINDOW_BACKWARDS = "rule/window-backwards" : "A window ends before it begins.";
    NO_ZONE = "rule/no-zone" : "A cutoff without a zone is uncertain by the more than two days that a civil day takes around the Earth.";
    NOT_SUPPORTED = "rule/not-supported" : "The language has it, and this version of Compline does not carry it out yet.";
    FIELD = "rule/field" : "A field cannot be declared like this; the message says why.";
    CONFLICT = "rule/conflict" : "A `conflict` names two sources or more that contradict each other, which of them stands, and why.";
    OFFSET = "rule/offset" : "A time is written with an offset that the cutoff's zone does not have at that time.";
    HOST_PATTERN = "rule/host-pattern" : "`hosts` takes the names of hosts, with `*` for what stands before: no scheme, port or path, and not `*` alone.";
    HOST_TAKEN = "rule/host-taken" : "Two vendors claim one host pattern, so that a host would not tell whose it is.";
    WORD_TAKEN = "rule/word-taken" : "A word that manifests may use already stands for something else.";
    SELECTOR = "rule/selector" : "Rows can select by texts, words and truth values of the integration or the connection, such as `region`, `edition` or `environment`.";
    SCOPE_PATTERN = "rule/scope-pattern" : "A scope pattern is not well formed, or has a capture that the other side lacks: the wide side of a cover, either side of an alias or a split.";
    SCOPE_CYCLE = "rule/scope-cycle" : "Two scopes cover each other and nothing says that they are the same: one of the lines is wrong, or `same as` is meant.";
    SCOPE_SPLIT = "rule/scope-split" : "A scope is split into two others or more; one that only gets another name is written `same as`.";
    SCOPE_TIER = "rule/scope-tier" : "A scope is put into two tiers.";
    OPERATION = "rule/operation" : "An operation is not a method and a path, such as `GET /crm/{version}/Leads`, or does not need whole scopes.";
    NO_OPERATIONS = "rule/no-operations" : "`needed` is what the vendor's operations need, and no pack in use says that of any operation of the vendor: the rule is decided only by manifests that say it themselves.";
    RETIRED_IN_ROW = "rule/retired-in-row" : "Whether a scope is retired may hang on cutoffs, so the condition of a cutoff's row cannot ask it.";
    MODE_PARENT = "rule/mode-parent" : "An auth mode's parent does not exist, is given twice, or leads back to the mode itself.";
    FORMAT = "rule/format" : "A format declaration cannot be carried out as written; the message says why.";
    DURATION_UNIT = "rule/duration-unit" : "A duration field is counted in seconds: months and years have no fixed length.";
    CLAUSE_MISSING = "rule/clause-missing" : "An item lacks a clause that it needs.";
    CONTROL = "rule/control" : "A control is said to be of NIST SP 800-53, ISO/IEC 27001, PCI DSS or SOC 2, which has none of this id, or is written otherwise.";
    URL = "rule/url" : "A source needs an absolute http or https URL that people can open.";
}
