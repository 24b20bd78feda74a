//! Reading scenario files and following `extends`, never outside the scenario's own folder.

use crate::fault::{Faults, Pending, settle};
use crate::merge::{labels, merge};
use crate::studies::{COSTS, STOCKS};
use crate::tree::{Entry, Files, Kind, Node, Origin, parse};
use crate::{Source, bundled};
use std::io::Read;
use std::path::{Component, Path, PathBuf};

/// Largest scenario file that is read.
pub(crate) const MAX_BYTES: u64 = 8 * 1024 * 1024;

/// Longest chain of `extends`.
const MAX_DEPTH: usize = 32;

/// A scenario with everything it extends merged in.
pub(crate) struct Merged {
    pub root: Node,
    pub files: Files,
    /// File name without its ending, or the bundled name.
    pub stem: String,
}

/// Where a file comes from; also what a cycle is told by.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    Bundled(&'static str),
    File { real: PathBuf, shown: String },
}

impl Place {
    fn shown(&self) -> &str {
        match self {
            Self::Bundled(name) => name,
            Self::File { shown, .. } => shown,
        }
    }

    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Bundled(a), Self::Bundled(b)) => a == b,
            (Self::File { real: a, .. }, Self::File { real: b, .. }) => a == b,
            _ => false,
        }
    }
}

/// Reads a scenario and all it extends; where there is a text over it, as if that extended it.
pub(crate) fn read(source: Source<'_>, over: Option<&str>) -> Result<Merged, Faults> {
    let mut reader = Reader { files: Files::default(), folder: None, faults: Vec::new() };
    let (place, stem) = reader.first(source)?;
    let text =
        if let Source::Text { text, .. } = source { Some(checked(text.to_owned(), place.shown())?) } else { None };
    let root = reader.chain(place, text)?;
    let root = match (root, over) {
        (Some(root), Some(over)) => reader.put_over(root, over),
        (root, _) => root,
    };
    match root {
        Some(root) if reader.faults.is_empty() => Ok(Merged { root, files: reader.files, stem }),
        _ => Err(settle(reader.faults, &reader.files)),
    }
}

struct Reader {
    files: Files,
    /// The scenario's folder; none for a bundled one.
    folder: Option<PathBuf>,
    faults: Vec<Pending>,
}

impl Reader {
    fn first(&mut self, source: Source<'_>) -> Result<(Place, String), Faults> {
        match source {
            Source::Bundled(name) => match bundled_text(name) {
                Some((id, _)) => Ok((Place::Bundled(id), name.to_owned())),
                None => Err(unknown_name(name)),
            },
            Source::Path(path) => {
                let shown = path.display().to_string();
                let missing = |error: std::io::Error| unreadable(&shown, &error);
                let real = path.canonicalize().map_err(missing)?;
                self.folder = real.parent().map(Path::to_path_buf);
                let stem = path.file_stem().map_or_else(|| "scenario".into(), |s| s.to_string_lossy().into_owned());
                Ok((Place::File { real, shown }, stem))
            }
            Source::Text { path, .. } => {
                let name = path.file_name().unwrap_or(path.as_os_str());
                self.folder = path.parent().and_then(|folder| folder.canonicalize().ok());
                let real = self.folder.as_ref().map_or_else(|| path.to_owned(), |folder| folder.join(name));
                let stem = path.file_stem().map_or_else(|| "scenario".into(), |s| s.to_string_lossy().into_owned());
                Ok((Place::File { real, shown: name.to_string_lossy().into_owned() }, stem))
            }
        }
    }

    /// Puts a text that is in no file on top of a scenario.
    fn put_over(&mut self, root: Node, over: &str) -> Option<Node> {
        let file = self.files.add("plan", over.to_owned());
        let mut node = parse(file, over, &mut self.faults)?;
        node.table_mut().and_then(|table| table.remove("extends"));
        Some(merge(Some(root), node, &mut self.faults))
    }

