//! What a case is used for besides being checked: data beside the cases, `cases/roles.toml`.

use serde::Deserialize;
use std::sync::OnceLock;

/// What a case is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// It is checked.
    Check,
    /// The missile's powered phase was calibrated on it: what depends on that scores nothing.
    Calibration,
    /// The missile has one flight and flies with class values: its error is said, not scored.
    Reported,
}

/// The role of one case.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// The case.
    pub id: String,
    /// What it is used for.
    pub role: Part,
    /// The threat of the catalogue that flies it, where the case's own word is not its name.
    pub missile: Option<String>,
    /// Values of that threat changed for this case: `FIELD=VALUE`, in the unit of the field's name.
    #[serde(default)]
    pub sets: Vec<String>,
    /// Keys that are not scored, because the values set for the case already hold their answer.
    #[serde(default)]
    pub context: Vec<String>,
    /// The case with the flight that this one rests on.
    pub of: Option<String>,
    /// Why.
    pub why: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Roles {
    /// Keys whose expected values are recomputed closed forms whatever the status of their case says.
    closed_form: Vec<String>,
    role: Vec<Role>,
}

fn roles() -> &'static Roles {
    static ROLES: OnceLock<Roles> = OnceLock::new();
    ROLES.get_or_init(|| toml::from_str(include_str!("../cases/roles.toml")).expect("the roles are read in a test"))
}

/// The role of a case, if it has a special one.
pub fn of(id: &str) -> Option<&'static Role> {
    roles().role.iter().find(|role| role.id == id)
}

/// Whether a key's expected value is a recomputed closed form wherever it stands.
pub fn is_closed_form(key: &str) -> bool {
    roles().closed_form.iter().any(|known| known == key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_is_of_a_built_in_case_and_names_a_threat_of_the_catalogue() {
        let files = crate::builtin();
        let catalogue = cupola_scenario::catalogue::Catalogue::embedded();
        for role in &roles().role {
            assert!(files.iter().any(|file| file.cases.iter().any(|case| case.id == role.id)), "{}", role.id);
            assert!(role.missile.as_deref().is_none_or(|id| catalogue.get(id).is_some()), "{}", role.id);
            assert_eq!(roles().role.iter().filter(|other| other.id == role.id).count(), 1, "{}", role.id);
        }
    }
}
