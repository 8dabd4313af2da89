//! Cutoffs as the engine reads them: stages of rows, each with the day it became known.

use compline_diagnostic::{FileSpan, Spanned};
use compline_manifest::schema::Field;
use compline_time::{Day, Moment, Shift, Zone};
use serde::{Deserialize, Serialize};

use crate::expr::{Expr, Value};
use crate::policy::SourceId;
use crate::vendor::VendorId;

/// Names a cutoff.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
pub struct CutoffId(pub u32);

/// Names a stage of a cutoff.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
pub struct StageRef {
    /// The cutoff.
    pub cutoff: CutoffId,
    /// Which of its stages.
    pub stage: u32,
}

/// A vendor's time line for one thing that ends.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Cutoff {
    /// Its qualified name, `pack/cutoff`.
    pub id: String,
    /// What ends, in words.
    pub title: String,
    /// Where it is declared.
    pub at: FileSpan,
    /// What its documentation comment says.
    pub doc: Option<String>,
    /// The pack that declares it, as an index into the policy's packs.
    pub pack: usize,
    /// Whose it is.
    pub vendor: Option<VendorId>,
    /// The zone in which its days begin; where there is none, a day may begin anywhere on Earth.
    pub zone: Option<Zone>,
    /// Where its dates come from.
    pub sources: Vec<SourceId>,
    /// Nothing further had been announced by this day.
    pub checked_through: Option<Day>,
    /// Where its sources contradict each other, and which of them stands.
    pub conflicts: Vec<Conflict>,
    /// Its stages, in order of declaration.
    pub stages: Vec<Stage>,
}

/// Sources that contradict each other, of which one stands.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Conflict {
    /// The sources, in order.
    pub sources: Vec<SourceId>,
    /// The one of them that stands.
    pub stands: SourceId,
    /// What they say, and why it is that one.
    pub because: String,
    /// Where this is said.
    pub at: FileSpan,
}

impl Cutoff {
    /// The first day on which anything about it was known, of the rows known by `known_at`.
    pub fn first_known(&self, known_at: Option<Day>) -> Option<Day> {
        let days = self.stages.iter().flat_map(|stage| &stage.rows).filter_map(|row| row.known);
        days.filter(|day| known_at.is_none_or(|limit| *day <= limit)).min()
    }
}

/// One thing that happens on a cutoff's time line.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Stage {
    /// Its name.
    pub name: String,
    /// What it means, in words.
    pub title: String,
    /// Where it is declared.
    pub at: FileSpan,
    /// Its rows: those known later first and, of equal ones, the more specific first. The first that speaks of a
    /// manifest stands.
    pub rows: Vec<Row>,
    /// Whether the stage never comes where no row speaks; unknown otherwise.
    pub otherwise_never: bool,
    /// Fields that rows select by: the outcome can hang on them.
    pub selects_by: Vec<Field>,
}

/// Since when it was known, whom it speaks of, and when the stage comes.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Row {
    /// The day it became known; from the beginning of time where there is none.
    pub known: Option<Day>,
    /// Fields and the values of which one has to be there.
    pub selectors: Vec<(Field, Vec<Spanned<Value>>)>,
    /// What has to hold besides.
    pub condition: Option<Expr>,
    /// When.
    pub when: When,
    /// Where it comes from, where that is not all of the cutoff's sources.
    pub sources: Vec<SourceId>,
    /// Releases that it names, as indices into the policy's.
    pub releases: Vec<u32>,
    /// Where it stands.
    pub at: FileSpan,
    /// Its number among all rows of the policy, for tables beside it.
    pub index: u32,
}

impl Row {
    /// How specific it is: the number of selectors and of the parts of its condition that `and` joins.
    pub fn specificity(&self) -> usize {
        let parts = match self.condition.as_ref().map(|condition| &condition.kind) {
            None => 0,
            Some(crate::expr::ExprKind::And(all)) => all.len(),
            Some(_) => 1,
        };
        self.selectors.len() + parts
    }
}

