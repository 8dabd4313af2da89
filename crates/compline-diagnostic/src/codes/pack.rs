//! Packs that cannot be found, read or combined.
codes! {
    NOT_FOUND = "pack/not-found" : "No pack of this name is built in, and no folder of this name was given with `--pack`.";
    MANIFEST = "pack/manifest" : "The pack's manifest, `pack.yaml`, is not as it should be: `name` and `version` are needed, `description`, `compline` and `dependencies` are known.";
    COMPLINE_VERSION = "pack/compline-version" : "The pack asks for another version of Compline than this one.";
    VERSION = "pack/version" : "A pack builds on another one in a version that is not at hand.";
    DUPLICATE = "pack/duplicate" : "Two packs have the same name; names of rules would not say which is meant.";
    NAME = "pack/name" : "A new pack cannot have this name: it is no name that a pack and its vendor can have, or a pack that comes with Compline has it.";
    EMPTY = "pack/empty" : "The pack has no rule file: a folder of `*.compline` files was expected.";
    UNREADABLE = "pack/unreadable" : "A file of the pack could not be read; the message has the operating system's reason.";
}
