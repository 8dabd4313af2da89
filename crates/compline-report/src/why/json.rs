//! `why` for programs: `{"format":"compline.why","version":1,...}`.

use std::io::{self, Write};

use compline_engine::why::{Verdict, Why, WhyCase, WhyNode, WhyResult, WhySubject, WhyValue};
use serde::Serialize;

use super::word;
use crate::json::{Document, FileHead, PointView, StateView, StepView};

pub(super) fn write(out: &mut dyn Write, why: &Why) -> io::Result<()> {
    let mut document = Document::default();
    document.begin("compline.why", &why.run, "files", out)?;
    document.element(&FileView::new(why), out)?;
    document.end_list(out)?;
    out.write_all(b"\n}\n")
}

#[derive(Serialize)]
struct FileView<'r> {
    #[serde(flatten)]
    head: FileHead<'r>,
    rule: &'r str,
    rule_at: Option<PointView<'r>>,
    subjects: Vec<SubjectView<'r>>,
}

impl<'r> FileView<'r> {
    fn new(why: &'r Why) -> Self {
        Self {
            head: FileHead::new(&why.file),
            rule: &why.rule,
            rule_at: why.rule_at.as_ref().map(PointView::new),
            subjects: why.subjects.iter().map(SubjectView::new).collect(),
        }
    }
}

#[derive(Serialize)]
struct SubjectView<'r> {
    subject: &'r str,
    integration: Option<&'r str>,
    at: Option<PointView<'r>>,
    /// `not-concerned`, `not-selected`, `clean`, `violation`, `undetermined`.
    verdict: &'static str,
    reason: Option<&'r str>,
    state: Option<StateView>,
    schedule: Vec<StepView<'r>>,
    cases: Vec<CaseView<'r>>,
    nodes: Vec<NodeView<'r>>,
}

impl<'r> SubjectView<'r> {
    fn new(subject: &'r WhySubject) -> Self {
        let (verdict, reason, state) = match &subject.verdict {
            Verdict::NotConcerned(reason) => ("not-concerned", Some(reason.as_str()), None),
            Verdict::NotSelected => ("not-selected", None, None),
            Verdict::State(state) => {
                let word = match (state.at_least, state.at_most) {
                    (_, None) => "clean",
                    (least, most) if least == most => "violation",
                    _ => "undetermined",
                };
                (word, None, Some(StateView::new(*state)))
            }
        };
        Self {
            subject: &subject.what,
            integration: subject.integration.as_deref(),
            at: subject.at.as_ref().map(PointView::new),
            verdict,
            reason,
            state,
            schedule: subject.schedule.iter().map(StepView::new).collect(),
            cases: subject.cases.iter().map(CaseView::new).collect(),
            nodes: subject.nodes.iter().map(NodeView::new).collect(),
        }
    }
}

#[derive(Serialize)]
struct CaseView<'r> {
    values: &'r [String],
    state: StateView,
    schedule: Vec<StepView<'r>>,
}

impl<'r> CaseView<'r> {
    fn new(case: &'r WhyCase) -> Self {
        let schedule = case.schedule.iter().map(StepView::new).collect();
        Self { values: &case.values, state: StateView::new(case.state), schedule }
    }
}

#[derive(Serialize)]
struct NodeView<'r> {
    kind: &'static str,
    text: &'r str,
    at: Option<PointView<'r>>,
    result: Option<ResultView<'r>>,
    values: Vec<ValueView<'r>>,
    notes: &'r [String],
    children: Vec<NodeView<'r>>,
}

impl<'r> NodeView<'r> {
    fn new(node: &'r WhyNode) -> Self {
        Self {
            kind: node.kind,
            text: &node.text,
            at: node.at.as_ref().map(PointView::new),
            result: node.result.as_ref().map(ResultView::new),
            values: node.values.iter().map(ValueView::new).collect(),
            notes: &node.notes,
            children: node.children.iter().map(NodeView::new).collect(),
        }
    }
}

#[derive(Serialize)]
struct ResultView<'r> {
    now: &'static str,
    over_time: Vec<TruthView<'r>>,
}

#[derive(Serialize)]
struct TruthView<'r> {
    from: Option<&'r str>,
    value: &'static str,
}

impl<'r> ResultView<'r> {
    fn new(result: &'r WhyResult) -> Self {
        let steps = result.steps.iter();
        let over_time = steps
            .map(|(from, value)| TruthView { from: from.as_ref().map(|from| &*from.text), value: word(*value) })
            .collect();
        Self { now: word(result.now), over_time }
    }
}

#[derive(Serialize)]
struct ValueView<'r> {
    text: &'r str,
    unknown: Option<&'r str>,
    at: Option<PointView<'r>>,
}

impl<'r> ValueView<'r> {
    fn new(value: &'r WhyValue) -> Self {
        let at = value.at.as_ref().map(PointView::new);
        Self { text: &value.text, unknown: value.unknown.as_deref(), at }
    }
}