    /// Reads a chain of `extends` and merges it from its far end; `given` is the text of the first where it need not be read.
    fn chain(&mut self, first: Place, mut given: Option<String>) -> Result<Option<Node>, Faults> {
        let mut places: Vec<Place> = Vec::new();
        let mut nodes = Vec::new();
        let mut next = Some((first, Origin::default()));
        while let Some((place, asked_at)) = next.take() {
            if let Some(start) = places.iter().position(|p| p.is_same(&place)) {
                let mut names: Vec<&str> = places[start..].iter().map(Place::shown).collect();
                names.push(places[start].shown());
                let message = format!("extends itself: {}", names.join(" → "));
                self.faults.push(Pending::new(asked_at, "extends", message));
                return Ok(None);
            }
            if places.len() >= MAX_DEPTH {
                let message = format!("more than {MAX_DEPTH} files extend one another");
                self.faults.push(Pending::new(asked_at, "extends", message));
                return Ok(None);
            }
            let text = given.take().map_or_else(|| read_place(&place), Ok)?;
            let file = self.files.add(place.shown(), text.clone());
            places.push(place.clone());
            let Some(mut node) = parse(file, &text, &mut self.faults) else { return Ok(None) };
            if let Place::File { real, shown } = &place {
                self.elements(&mut node, real, shown);
            }
            let asked = node.table_mut().and_then(|table| table.remove("extends"));
            if let Some(asked) = asked {
                let Some(name) = asked.node.text() else {
                    let fault = Pending::new(asked.node.origin, "extends", format!("is {}", asked.node.type_word()));
                    self.faults.push(fault.allowed("text: a relative path or the name of a bundled scenario"));
                    return Ok(None);
                };
                let Some(found) = self.follow(&place, name, asked.node.origin) else { return Ok(None) };
                next = Some((found, asked.node.origin));
            }
            nodes.push(node);
        }
        let mut merged: Option<Node> = None;
        while let Some(node) = nodes.pop() {
            merged = Some(merge(merged, node, &mut self.faults));
        }
        Ok(merged)
    }

    /// Puts the text of each file of orbits where it is named, so that the scenario is whole without it.
    fn elements(&mut self, root: &mut Node, real: &Path, shown: &str) {
        let Some(folder) = self.folder.clone() else { return };
        for (constellation, owner) in items_mut(root, "constellation") {
            for (satellite, label) in items_mut(constellation, "satellite") {
                let Some(table) = satellite.table_mut() else { continue };
                let Some(entry) = table.get("elements_file") else { continue };
                let (Some(name), at, key_origin) = (entry.node.text(), entry.node.origin, entry.key_origin) else {
                    continue;
                };
                let near = Path::new(shown).parent().unwrap_or(Path::new("")).join(name).display().to_string();
                let key = format!("constellation.{owner}.satellite.{label}.elements_file");
                let text = inside(&folder, real, name)
                    .and_then(|path| read_file(&path, &near).map_err(|faults| faults.0[0].message.clone()));
                match text {
                    Ok(text) => {
                        let text = text.replace("\r\n", "\n").replace('\r', "\n");
                        let file = self.files.add(near, text.clone());
                        let node = Node { origin: Origin { file, start: 0 }, kind: Kind::Text(text) };
                        table.remove("elements_file");
                        table.insert("elements".to_owned(), Entry { key_origin, node });
                    }
                    Err(message) => {
                        let allowed = "a relative path inside the scenario's folder";
                        self.faults.push(Pending::new(at, key, message).allowed(allowed));
                    }
                }
            }
        }
    }

    fn follow(&mut self, from: &Place, name: &str, at: Origin) -> Option<Place> {
        let names: Vec<&str> = bundled().iter().map(|b| b.name).collect();
        let plain = name.strip_suffix(".toml").unwrap_or(name);
        let found = names.iter().find(|n| **n == plain).map(|n| Place::Bundled(n));
        let (Place::File { real, shown }, Some(folder)) = (from, self.folder.clone()) else {
            if found.is_none() {
                let fault = Pending::new(at, "extends", format!("no bundled scenario is called \"{name}\""));
                self.faults.push(fault.near(plain, names));
            }
            return found;
        };
        if found.is_some() && !name.contains('.') {
            return found;
        }
        match inside(&folder, real, name) {
            Ok(target) => {
                let near = Path::new(shown).parent().unwrap_or(Path::new(""));
                Some(Place::File { real: target, shown: near.join(name).display().to_string() })
            }
            Err(message) => {
                let fault = Pending::new(at, "extends", message);
                let allowed =
                    format!("a relative path inside the scenario's folder, or a bundled name: {}", names.join(", "));
                let hint = crate::fault::nearest(name, &names).map(str::to_owned);
                self.faults.push(Pending { hint, ..fault.allowed(allowed) });
                None
            }
        }
    }
}

/// The entries of a list under a key, and their names.
fn items_mut<'n>(node: &'n mut Node, key: &str) -> impl Iterator<Item = (&'n mut Node, String)> {
    let nodes = match node.table_mut().and_then(|table| table.get_mut(key)).map(|entry| &mut entry.node.kind) {
        Some(Kind::List(list)) => &mut list[..],
        _ => &mut [],
    };
    let names = labels(key, nodes);
    nodes.iter_mut().zip(names)
}