/// When a stage comes.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub enum When {
    /// The point is its first moment.
    From(Point),
    /// The point is the last day before it.
    After(Point),
    /// All of a window, both ends included.
    During(Point, Point),
    /// It begins somewhere in the window, tenant by tenant, and lasts.
    Rollout(Point, Point),
    /// Every day of a window, at these seconds after midnight, for so long.
    Daily {
        /// First day.
        from: Day,
        /// Last day.
        through: Day,
        /// Seconds after midnight.
        at: Vec<u32>,
        /// For how long.
        length: Shift,
    },
    /// Not before the point; perhaps never.
    NotBefore(Point),
    /// It will come, nobody has said when.
    Unannounced,
    /// Never, or taken back.
    Never,
}

/// A point in time.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub enum Point {
    /// A date as written.
    Moment(Moment),
    /// So much before or after another.
    Shifted {
        /// How far.
        by: Shift,
        /// Whether towards the past.
        before: bool,
        /// From where.
        from: Box<Point>,
    },
    /// The earliest or latest of several.
    Extreme {
        /// Whether the earliest.
        earliest: bool,
        /// Among these.
        of: Vec<Point>,
    },
    /// A date of the manifest.
    Field(Field),
    /// The beginning of a stage.
    Stage(StageRef),
    /// The first announcement about a cutoff.
    Known(CutoffId),
}

impl Point {
    /// Calls `f` on this point and on all those it is made of.
    pub fn walk(&self, f: &mut dyn FnMut(&Point)) {
        f(self);
        match self {
            Self::Shifted { from, .. } => from.walk(f),
            Self::Extreme { of, .. } => of.iter().for_each(|point| point.walk(f)),
            Self::Moment(_) | Self::Field(_) | Self::Stage(_) | Self::Known(_) => {}
        }
    }

    /// In words: `31 May 2021`, `90 days before 31 May 2021`.
    pub fn in_words(&self) -> String {
        match self {
            Self::Moment(moment) => {
                let words = moment.in_words();
                // "the third quarter of 2027", but "May 2021"
                if words.starts_with(char::is_lowercase) { format!("the {words}") } else { words }
            }
            Self::Shifted { by, before, from } => {
                format!("{by} {} {}", if *before { "before" } else { "after" }, from.in_words())
            }
            Self::Extreme { earliest, of } => {
                let of: Vec<String> = of.iter().map(Self::in_words).collect();
                format!("the {} of {}", if *earliest { "earliest" } else { "latest" }, of.join(" and "))
            }
            Self::Field(field) => format!("`{}`", field.info().name),
            Self::Stage(_) => "another stage".into(),
            Self::Known(_) => "the first announcement".into(),
        }
    }
}

impl When {
    /// The points it is made of.
    pub fn points(&self) -> Vec<&Point> {
        match self {
            Self::From(point) | Self::After(point) | Self::NotBefore(point) => vec![point],
            Self::During(from, through) | Self::Rollout(from, through) => vec![from, through],
            Self::Daily { .. } | Self::Unannounced | Self::Never => vec![],
        }
    }

    /// In words that follow the name of the stage: `from 1 May 2021`, `after 31 May 2021`.
    pub fn in_words(&self) -> String {
        match self {
            Self::From(at) => format!("from {}", at.in_words()),
            Self::After(at) => format!("after {}", at.in_words()),
            Self::During(from, to) => format!("from {} through {}", from.in_words(), to.in_words()),
            Self::Rollout(from, to) => format!("rolled out from {} through {}", from.in_words(), to.in_words()),
            Self::Daily { from, through, at, length } => {
                let times: Vec<String> = at.iter().map(|s| format!("{:02}:{:02}", s / 3600, s / 60 % 60)).collect();
                format!(
                    "from {} through {}, daily at {} for {length}",
                    from.in_words(),
                    through.in_words(),
                    times.join(", ")
                )
            }
            Self::NotBefore(at) => format!("not before {}", at.in_words()),
            Self::Unannounced => "at a date that is not announced".into(),
            Self::Never => "never".into(),
        }
    }
}
