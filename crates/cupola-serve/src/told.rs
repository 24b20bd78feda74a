//! What the API says and is told, type by type: the schemas of its description.

use cupola_scenario::{Fault, Faults};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Why a request was refused.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Refused {
    /// What is wrong.
    pub error: Wrong,
}

/// What is wrong, in one sentence and by the place.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Wrong {
    /// In one sentence.
    pub message: String,
    /// Each fault by its place; empty where it is no matter of places.
    pub faults: Vec<FaultTold>,
}

/// One fault of a text or a request.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FaultTold {
    /// File, `--set`, or `request`.
    pub file: String,
    /// Line, from 1.
    pub line: Option<u64>,
    /// Column in characters, from 1.
    pub column: Option<u64>,
    /// Path by id: `battery.iruma.lat_deg`; empty where it concerns the whole file.
    pub key: String,
    /// What is wrong and what is allowed: the sentence of the command line.
    pub message: String,
}

impl FaultTold {
    /// A fault of a request's own keys.
    pub fn of_request(key: &str, message: impl Into<String>) -> Self {
        Self { file: "request".into(), line: None, column: None, key: key.into(), message: message.into() }
    }
}

impl From<&Fault> for FaultTold {
    fn from(fault: &Fault) -> Self {
        Self {
            file: fault.file.clone(),
            line: Some(fault.line as u64),
            column: Some(fault.column as u64),
            key: fault.key.clone(),
            message: fault.sentence(),
        }
    }
}

/// All faults, as told.
pub fn faults_told(faults: &Faults) -> Vec<FaultTold> {
    faults.0.iter().map(FaultTold::from).collect()
}

/// What this server is and how much it does.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Status {
    /// Version of cupola.
    pub version: String,
    /// Version of the catalogue.
    pub catalogue_version: String,
    /// The scenario to begin with.
    pub default_scenario: String,
    /// Cores that studies are played on.
    pub cores: u64,
    /// How much may be asked for.
    pub limits: Limits,
}

/// How much may be asked for.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Limits {
    /// Longest scenario text (bytes).
    pub max_text_bytes: u64,
    /// Most runs of a study.
    pub max_runs: u64,
    /// Most worlds of a study.
    pub max_worlds: u64,
    /// Studies played at a time.
    pub max_running: u64,
    /// Studies that may wait.
    pub max_queued: u64,
    /// Longest time a study is played (s).
    pub max_run_seconds: u64,
}

/// Where a scenario is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ScenarioKind {
    /// Comes with cupola.
    Bundled,
    /// A file of the study folder.
    Own,
}

/// The scenarios there are.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ScenarioList {
    /// Bundled ones first, the default first of all; then those of the study folder by name.
    pub scenarios: Vec<ScenarioHead>,
}

/// A scenario in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ScenarioHead {
    /// Its id.
    pub id: String,
    /// Where it is from.
    pub kind: ScenarioKind,
    /// Title; the id where it does not parse.
    pub title: String,
    /// What it asks.
    pub question: String,
    /// The first thing wrong in it, where it is not sound.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<FaultTold>,
}

/// A scenario's text.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ScenarioText {
    /// Its id.
    pub id: String,
    /// Where it is from.
    pub kind: ScenarioKind,
    /// TOML, with its comments.
    pub text: String,
}

/// A scenario to be kept.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewText {
    /// TOML. It need not be sound.
    pub text: String,
    /// Whether it may take the place of one that is there.
    #[serde(default)]
    pub overwrite: bool,
}

/// A scenario that was kept.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Kept {
    /// Its id.
    pub id: String,
}

/// A text to be checked.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckAsked {
    /// TOML.
    pub text: String,
}

/// What `cupola check` finds.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Checked {
    /// Whether it is sound.
    pub ok: bool,
    /// Hash of the scenario.
    pub hash: Option<String>,
    /// Id of the scenario.
    pub name: Option<String>,
    /// Everything wrong, in the order of files and lines.
    pub faults: Vec<FaultTold>,
    /// What can never do anything.
    pub warnings: Vec<WarningTold>,
    /// Values it rests on.
    pub values: Option<u64>,
}

/// Something that can never do anything.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WarningTold {
    /// What it is about.
    pub key: String,
    /// In a sentence.
    pub message: String,
}

/// Values of a text to be changed.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditAsked {
    /// TOML.
    pub text: String,
    /// What to change, in order.
    pub changes: Vec<EditChange>,
}

/// One value to be changed.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditChange {
    /// Path by id, as for `--set`: `battery.iruma-1.launchers`.
    pub key: String,
    /// Any TOML value as JSON; a text where a date stands is read as a date.
    pub value: serde_json::Value,
}

/// A text with its values changed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Edited {
    /// The text, comments and order kept.
    pub text: String,
    /// What is wrong in it now.
    pub faults: Vec<FaultTold>,
}

/// A scenario by id, or a text.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SceneAsked {
    /// Id of a scenario.
    pub scenario: Option<String>,
    /// Or TOML.
    pub text: Option<String>,
}

/// A study to be played.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RunAsked {
    /// Id of a scenario.
    pub scenario: Option<String>,
    /// Or TOML.
    pub text: Option<String>,
    /// Runs; 1,000 where left out.
    #[schema(minimum = 1, maximum = 100_000)]
    pub runs: Option<u64>,
    /// Worlds; 200 where left out.
    #[schema(minimum = 1, maximum = 2_000)]
    pub worlds: Option<u64>,
    /// Seed; 1 where left out.
    pub seed: Option<u64>,
    /// An arm is added: the last, less every agreement that names one of these nations.
    #[serde(default)]
    pub without: Vec<String>,
    /// Changes by id path: `KEY=VALUE`.
    #[serde(default)]
    pub set: Vec<String>,
    /// Whether the run folder outlasts the server; yes where left out.
    pub keep: Option<bool>,
}

