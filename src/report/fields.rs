//! Every field that can be chosen, with its kind, read from the Rust types themselves.
//!
//! A link, a session file and the settings of an element carry [`Roles`], [`Options`] and [`CountsOptions`] through
//! JavaScript. The build writes this table into the page (`www/share/fields.js`), which checks by it what comes from
//! outside. So a new field needs no second list: it is in the table as soon as the type has it.
//!
//! The table is read by deserializing each type from nothing: `Look` notes what the type asks for and answers with an
//! empty value of that kind.

mod look;

use super::counts::CountsOptions;
use super::options::Options;
use crate::data::Roles;
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};

/// What a field may hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// True or false.
    Flag,
    /// 0, 1, 2, ...
    Whole,
    /// A finite number.
    Number,
    /// A text.
    Text,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// Null, or this.
    Maybe(Box<Kind>),
    /// Any number of these.
    List(Box<Kind>),
    /// As many as are named here, each of its own kind.
    Together(Vec<Kind>),
    /// An object in which every name, whatever it is, holds this.
    Each(Box<Kind>),
    /// An object with these fields.
    Fields(Fields),
}

/// Fields by name, in the order in which they are declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fields(pub Vec<(&'static str, Kind)>);

impl Fields {
    /// The names in order.
    pub fn names(&self) -> Vec<&'static str> {
        self.0.iter().map(|(name, _)| *name).collect()
    }

    /// The kind of one field.
    pub fn kind(&self, name: &str) -> Option<&Kind> {
        self.0.iter().find(|(own, _)| *own == name).map(|(_, kind)| kind)
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, kind) in &self.0 {
            map.serialize_entry(name, kind)?;
        }
        map.end()
    }
}

/// All that can be chosen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Choices {
    /// Which column is what.
    pub roles: Fields,
    /// What is asked of patient data.
    pub options: Fields,
    /// What is asked of counts.
    pub counts_options: Fields,
    /// Roles before anything is chosen: a link made before a field existed gets it from here.
    pub no_roles: Roles,
}

/// The table of all fields.
///
/// # Panics
/// Where a type holds what no [`Kind`] describes. The build and a test call this, so it cannot go unseen.
pub fn choices() -> Choices {
    Choices {
        roles: fields_of::<Roles>(),
        options: fields_of::<Options>(),
        counts_options: fields_of::<CountsOptions>(),
        no_roles: Roles::default(),
    }
}

fn fields_of<'de, T: Deserialize<'de>>() -> Fields {
    match look::kind_of::<T>() {
        Ok(Kind::Fields(fields)) => fields,
        other => panic!("{} is no object with known fields: {other:?}", std::any::type_name::<T>()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    #[serde(rename_all = "snake_case")]
    #[allow(dead_code)]
    enum Word {
        OneWay,
        Another,
    }

    #[derive(Deserialize)]
    #[allow(dead_code)]
    struct Inner {
        on: bool,
    }

    #[derive(Deserialize)]
    #[allow(dead_code)]
    struct All {
        whole: usize,
        seed: Option<u32>,
        share: f64,
        words: Vec<String>,
        pairs: Vec<(usize, String)>,
        word: Option<Word>,
        inner: Option<Inner>,
        by_name: std::collections::BTreeMap<String, f64>,
    }

    #[test]
    fn every_kind_is_seen() {
        let seen = serde_json::to_string(&fields_of::<All>()).expect("a table");
        let expected =
            r#"{"whole":"whole","seed":{"maybe":"whole"},"share":"number","words":{"list":"text"},"#
                .to_owned()
                + r#""pairs":{"list":{"together":["whole","text"]}},"word":{"maybe":{"one_of":["one_way","another"]}},"#
                + r#""inner":{"maybe":{"fields":{"on":"flag"}}},"by_name":{"each":"number"}}"#;
        assert_eq!(seen, expected);
    }

    #[test]
    fn the_fields_are_those_that_the_types_write() {
        let choices = choices();
        let written = |value: serde_json::Value| -> Vec<String> {
            value.as_object().expect("an object").keys().cloned().collect()
        };
        let sorted = |fields: &Fields| {
            let mut names: Vec<String> = fields.names().iter().map(|name| (*name).to_owned()).collect();
            names.sort();
            names
        };
        assert_eq!(sorted(&choices.roles), written(serde_json::to_value(Roles::default()).expect("roles")));
        let Some(Kind::Maybe(drawing)) = choices.options.kind("drawing") else { panic!("no drawing") };
        let Kind::Fields(drawing) = drawing.as_ref() else { panic!("{drawing:?}") };
        let own = serde_json::to_value(crate::report::Drawing::default()).expect("a drawing");
        assert_eq!(sorted(drawing), written(own));
        assert!(
            choices.counts_options.kind("event_is").is_some()
                && choices.counts_options.kind("alpha").is_some()
        );
    }

    #[test]
    #[should_panic(expected = "is no object with known fields")]
    fn what_no_kind_describes_is_not_left_out() {
        #[derive(Deserialize)]
        #[allow(dead_code)]
        struct Odd {
            signed: i64,
        }
        fields_of::<Odd>();
    }
}
