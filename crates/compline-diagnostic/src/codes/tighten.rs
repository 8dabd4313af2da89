//! Rules of other packs that are made stricter, or not.
codes! {
    LOOSER = "tighten/looser" : "A severity clause of a `tighten` does not hold at some moment at which the rule's own clause of that severity does. The message has such a moment. What is looser than the rule is a waiver, and is signed for.";
    NOT_PROVEN = "tighten/not-proven" : "It could not be shown that a severity clause of a `tighten` holds whenever the rule's own clause of that severity does, for every manifest and at every date. Write the rule's own point, an earlier one counted from it, or `earliest of (D, P)`.";
    OWN_RULE = "tighten/own-rule" : "A pack tightens rules of other packs; its own it can write as they should be.";
    NO_EFFECT = "tighten/no-effect" : "A `tighten` that adds nothing: whatever it says, the rule says already.";
}
