//! Values of a scenario's text changed in place, comments and order kept.

use crate::App;
use crate::answer::{Body, Refusal, at_a_desk};
use crate::limits::MAX_CHANGES;
use crate::scenarios::check_length;
use crate::told::{EditAsked, EditChange, Edited, FaultTold, faults_told};
use axum::Json;
use axum::extract::State;
use cupola_scenario::{LOAD_FIELDS, Source, entry_labels, list_keys, load, naming_keys};
use std::sync::Arc;
use toml_edit::{Array, ArrayOfTables, Datetime, DocumentMut, InlineTable, Item, Table, TableLike, Value, value};

/// Changes values of a text.
#[utoipa::path(post, path = "/api/edit", request_body = EditAsked, responses((status = 200, body = Edited)))]
pub async fn edit(State(app): State<Arc<App>>, Body(asked): Body<EditAsked>) -> Result<Json<Edited>, Refusal> {
    at_a_desk(&app, move |app| {
        check_length(&asked.text)?;
        if asked.changes.len() > MAX_CHANGES {
            let message = format!("{} entries; allowed: {MAX_CHANGES}", asked.changes.len());
            return Err(Refusal::bad("changes", message));
        }
        let path = app.path_of_text();
        let found = |text: &str| load(Source::Text { text, path: &path }, &[]).err().map(|faults| faults_told(&faults));
        // A text that is no TOML is told by the reader of scenarios, in its own words and places.
        let Ok(mut document) = asked.text.parse::<DocumentMut>() else {
            return match found(&asked.text) {
                Some(faults) => Err(Refusal::of_faults(faults)),
                None => Err(Refusal::bad("text", "is no TOML that can be changed in place")),
            };
        };
        let faults: Vec<FaultTold> =
            asked.changes.iter().filter_map(|change| changed(&mut document, change).err()).collect();
        if !faults.is_empty() {
            return Err(Refusal::of_faults(faults));
        }
        let text = document.to_string();
        let faults = found(&text).unwrap_or_default();
        Ok(Json(Edited { text, faults }))
    })
    .await
}

fn changed(document: &mut DocumentMut, change: &EditChange) -> Result<(), FaultTold> {
    let fault = |message: String| FaultTold::of_request(&change.key, message);
    let parts: Vec<&str> = change.key.split('.').collect();
    if parts.iter().any(|part| part.is_empty()) || parts.len() > 16 {
        return Err(fault("is no path; allowed: up to 16 names joined by dots".into()));
    }
    if change.value.is_null() {
        return take_out(document.as_table_mut(), &parts).map_err(fault);
    }
    let new = toml_of(&change.value).ok_or_else(|| fault("the value has no form in TOML".into()))?;
    set(document.as_table_mut(), &parts, new).map_err(fault)
}

/// Takes out the key or the entry at a path below a table, with the comments that belong to it.
fn take_out(table: &mut dyn TableLike, path: &[&str]) -> Result<(), String> {
    let (first, rest) = path.split_first().ok_or("names nothing")?;
    let missing = || format!("there is no {} in this text", path.join("."));
    if rest.is_empty() {
        return table.remove(first).map(|_| ()).ok_or_else(missing);
    }
    let is_empty = match table.get_mut(first).ok_or_else(missing)? {
        Item::ArrayOfTables(list) => {
            let (index, rest) =
                find(first, list.iter().map(|entry| entry as &dyn TableLike), rest).ok_or_else(missing)?;
            match list.get_mut(index) {
                Some(entry) if !rest.is_empty() => take_out(entry, &rest)?,
                _ => drop(list.remove(index)),
            }
            list.is_empty()
        }
        Item::Value(Value::Array(list)) => {
            let tables = || list.iter().filter_map(Value::as_inline_table);
            let (index, rest) = find(first, tables().map(|entry| entry as &dyn TableLike), rest).ok_or_else(missing)?;
            match list.get_mut(index).and_then(Value::as_inline_table_mut) {
                Some(entry) if !rest.is_empty() => take_out(entry, &rest)?,
                _ => drop(list.remove(index)),
            }
            list.is_empty()
        }
        other => return take_out(other.as_table_like_mut().ok_or_else(missing)?, rest),
    };
    if is_empty {
        table.remove(first);
    }
    Ok(())
}

