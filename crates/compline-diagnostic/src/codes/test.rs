//! Tests of rules: mistakes in them, what failed, and what they leave untested.
codes! {
    NO_GIVEN = "test/no-given" : "A test needs a manifest to check: `given \"fixtures/NAME.yaml\"`, or a text in its place.";
    NO_CASE = "test/no-case" : "A test, or a case of it, that asks about no day or expects nothing shows nothing.";
    NEVER = "test/never" : "A test expects a severity that the rule does not have at any time.";
    CONTRADICTION = "test/contradiction" : "What a test expects cannot come out together, such as `clean` and a finding of one rule.";
    AS_OF = "test/as-of" : "A test asks about a day or an instant; periods and local times are neither.";
    POINTER = "test/pointer" : "The place of a finding is a JSON pointer (RFC 6901), such as `/connections/0/auth/mode`.";
    FIXTURE = "test/fixture" : "A manifest that a test gives is not there, or Compline cannot read it as one.";
    FAILED = "test/failed" : "Something else came out of a test than it expects.";
    NOT_COVERED = "test/not-covered" : "No test exercises this part of a rule or this boundary of a cutoff.";
    SURVIVOR = "test/survivor" : "The pack was changed at this place, and every test still passed.";
}