/// One event of a study's progress.
#[derive(Debug, Clone, ToSchema)]
#[expect(dead_code, reason = "described, and written as a stream")]
pub struct ProgressEvent {
    /// `progress`, `report` or `end`.
    event: String,
    /// Its JSON.
    data: String,
}

/// A study that was taken on.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RunTaken {
    /// Its id.
    pub id: String,
}

/// How far a study is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RunState {
    /// Waits for others.
    Queued,
    /// Flies, draws and steps what its runs share.
    Preparing,
    /// Plays.
    Running,
    /// All runs are done.
    Done,
    /// Stopped before all runs were done.
    Cancelled,
    /// Could not be played.
    Failed,
}

impl RunState {
    /// Whether nothing more will happen.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Done | Self::Cancelled | Self::Failed)
    }
}

/// The studies there are.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RunList {
    /// Newest first.
    pub runs: Vec<RunHead>,
}

/// A study in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RunHead {
    /// Its id.
    pub id: String,
    /// How far it is.
    pub state: RunState,
    /// Id of the scenario.
    pub scenario: String,
    /// Title of the scenario.
    pub title: String,
    /// Runs asked for.
    pub runs: u64,
    /// Runs done.
    pub done: u64,
    /// Seed.
    pub seed: u64,
    /// Nations whose agreements the added arm lacks.
    pub without: Vec<String>,
    /// Time played so far (s).
    pub elapsed_s: f64,
    /// When it was asked for (s since 1970).
    pub created_unix_s: u64,
}

/// How far a study is, and what is known so far.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RunTold {
    /// Its id.
    pub id: String,
    /// How far it is.
    pub state: RunState,
    /// Runs done.
    pub done: u64,
    /// Runs asked for.
    pub runs: u64,
    /// Time played so far (s).
    pub elapsed_s: f64,
    /// The document of `cupola run --json` (docs/JSON.md) of the runs done when it was made; the latest.
    #[schema(value_type = Option<Object>)]
    pub report: Option<serde_json::Value>,
    /// Why it failed, or was stopped by the server.
    pub error: Option<String>,
}

/// A study's files.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FileList {
    /// By name.
    pub files: Vec<FileHead>,
}

/// A file of a run folder.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FileHead {
    /// Its name.
    pub name: String,
    /// Its size.
    pub bytes: u64,
}

/// What happened to a threat.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Explained {
    /// What `cupola run --explain` prints.
    pub text: String,
}

/// One number, run by run; or what numbers there are.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(untagged)]
pub enum ColumnTold {
    /// One number of one arm.
    Values {
        /// The column.
        name: String,
        /// Id of the arm.
        arm: String,
        /// In run order; null where a run has none.
        values: Vec<Option<f64>>,
    },
    /// What there is.
    Names {
        /// Columns.
        columns: Vec<String>,
        /// Ids of the arms.
        arms: Vec<String>,
    },
}

/// Two studies, run by run.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ComparedTold {
    /// Id of the study that is compared with.
    pub base: String,
    /// One: the other study, as an arm in the report's `compare`.
    #[schema(value_type = Vec<Object>)]
    pub arms: Vec<serde_json::Value>,
}

/// What the catalogue knows, in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CatalogueList {
    /// Version of the catalogue.
    pub version: String,
    /// Entries.
    pub entries: Vec<EntryHead>,
}

/// An entry in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EntryHead {
    /// Its id.
    pub id: String,
    /// What it is.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Other ids it answers to.
    pub aliases: Vec<String>,
    /// Number of its values.
    pub values: u64,
}

/// An entry.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EntryTold {
    /// Its id.
    pub id: String,
    /// What it is.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Other ids it answers to.
    pub aliases: Vec<String>,
    /// Facts in words.
    pub facts: std::collections::BTreeMap<String, String>,
    /// Its numbers.
    pub values: Vec<ValueTold>,
}

/// A number of an entry.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ValueTold {
    /// Its name, unit last.
    pub key: String,
    /// Low.
    pub low: f64,
    /// Likely.
    pub likely: f64,
    /// High.
    pub high: f64,
    /// Its unit, as its name says it; empty where it has none.
    pub unit: String,
    /// How far it can be trusted.
    pub grade: String,
    /// What to know before using it.
    pub note: String,
    /// Where it comes from.
    pub sources: Vec<SourceTold>,
    /// What other sources give.
    pub disputed: Vec<DisputedTold>,
}

/// What another source gives.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DisputedTold {
    /// Low.
    pub low: f64,
    /// Likely.
    pub likely: f64,
    /// High.
    pub high: f64,
    /// How far it can be trusted.
    pub grade: String,
    /// What to know before using it.
    pub note: String,
    /// Where it comes from.
    pub sources: Vec<SourceTold>,
}

/// A source: its address with what is known of the page, or words where it has none.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SourceTold {
    /// As it is written in the catalogue.
    pub id: String,
    /// What to call it: its title, where that is not known the host of its address, or its words.
    pub title: String,
    /// Its address.
    pub url: Option<String>,
    /// Who published it, where that is known.
    pub publisher: Option<String>,
    /// Its year, where that is known.
    pub date: Option<String>,
}