/// Sets the value at a path below a table.
fn set(table: &mut dyn TableLike, path: &[&str], new: Value) -> Result<(), String> {
    let (first, rest) = path.split_first().ok_or("names a whole entry; allowed: a field of it")?;
    if rest.is_empty() {
        return match new {
            Value::InlineTable(entry) if list_keys().contains(first) => add(table, first, entry),
            new => put(table, first, new),
        };
    }
    if !table.contains_key(first) {
        let fresh = if list_keys().contains(first) {
            Item::ArrayOfTables(ArrayOfTables::new())
        } else {
            Item::Table(implicit())
        };
        table.insert(first, fresh);
    }
    let item = table.get_mut(first).ok_or("is no path")?;
    match item {
        Item::ArrayOfTables(list) => {
            let found = find(first, list.iter().map(|entry| entry as &dyn TableLike), rest);
            let (index, rest) = match found {
                Some(found) => found,
                None => (list.len(), added(first, list, rest)?),
            };
            let entry = list.get_mut(index).ok_or("is no path")?;
            in_entry(entry, &rest, new)
        }
        Item::Value(Value::Array(list)) => {
            let tables = || list.iter().filter_map(Value::as_inline_table);
            let found = find(first, tables().map(|entry| entry as &dyn TableLike), rest);
            let (index, rest) = found.ok_or_else(|| format!("there is no {first} \"{}\" in this text", rest[0]))?;
            let entry = list.iter_mut().filter_map(Value::as_inline_table_mut).nth(index);
            entry.map_or(Ok(()), |entry| in_entry(entry, &rest, new))
        }
        other => match other.as_table_like_mut() {
            Some(inner) => set(inner, rest, new),
            None => Err(format!("`{first}` is a value and has no parts")),
        },
    }
}

/// Sets a field of a list's entry; a field of a battery's only load may be named as the battery's.
fn in_entry(entry: &mut dyn TableLike, path: &[&str], new: Value) -> Result<(), String> {
    if let ["unit", unit, field, ..] = path
        && (*field == "load" || LOAD_FIELDS.contains(field))
    {
        let loads = unit_loads(entry, unit);
        if let ([load], true) = (loads.as_slice(), LOAD_FIELDS.contains(field)) {
            return set(entry, &["unit", unit, "load", load, field], new);
        }
    }
    if let [field] = path
        && LOAD_FIELDS.contains(field)
        && !entry.contains_key(field)
    {
        match entry.get_mut("load") {
            Some(Item::ArrayOfTables(loads)) if loads.len() == 1 => {
                return loads.get_mut(0).map_or(Ok(()), |load| put(load, field, new));
            }
            Some(Item::Value(Value::Array(loads))) if loads.len() == 1 => {
                let load = loads.get_mut(0).and_then(Value::as_inline_table_mut);
                return load.map_or(Ok(()), |load| put(load, field, new));
            }
            _ => {}
        }
    }
    set(entry, path, new)
}

/// Makes an entry in a unit for each of its group's loads, as a unit's list of loads takes the place of the group's; gives their names.
fn unit_loads(group: &mut dyn TableLike, unit: &str) -> Vec<String> {
    let name = |load: &dyn TableLike| load.get("interceptor").and_then(Item::as_str).map(str::to_owned);
    let loads: Vec<String> = match group.get("load") {
        Some(Item::ArrayOfTables(loads)) => loads.iter().filter_map(|load| name(load)).collect(),
        Some(Item::Value(Value::Array(loads))) => {
            loads.iter().filter_map(|load| name(load.as_inline_table()?)).collect()
        }
        _ => Vec::new(),
    };
    let fresh = || Item::Table(implicit());
    let units = group.entry("unit").or_insert_with(fresh).as_table_like_mut();
    let own = units.and_then(|units| units.entry(unit).or_insert_with(fresh).as_table_like_mut());
    let list = own.map(|own| own.entry("load").or_insert(Item::ArrayOfTables(ArrayOfTables::new())));
    if let Some(Item::ArrayOfTables(list)) = list {
        for load in &loads {
            if !list.iter().any(|there| name(there).as_ref() == Some(load)) {
                let mut table = Table::new();
                table.insert("interceptor", value(load));
                list.push(table);
            }
        }
    }
    loads
}

/// Adds an entry to a list, behind the others; lists within it become lists of tables too.
fn add(table: &mut dyn TableLike, list: &str, entry: InlineTable) -> Result<(), String> {
    match table.entry(list).or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new())) {
        Item::ArrayOfTables(tables) => tables.push(entry_table(entry)),
        Item::Value(Value::Array(values)) => values.push(entry),
        _ => return Err(format!("`{list}` is no list of tables here")),
    }
    Ok(())
}

fn entry_table(entry: InlineTable) -> Table {
    let mut table = Table::new();
    for (key, value) in entry {
        let item = match value {
            Value::Array(list) if list_keys().contains(&key.as_str()) && list.iter().all(Value::is_inline_table) => {
                let entries = list.into_iter().filter_map(|value| match value {
                    Value::InlineTable(entry) => Some(entry),
                    _ => None,
                });
                Item::ArrayOfTables(entries.map(entry_table).collect())
            }
            value => Item::Value(value),
        };
        table.insert(&key, item);
    }
    table
}

