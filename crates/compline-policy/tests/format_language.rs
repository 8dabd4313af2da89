//! What a `format` can say, each construct on a small document: the model that is read, and the bytes that say so.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::fmt::Write as _;

use compline_manifest::format::Format;
use compline_manifest::model::{Cell, Content, Model};
use compline_manifest::schema::{Field, FieldType};
use compline_manifest::{Formats, Syntax, Tree, extract, read};
use compline_policy::{PackFile, PackFiles, Policy, compile};

const MODES: &str = include_str!("../../../rules/core/modes.compline");

fn policy(format: &str) -> Policy {
    let pack = |name: &str, text: &str| {
        let path = format!("{name}.compline");
        PackFiles { fallback_name: name.into(), manifest: None, rules: vec![PackFile { path, text: text.into() }] }
    };
    match compile(vec![pack("core", MODES), pack("test", format)], &[]) {
        Ok(compiled) => compiled.policy,
        Err(rejected) => panic!("{format}\n{:#?}", rejected.diagnostics),
    }
}

/// One thing a line: the kind, then each field that something was read for, with the bytes that say so.
fn dump(policy: &Policy, format: &Format, file: &str, text: &str) -> String {
    let (mut tree, mut model) = (Tree::new(), Model::default());
    let mut told = read(text, Syntax::of(file, text), &mut tree);
    told.extend(extract(format, file, text, &tree, 0, policy, &mut model));
    let mut out = String::new();
    for (index, thing) in (0u32..).zip(&model.things) {
        let _ = write!(out, "{}", thing.subject.as_str());
        for field in Field::CORE.iter().copied().filter(|field| field.info().subject == thing.subject) {
            let info = field.info();
            let cell = model.cell(index, field).unwrap();
            if cell.content != Content::Absent {
                let value = shown(policy, &model, text, cell, info.ty);
                let _ = write!(out, " {}={value}@`{}`", info.name, &text[cell.span.range()]);
            }
        }
        let _ = writeln!(out, "{}", if thing.places > 1 { format!(" x{}", thing.places) } else { String::new() });
    }
    for diagnostic in told {
        let _ = writeln!(out, "{} {}", diagnostic.code, diagnostic.message);
    }
    out
}

fn shown(policy: &Policy, model: &Model, text: &str, cell: &Cell, ty: FieldType) -> String {
    match cell.content {
        Content::Text(value) => model.text(text, value).to_owned(),
        Content::Opaque(value) => format!("?{}", model.text(text, value)),
        Content::Unmapped(value) => format!("!{}", model.text(text, value)),
        Content::Word(word) => match ty {
            FieldType::Mode => policy.modes.get(compline_policy::mode::ModeId(word)).name.clone(),
            FieldType::Word(words) => words[word as usize].to_owned(),
            _ => word.to_string(),
        },
        Content::List(..) => {
            let items = model.list(cell).iter().map(|item| shown(policy, model, text, item, ty));
            format!("[{}]", items.collect::<Vec<_>>().join(", "))
        }
        other => format!("{other:?}").to_lowercase(),
    }
}

/// The model that the only format of a pack makes of a document.
fn model(format: &str, file: &str, text: &str) -> String {
    let policy = policy(format);
    dump(&policy, &policy.formats[0], file, text)
}

/// Which formats of a pack a file is of.
fn recognised(rules: &str, file: &str, text: &str) -> Vec<String> {
    let formats = Formats::new(policy(rules).formats);
    let mut tree = Tree::new();
    read(text, Syntax::of(file, text), &mut tree);
    let probed = formats.candidates(file).filter(|candidate| candidate.probe(text));
    probed.filter(|c| c.format.matches(&tree, 0, text)).map(|c| c.format.title.clone()).collect()
}

