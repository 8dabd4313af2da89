//! Names in rule files that mean nothing, or two things.
codes! {
    UNKNOWN_FIELD = "name/unknown-field" : "The integration model has no field of this name.";
    FIELD_CLASH = "name/field-clash" : "A field that a pack declares has the name, or the place in a manifest, of something else: of a field of the model, of one that another pack declares differently, of a stage.";
    FIELD_OUT_OF_REACH = "name/field-out-of-reach" : "The field belongs to something inside the rule's subject, of which there can be several: a quantifier (`any`, `all`, `no`) says which are meant.";
    UNKNOWN_SUBJECT = "name/unknown-subject" : "Rules speak of an `integration`, a `connection`, an `endpoint` or a `scope`.";
    UNKNOWN_MODE = "name/unknown-mode" : "No pack in sight declares an auth mode of this name.";
    UNKNOWN_VENDOR = "name/unknown-vendor" : "No pack in sight declares a vendor of this name.";
    UNKNOWN_REGION = "name/unknown-region" : "The vendor has no region of this name; regions come from its `hosts` and `regions` clauses.";
    UNKNOWN_WORD = "name/unknown-word" : "The field takes one of a fixed list of words, and this is none of them.";
    UNKNOWN_CUTOFF = "name/unknown-cutoff" : "No pack in sight declares a cutoff of this name.";
    UNKNOWN_STAGE = "name/unknown-stage" : "The cutoff has no stage of this name.";
    UNKNOWN_SOURCE = "name/unknown-source" : "No pack in sight declares a source of this name.";
    UNKNOWN_DEFINE = "name/unknown-define" : "No pack in sight defines a condition of this name.";
    UNKNOWN_RULE = "name/unknown-rule" : "No pack in sight declares a rule of this name.";
    UNKNOWN_PLACEHOLDER = "name/unknown-placeholder" : "A message can hold `{field}` and `{cutoff.stage}`; this is neither. A brace itself is written `{{`.";
    UNKNOWN_CAPTURE = "name/unknown-capture" : "None of the format's `files` patterns has a `{name}` of this name.";
    AMBIGUOUS = "name/ambiguous" : "Two packs in sight declare this name; write `pack/name`.";
    DUPLICATE = "name/duplicate" : "The pack declares this name twice.";
    UNKNOWN_ZONE = "name/unknown-zone" : "The time zone database has no zone of this name; write an IANA name such as `Asia/Kolkata`.";
}