/// The file meant by `name` in a file at `from`, if it is inside `folder`.
fn inside(folder: &Path, from: &Path, name: &str) -> Result<PathBuf, String> {
    let asked = Path::new(name);
    let mut depth = from.parent().and_then(|p| p.strip_prefix(folder).ok()).map_or(0, |p| p.components().count());
    for component in asked.components() {
        match component {
            Component::Normal(_) => depth += 1,
            Component::CurDir => {}
            Component::ParentDir if depth > 0 => depth -= 1,
            Component::ParentDir => return Err(format!("\"{name}\" climbs out of the scenario's folder")),
            Component::RootDir | Component::Prefix(_) => return Err(format!("\"{name}\" is an absolute path")),
        }
    }
    let base = from.parent().unwrap_or(folder);
    let target = base.join(asked);
    let real = target.canonicalize().map_err(|error| format!("\"{name}\" cannot be read: {}", plain(&error)))?;
    if real.starts_with(folder) { Ok(real) } else { Err(format!("\"{name}\" leads out of the scenario's folder")) }
}

/// Name and text of a scenario that comes with cupola, studies of stocks and of money among them.
fn bundled_text(name: &str) -> Option<(&'static str, &'static str)> {
    let scenarios = bundled().iter().map(|b| (b.name, b.text));
    scenarios.chain(STOCKS).chain(COSTS).find(|(known, _)| *known == name)
}

fn read_place(place: &Place) -> Result<String, Faults> {
    match place {
        Place::Bundled(name) => bundled_text(name).map(|(_, text)| text.to_owned()).ok_or_else(|| unknown_name(name)),
        Place::File { real, shown } => read_file(real, shown),
    }
}

/// Reads a file after looking at its size and kind.
fn read_file(path: &Path, shown: &str) -> Result<String, Faults> {
    let failed = |error: std::io::Error| unreadable(shown, &error);
    let metadata = std::fs::metadata(path).map_err(failed)?;
    if !metadata.is_file() {
        return Err(Faults::of_file(shown, "is not a file"));
    }
    if metadata.len() > MAX_BYTES {
        return Err(too_large(metadata.len(), shown));
    }
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(failed)?;
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
    checked(String::from_utf8(bytes).map_err(|error| not_utf8(shown, &error))?, shown)
}

fn too_large(bytes: u64, shown: &str) -> Faults {
    let allowed = format!("at most {} MiB", MAX_BYTES / 1024 / 1024);
    let mut faults = Faults::of_file(shown, format!("the file has {bytes} bytes, too many for a scenario"));
    faults.0.iter_mut().for_each(|f| f.allowed = Some(allowed.clone()));
    faults
}

/// The text of a file that has one, and not too much.
fn checked(text: String, shown: &str) -> Result<String, Faults> {
    if text.len() as u64 > MAX_BYTES {
        return Err(too_large(text.len() as u64, shown));
    }
    if text.trim().is_empty() {
        let mut faults = Faults::of_file(shown, "the file is empty");
        faults.0.iter_mut().for_each(|f| f.hint = Some("cupola init DIR".to_owned()));
        return Err(faults);
    }
    Ok(text)
}

pub(crate) fn not_utf8(shown: &str, error: &std::string::FromUtf8Error) -> Faults {
    let offset = error.utf8_error().valid_up_to();
    let good = &error.as_bytes()[..offset];
    let line = good.iter().filter(|b| **b == b'\n').count() + 1;
    let start = good.iter().rposition(|b| *b == b'\n').map_or(0, |i| i + 1);
    let column = String::from_utf8_lossy(&good[start..]).chars().count() + 1;
    let mut faults = Faults::of_file(shown, format!("byte {offset} is not UTF-8 text"));
    faults.0.iter_mut().for_each(|f| (f.line, f.column) = (line, column));
    faults
}

pub(crate) fn unreadable(shown: &str, error: &std::io::Error) -> Faults {
    Faults::of_file(shown, format!("cannot be read: {}", plain(error)))
}

fn plain(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        std::io::ErrorKind::PermissionDenied => "reading it is not permitted".to_owned(),
        _ => error.to_string(),
    }
}

/// The fault of a name that is no bundled scenario and no file.
pub(crate) fn unknown_name(name: &str) -> Faults {
    let names: Vec<&str> = bundled().iter().map(|b| b.name).collect();
    let near: Vec<&str> = names.iter().copied().chain(STOCKS.iter().chain(&COSTS).map(|(id, _)| *id)).collect();
    let mut faults = Faults::of_file(name, "there is no such file and no bundled scenario of this name");
    faults.0.iter_mut().for_each(|f| {
        f.allowed = Some(format!("a path, or one of {}", names.join(", ")));
        f.hint = crate::fault::nearest(name, &near).map(str::to_owned);
    });
    faults
}