#[test]
fn a_relative_url_goes_on_from_its_base_and_each_part_stands_where_it_is_written() {
    let format = r#"format test {
  files "*.json"
  recognise /url
  templates "{{" "}}"
  each integration in / {
    integration /name
    connection {
      each endpoint in /urls/* { url value relative to //none, //url }
    }
  }
}"#;
    let base = |base: &str, url: &str| {
        let text = format!(r#"{{"name": "n", "url": "{base}", "urls": ["{url}"]}}"#);
        let dump = model(format, "x.json", &text);
        dump.lines().find(|line| line.starts_with("endpoint")).unwrap().to_owned()
    };
    assert_eq!(
        base("https://API.example/v1/", "/a/b?c"),
        "endpoint url=https://API.example/v1/a/b?c@`\"/a/b?c\"` scheme=https@`https` host=api.example@`API.example` path=/v1/a/b@`\"/a/b?c\"`"
    );
    assert_eq!(
        base("https://x.example", "a"),
        "endpoint url=https://x.example/a@`\"a\"` scheme=https@`https` host=x.example@`x.example` path=/a@`\"a\"`"
    );
    // What is whole itself needs no base.
    assert!(base("https://x.example", "http://y.example/a").contains(" host=y.example@`y.example`"));
    // What begins with a template may be whole, and a base may be filled in later.
    assert!(base("https://x.example", "{{ host }}/a").contains(" host=?{{ host }}/a@"));
    assert_eq!(
        base("https://{{ sub }}.x.example", "/a"),
        "endpoint url=?https://{{ sub }}.x.example/a@`\"/a\"` scheme=https@`https` host=?{{ sub }}.x.example@`{{ sub }}.x.example` path=/a@`\"/a\"`"
    );
    assert!(base("https://a.example || https://b.example", "/a").contains("url=?/a@"));
    // No base: a relative URL is what stands there.
    let text = r#"{"name": "n", "url": null, "urls": ["/a"]}"#;
    assert!(model(format, "x.json", text).contains("endpoint url=?/a@`\"/a\"`"), "{}", model(format, "x.json", text));
    let text = r#"{"name": "n", "urls": ["/a"]}"#;
    assert!(model(format, "x.json", text).contains("endpoint url=/a@`\"/a\"` path=/a@`/a`"));
}

#[test]
fn scheme_host_and_path_may_stand_in_three_places() {
    let format = r#"format test {
  files "*.json"
  each integration in / {
    connection {
      each endpoint in /paths/* { url key relative to //base  host //host  scheme //schemes/* }
    }
  }
}"#;
    let text = r#"{"host": "A.example", "schemes": ["HTTPS", "http"], "base": "/v1", "paths": {"/x": {}}}"#;
    let dump = model(format, "x.json", text);
    let expected =
        "endpoint url=/v1/x@`\"/x\"` scheme=https@`\"HTTPS\"` host=a.example@`\"A.example\"` path=/v1/x@`\"/x\"`";
    assert!(dump.contains(expected), "{dump}");
}

#[test]
fn an_operation_is_of_the_connection_whose_key_it_names_and_says_what_it_needs() {
    let format = r#"format test {
  files "*.yaml"
  each integration in / {
    each connection in /schemes/* {
      connection key
      auth.mode  /type as { "oauth2": oauth2, "key": static.api-key }
      each endpoint in //paths/*/* where key in { "get", "post" } and /security/*/(connection) exists {
        method key
        url    key of ..
        needs  /security/*/(connection)
      }
    }
  }
}"#;
    let text = "\
schemes:
  a: { type: oauth2 }
  k: { type: key }
paths:
  /x:
    get: { security: [{ a: [r, s] }, { a: [w] }, { k: [] }] }
    parameters: { security: [{ a: [no] }] }
  /y:
    post: { security: [{ a: 'r' }] }
    get: {}
";
    assert_eq!(
        model(format, "x.yaml", text),
        "\
integration
connection connection=a@`a` auth.mode=oauth2@`oauth2`
endpoint method=get@`get` url=/x@`/x` needs=[[r, s], [w]]@`[r, s]` path=/x@`/x`
endpoint method=post@`post` url=/y@`/y` needs=[[r]]@`'r'` path=/y@`/y`
connection connection=k@`k` auth.mode=static.api-key@`key`
endpoint method=get@`get` url=/x@`/x` needs=[[]]@`[]` path=/x@`/x`
"
    );
}

#[test]
fn a_step_may_ask_for_what_it_leads_to() {
    let format = r#"format test {
  files "*.json"
  templates "{{" "}}"
  each integration in / {
    connection {
      auth.mode /data/*[/key is "grant_type" and /off absent]/value as { "password": oauth2.password }
             or else none
    }
  }
}"#;
    let mode = |data: &str| {
        let dump = model(format, "x.json", &format!(r#"{{"data": [{data}]}}"#));
        dump.lines().find(|line| line.starts_with("connection")).unwrap().to_owned()
    };
    assert_eq!(
        mode(r#"{"key": "x", "value": "no"}, {"key": "grant_type", "value": "password"}"#),
        "connection auth.mode=oauth2.password@`\"password\"`"
    );
    assert_eq!(mode(r#"{"key": "grant_type", "value": "other"}"#), "connection auth.mode=!other@`\"other\"`");
    assert!(mode(r#"{"key": "grant_type", "off": 1, "value": "password"}"#).starts_with("connection auth.mode=none@"));
    // Whether it is the one will be seen.
    assert!(mode(r#"{"key": "{{ k }}", "value": "password"}"#).starts_with("connection auth.mode=?"));
}

#[test]
fn what_a_template_hides_is_not_known_and_no_other_reading_stands_for_it() {
    let format = r#"format test {
  files "*.json"
  templates "{{" "}}"
  each integration in / {
    connection { auth.mode /login/kind as { "key": static.api-key } or else none }
  }
}"#;
    let mode = |text: &str| {
        let dump = model(format, "x.json", text);
        dump.lines().find(|line| line.starts_with("connection")).unwrap().to_owned()
    };
    assert_eq!(mode(r#"{"login": {"kind": "key"}}"#), "connection auth.mode=static.api-key@`\"key\"`");
    assert!(mode(r#"{"login": {}}"#).starts_with("connection auth.mode=none@"));
    // A text of which only a part is filled in is no map.
    assert!(mode(r#"{"login": "https://{{ host }}/"}"#).starts_with("connection auth.mode=none@"));
    assert_eq!(mode(r#"{"login": "{{ login }}"}"#), "connection auth.mode=?{{ login }}@`\"{{ login }}\"`");
}

#[test]
fn keys_and_texts_may_be_found_in_any_case() {
    let format = r#"format test {
  files "*.json"
  recognise /settings is "oauth"
  case insensitive
  each integration in / {
    connection where /settings is "OAuth" { auth.mode /mode as { "Key": static.api-key } }
  }
}"#;
    let text = r#"{"Settings": "OAUTH", "MODE": "key"}"#;
    assert!(model(format, "x.json", text).contains("auth.mode=static.api-key@`\"key\"`"));
    assert_eq!(recognised(format, "x.json", text), ["test"]);
    let strict = format.replace("  case insensitive\n", "");
    assert_eq!(recognised(&strict, "x.json", text), Vec::<String>::new());
}

#[test]
fn a_scope_that_is_asked_for_at_several_places_is_one_scope() {
    let format = r#"format test {
  files "*.json"
  each integration in / {
    connection { scopes /syncs/*/scopes split by " " }
  }
}"#;
    let text = r#"{"syncs": {"a": {"scopes": ["r", "w"]}, "b": {"scopes": "r x"}, "c": {"scopes": "r"}}}"#;
    assert_eq!(
        model(format, "x.json", text),
        "integration\nconnection scopes=[r, w, x]@`[\"r\", \"w\"]`\nscope scope=r@`\"r\"` x3\nscope scope=w@`\"w\"`\nscope scope=x@`x`\n"
    );
}

