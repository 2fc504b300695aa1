//! Finds out what a type would read, by letting it read.

use super::{Fields, Kind};
use serde::de::value::{Error, StrDeserializer};
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error as _, IntoDeserializer, MapAccess,
    SeqAccess, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

/// The kind of a type.
pub(super) fn kind_of<'de, T: Deserialize<'de>>() -> Result<Kind, Error> {
    let mut kind = None;
    T::deserialize(Look(&mut kind))?;
    kind.ok_or_else(|| Error::custom("the type reads nothing"))
}

/// Reads nothing: notes what is asked for and answers with an empty value of that kind.
struct Look<'k>(&'k mut Option<Kind>);

impl<'k> Look<'k> {
    fn note(self, kind: Kind) {
        *self.0 = Some(kind);
    }

    /// Lets `read` look at what is inside, and notes `outer` of it.
    fn note_inside<V>(
        self,
        outer: fn(Box<Kind>) -> Kind,
        read: impl FnOnce(Look<'_>) -> Result<V, Error>,
    ) -> Result<V, Error> {
        let mut inner = None;
        let value = read(Look(&mut inner))?;
        let inner = inner.ok_or_else(|| Error::custom("nothing is read inside"))?;
        self.note(outer(Box::new(inner)));
        Ok(value)
    }
}

/// A method of `Look` that notes a kind and answers with an empty value.
macro_rules! plain {
    ($($method:ident, $kind:ident, $visit:ident($value:expr);)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            self.note(Kind::$kind);
            visitor.$visit($value)
        }
    )*};
}

impl<'de> Deserializer<'de> for Look<'_> {
    type Error = Error;

    plain! {
        deserialize_bool, Flag, visit_bool(false);
        deserialize_u8, Whole, visit_u8(0);
        deserialize_u16, Whole, visit_u16(0);
        deserialize_u32, Whole, visit_u32(0);
        deserialize_u64, Whole, visit_u64(0);
        deserialize_f64, Number, visit_f64(0.0);
        deserialize_str, Text, visit_str("");
        deserialize_string, Text, visit_str("");
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(Error::custom("no kind of field describes this type"))
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u128 f32 char bytes byte_buf unit unit_struct identifier ignored_any
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.note_inside(Kind::Maybe, |inner| visitor.visit_some(inner))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.note_inside(Kind::List, |inner| visitor.visit_seq(Once(Some(inner))))
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Error> {
        let mut kinds = vec![None; length];
        let value = visitor.visit_seq(Several(kinds.iter_mut()))?;
        let kinds: Option<Vec<Kind>> = kinds.into_iter().collect();
        self.note(Kind::Together(kinds.ok_or_else(|| Error::custom("a part is not read"))?));
        Ok(value)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_tuple(length, visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.note_inside(Kind::Each, |inner| visitor.visit_map(Once(Some(inner))))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let mut kinds = vec![None; names.len()];
        let value = visitor.visit_map(Named(names.iter().zip(kinds.iter_mut()), None))?;
        let fields = names.iter().zip(kinds).map(|(name, kind)| kind.map(|kind| (*name, kind)));
        let fields: Option<Vec<_>> = fields.collect();
        self.note(Kind::Fields(Fields(fields.ok_or_else(|| Error::custom("a field is not read"))?)));
        Ok(value)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        words: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.note(Kind::OneOf(words));
        visitor.visit_enum(First(words))
    }
}

/// One element, or one entry with any name.
struct Once<'k>(Option<Look<'k>>);

impl<'de> SeqAccess<'de> for Once<'_> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        self.0.take().map(|look| seed.deserialize(look)).transpose()
    }
}

impl<'de> MapAccess<'de> for Once<'_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        // In JavaScript every name is a text.
        let any: StrDeserializer<'_, Error> = "".into_deserializer();
        self.0.as_ref().map(|_| seed.deserialize(any)).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let look = self.0.take().ok_or_else(|| Error::custom("a value is read twice"))?;
        seed.deserialize(look)
    }
}

/// The parts of a tuple.
struct Several<'k>(std::slice::IterMut<'k, Option<Kind>>);

impl<'de> SeqAccess<'de> for Several<'_> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        self.0.next().map(|kind| seed.deserialize(Look(kind))).transpose()
    }
}

/// The fields of an object, and the place of the one whose name was read last.
struct Named<'k, I>(I, Option<&'k mut Option<Kind>>);

impl<'de, 'k, I: Iterator<Item = (&'static &'static str, &'k mut Option<Kind>)>> MapAccess<'de>
    for Named<'k, I>
{
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        let Some((name, kind)) = self.0.next() else { return Ok(None) };
        self.1 = Some(kind);
        let name: StrDeserializer<'_, Error> = name.into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let kind = self.1.take().ok_or_else(|| Error::custom("a value without a name"))?;
        seed.deserialize(Look(kind))
    }
}

/// The first of several words.
struct First(&'static [&'static str]);

impl<'de> EnumAccess<'de> for First {
    type Error = Error;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Error> {
        let word: StrDeserializer<'_, Error> =
            self.0.first().copied().unwrap_or_default().into_deserializer();
        Ok((seed.deserialize(word)?, self))
    }
}

/// A word carries nothing with it.
impl<'de> VariantAccess<'de> for First {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _: T) -> Result<T::Value, Error> {
        Err(Error::custom("a word that carries a value"))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Error> {
        Err(Error::custom("a word that carries values"))
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], _: V) -> Result<V::Value, Error> {
        Err(Error::custom("a word that carries fields"))
    }
}
