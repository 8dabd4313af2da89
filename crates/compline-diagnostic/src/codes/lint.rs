//! What `compline lint` says of packs that are well formed: it could be used, and is probably not what was meant.
codes! {
    NEVER_FIRES = "lint/never-fires" : "No manifest can break the rule: what it selects, or that together with what it forbids, contradicts itself.";
    NEVER_SATISFIED = "lint/never-satisfied" : "Whatever the rule selects breaks it: what it requires contradicts itself or the selection.";
    DUPLICATE_RULE = "lint/duplicate-rule" : "Two rules report the same things, equally severely at every date.";
    SHADOWED_RULE = "lint/shadowed-rule" : "Whatever the rule reports, another one reports as well, at every date and at least as severely.";
    CONTRADICTION = "lint/contradiction" : "Rules demand of the same things what excludes each other, at the same dates: nothing that they select can satisfy all of them.";
    SEVERITY_NEVER = "lint/severity-never" : "The time of a severity never comes, by any announcement, for any manifest.";
    SEVERITY_UNREACHABLE = "lint/severity-unreachable" : "A severity says nothing: whenever it holds, another one of the same rule holds that is as heavy or heavier.";
    ROW_NEVER = "lint/row-never" : "A row of a stage never stands: it speaks of nothing, or rows as new and more specific speak of all that it does.";
    OVERLAPPING_CUTOFFS = "lint/overlapping-cutoffs" : "Two cutoffs of a vendor date the same thing: rules that report the same go by one and by the other.";
    UNUSED_SOURCE = "lint/unused-source" : "Nothing in the loaded packs rests on the source.";
    UNUSED_DEFINE = "lint/unused-define" : "No condition in the loaded packs asks the definition, and its pack has rules that could.";
    UNUSED_CUTOFF = "lint/unused-cutoff" : "No rule, cutoff or scope in the loaded packs speaks of the cutoff, and its pack has rules that could.";
    UNUSED_FIELD = "lint/unused-field" : "No condition, row, date or message in the loaded packs names the field, and its pack has rules that could.";
    UNUSED_RELEASE = "lint/unused-release" : "No date in the loaded packs names the release, and its pack has rules that could.";
    UNUSED_STAGE = "lint/unused-stage" : "No rule, cutoff or scope in the loaded packs speaks of the stage, while one does of its cutoff, and its pack has rules that could.";
    UNUSED_MODE = "lint/unused-mode" : "No condition and no format in the loaded packs names the mode, no mode is a kind of it, and it has no other words in manifests.";
    UNUSED_REGION = "lint/unused-region" : "No host tells the region, and no row and no condition in the loaded packs asks for it, while some do for other regions of the vendor.";
    FORMAT_IDLE = "lint/format-idle" : "A clause of a format makes no difference to any file that is looked at: without it, the same would be read. Asked only with `--against`.";
    FORMAT_UNSEEN = "lint/format-unseen" : "No file that is looked at is of the format. Asked only with `--against`.";
    CUTOFF_WITHOUT_SOURCE = "lint/cutoff-without-source" : "A cutoff has rows that rest on no source, so that nobody can look its dates up.";
    RULE_WITHOUT_SOURCE = "lint/rule-without-source" : "A rule rests on no source, has no cutoff that does, and supports no control.";
    NO_HELP = "lint/no-help" : "A rule says what is wrong and not what to do about it.";
    NOT_CHECKED = "lint/not-checked" : "Nobody says through which day a cutoff was checked for news, or that day is long ago. Asked only with `--as-of`.";
}