#[test]
fn recognition_takes_alternatives_and_leaves_what_another_format_is_for() {
    let rules = r#"format one "one" {
  files "*.json" except "special.json" "old/*.json"
  recognise /kind is "x" or /api matches "3.*" or /legacy exists, /name, /other absent
  each integration in / { integration /name }
}
format two "two" {
  files "special.json"
  recognise /name
  each integration in / { integration /name }
}"#;
    for (file, text, expected) in [
        ("a.json", r#"{"kind": "x", "name": 1}"#, &["one"][..]),
        ("a.json", r#"{"api": "3.1", "name": 1}"#, &["one"]),
        ("a.json", r#"{"legacy": {}, "name": 1}"#, &["one"]),
        ("a.json", r#"{"api": "2.1", "name": 1}"#, &[]),
        ("a.json", r#"{"kind": "x"}"#, &[]),
        ("a.json", r#"{"kind": "x", "name": 1, "other": 1}"#, &[]),
        ("special.json", r#"{"kind": "x", "name": 1}"#, &["two"]),
        ("x/old/a.json", r#"{"kind": "x", "name": 1}"#, &[]),
    ] {
        assert_eq!(recognised(rules, file, text), expected, "{file} {text}");
    }
}

#[test]
fn a_key_that_a_reference_leads_to_stands_at_the_definition_and_the_reference_is_its_site() {
    let format = r#"format test {
  files "*.yaml"
  references "$ref"
  each integration in / {
    each connection in /schemes/* { auth.mode key of /flows/implicit as { "implicit": oauth2.implicit } }
  }
}"#;
    let text = "schemes: { a: { $ref: '#/shared' } }\nshared: { flows: { implicit: {} } }\n";
    let policy = policy(format);
    let (mut tree, mut model) = (Tree::new(), Model::default());
    read(text, Syntax::Yaml, &mut tree);
    extract(&policy.formats[0], "x.yaml", text, &tree, 0, &policy, &mut model);
    let connection = model.inside(0, compline_manifest::schema::Subject::Connection).next().unwrap();
    let cell = model.cell_index(connection, compline_manifest::schema::Field::AuthMode).unwrap();
    assert_eq!(&text[model.cells[cell].span.range()], "implicit");
    assert_eq!(&text[model.site(cell).unwrap().span.range()], "a");
}

#[test]
fn a_pack_s_own_word_for_a_kind_of_a_mode_is_more_exact_than_the_map() {
    let rules = r#"
        mode larch-key is static.api-key known as "larchApi"
        mode authtoken is static.token
        format f {
          files "*.yaml"
          each integration in / {
            integration /name
            each connection in /* by key where key is not "name" {
              auth.mode key as { "larchApi": static.api-key, "*Api": static.api-key, "*Token": static.token }
              auth.pkce true where /safe exists
              each scope in /* where key is "scope" { scope value capture "larch:{scope}" or else value }
            }
          }
        }"#;
    let text =
        "name: x\nlarchApi: { safe: 1, scope: 'larch:read' }\nbirchApi: { scope: write }\nauthToken: {}\nother: {}\n";
    let read = model(rules, "a.yaml", text);
    let expected = "integration integration=x@`x`\n\
                    connection auth.mode=larch-key@`larchApi` auth.pkce=bool(true)@`larchApi` \
                    scopes=[read]@`read`\nscope scope=read@`read`\n\
                    connection auth.mode=static.api-key@`birchApi` scopes=[write]@`write`\nscope scope=write@`write`\n\
                    connection auth.mode=static.token@`authToken`\nconnection auth.mode=!other@`other`\n";
    assert_eq!(read, expected);
}