/// Puts a value in its place; comments beside the old one stay, and a day stays the text it was where one stood.
fn put(table: &mut dyn TableLike, key: &str, new: Value) -> Result<(), String> {
    match table.get_mut(key) {
        Some(Item::Value(old)) => {
            let as_text = old.as_str().and(new.as_datetime()).map(|day| Value::from(day.to_string()));
            let mut new = as_text.unwrap_or(new);
            *new.decor_mut() = old.decor().clone();
            *old = new;
            Ok(())
        }
        Some(Item::None) | None => {
            table.insert(key, Item::Value(new));
            Ok(())
        }
        Some(_) => Err(format!("`{key}` is a table; allowed: a field of it")),
    }
}

/// The entry of a list that a path names, and the rest of the path; a unit of a group is in the list of its units.
fn find<'t, 'p>(
    list: &str,
    entries: impl Iterator<Item = &'t dyn TableLike>,
    path: &[&'p str],
) -> Option<(usize, Vec<&'p str>)> {
    let entries: Vec<&dyn TableLike> = entries.collect();
    let labels = entry_labels(list, entries.len(), |index, key| scalar(entries[index].get(key)?));
    let rest_of = |label: &String| {
        let parts: Vec<&str> = label.split('.').collect();
        path.starts_with(&parts).then(|| path[parts.len()..].to_vec())
    };
    let whole = labels.iter().enumerate().filter_map(|(index, label)| Some((index, rest_of(label)?)));
    // The longest name wins: what is left of the path is shortest.
    if let Some(found) = whole.min_by_key(|(_, rest)| rest.len()) {
        return Some(found);
    }
    let (of, number) = path.first()?.rsplit_once('-')?;
    let number: i64 = number.parse().ok()?;
    let is_group = |index: &usize| {
        let count = entries[*index].get("count").and_then(Item::as_integer);
        labels[*index] == of && count.is_some_and(|count| (1..=count).contains(&number))
    };
    let index = (0..entries.len()).find(is_group)?;
    Some((index, [&["unit"], path].concat()))
}

/// A key's text, date or whole number.
fn scalar(item: &Item) -> Option<String> {
    match item.as_value()? {
        Value::String(text) => Some(text.value().clone()),
        Value::Integer(number) => Some(number.value().to_string()),
        Value::Datetime(date) => Some(date.value().to_string()),
        _ => None,
    }
}

/// Adds an entry of that name to a list, and gives the rest of the path.
fn added<'p>(list: &str, tables: &mut ArrayOfTables, path: &[&'p str]) -> Result<Vec<&'p str>, String> {
    let keys = naming_keys(list).filter(|keys| keys.len() < path.len());
    let keys =
        keys.ok_or_else(|| format!("there is no {list} of that name in this text; write the entry there first"))?;
    let mut fresh = Table::new();
    for (key, part) in keys.iter().zip(path) {
        fresh.insert(key, part.parse::<Datetime>().map_or_else(|_| value(*part), value));
    }
    tables.push(fresh);
    Ok(path[keys.len()..].to_vec())
}

/// A table that is not written by itself, only what is in it.
fn implicit() -> Table {
    let mut table = Table::new();
    table.set_implicit(true);
    table
}

/// A value as TOML has it, a day as a date; none for null, and for a whole number that TOML cannot hold.
fn toml_of(json: &serde_json::Value) -> Option<Value> {
    Some(match json {
        serde_json::Value::Null => return None,
        serde_json::Value::Bool(is_so) => Value::from(*is_so),
        serde_json::Value::Number(number) if number.is_f64() => Value::from(number.as_f64()?),
        serde_json::Value::Number(number) => Value::from(number.as_i64()?),
        serde_json::Value::String(text) => day(text).map_or_else(|| Value::from(text.as_str()), Value::from),
        serde_json::Value::Array(list) => Value::Array(list.iter().map(toml_of).collect::<Option<Array>>()?),
        serde_json::Value::Object(map) => {
            let pairs = map.iter().map(|(key, value)| Some((key.as_str(), toml_of(value)?)));
            Value::InlineTable(pairs.collect::<Option<InlineTable>>()?)
        }
    })
}

/// A text that is a day, `2028-04-01`.
fn day(text: &str) -> Option<Datetime> {
    text.parse().ok().filter(|date: &Datetime| date.date.is_some() && date.time.is_none())
}
