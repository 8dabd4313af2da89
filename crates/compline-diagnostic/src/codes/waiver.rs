//! Waivers: exceptions, signed for.
codes! {
    INCOMPLETE = "waiver/incomplete" : "A waiver needs its last day (`until`), a reason (`because`) and the person who signed for it (`approved`).";
    NO_TICKET = "waiver/no-ticket" : "A waiver without a ticket cannot be followed up.";
    BACKWARDS = "waiver/backwards" : "A waiver ends before it begins.";
    TARGET = "waiver/target" : "A waiver is for integrations and connections, by name or pattern, as far as its rule speaks of them.";
    LIMIT = "waiver/limit" : "A limit that means nothing: `limit waivers to 180 days` and `limit waivers to none` are what there is.";
    EXPIRED = "waiver/expired" : "The waiver's last day is over. What it covered is reported again; take the waiver out, or have a new one signed.";
    UNUSED = "waiver/unused" : "The waiver covers no finding of the run: what it was for is gone, or its targets or condition are not what was meant.";
    TOO_LONG = "waiver/too-long" : "The waiver is longer than a loaded pack allows, or does not say when it begins although a pack limits the length. What is over the limit is not waived.";
    FORBIDDEN = "waiver/forbidden" : "A loaded pack allows no waivers. Nothing is waived.";
}
