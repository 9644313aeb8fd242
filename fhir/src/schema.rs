//! FHIR R4's types and their elements, from HL7's own definitions (`data/r4.txt`).

use crate::primitive::Primitive;
use std::{collections::HashMap, sync::LazyLock};

static SCHEMA: LazyLock<Schema> = LazyLock::new(|| Schema::read(include_str!("../data/r4.txt")));

/// The types of FHIR R4.
pub(crate) struct Schema {
    types: Vec<Type>,
    resources: HashMap<&'static str, TypeId>,
    /// What values of primitive types can have beside them: an `id` and extensions.
    pub(crate) element: Option<TypeId>,
}

/// Names a type of the [`Schema`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TypeId(usize);

/// A type that has elements.
pub(crate) struct Type {
    pub(crate) name: &'static str,
    pub(crate) elements: Vec<Element>,
    /// By the names that members have: those of a choice end with a type's.
    members: HashMap<String, Member>,
}

/// Which element a member's name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    /// Its place among the elements.
    pub(crate) element: usize,
    /// Which of the element's kinds.
    pub(crate) kind: usize,
}

/// An element of a type.
pub(crate) struct Element {
    pub(crate) name: &'static str,
    pub(crate) required: bool,
    pub(crate) many: bool,
    pub(crate) kinds: Vec<OneKind>,
    /// The codes that are allowed; empty if the definitions do not limit them.
    pub(crate) codes: Vec<&'static str>,
}

/// One of the kinds that an element's values can be.
pub(crate) struct OneKind {
    pub(crate) of: Kind,
    /// The name of the member that has such a value.
    pub(crate) member: String,
}

/// What an element's values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A text, number or boolean.
    Primitive(Primitive),
    /// An object of that type.
    Object(TypeId),
    /// Any resource.
    Resource,
}

impl Schema {
    /// FHIR R4.
    pub(crate) fn r4() -> &'static Self {
        &SCHEMA
    }

    /// The resource called `name`.
    pub(crate) fn resource(&self, name: &str) -> Option<TypeId> {
        self.resources.get(name).copied()
    }

    /// The type `id`.
    pub(crate) fn get(&self, id: TypeId) -> Option<&Type> {
        self.types.get(id.0)
    }

    fn read(table: &'static str) -> Self {
        let lines = || table.lines().map(|line| line.split(' ').collect::<Vec<_>>());
        let header = |line: &[&'static str]| match *line {
            ["@", name] => Some((true, name)),
            ["=", name] => Some((false, name)),
            _ => None,
        };
        let headers: Vec<_> = lines().filter_map(|line| header(&line)).collect();
        let ids: HashMap<_, _> =
            headers.iter().enumerate().map(|(at, (_, name))| (*name, TypeId(at))).collect();
        let resources = headers
            .iter()
            .filter(|(resource, _)| *resource)
            .filter_map(|(_, name)| ids.get(name).map(|id| (*name, *id)))
            .collect();
        let mut types: Vec<Type> = Vec::with_capacity(headers.len());
        for line in lines() {
            if let Some((_, name)) = header(&line) {
                types.push(Type { name, elements: Vec::new(), members: HashMap::new() });
            } else if let (Some(into), Some(element)) = (types.last_mut(), Element::read(&line, &ids)) {
                into.add(element);
            }
        }
        Self { types, resources, element: ids.get("Element").copied() }
    }
}

impl Type {
    /// What a member called `name` is.
    pub(crate) fn member(&self, name: &str) -> Option<Member> {
        self.members.get(name).copied()
    }

    fn add(&mut self, element: Element) {
        let at = self.elements.len();
        for (kind, one) in element.kinds.iter().enumerate() {
            self.members.insert(one.member.clone(), Member { element: at, kind });
        }
        self.elements.push(element);
    }
}

impl Element {
    fn read(line: &[&'static str], ids: &HashMap<&'static str, TypeId>) -> Option<Self> {
        let (&[name, least, most, kinds], codes) = line.split_first_chunk::<4>()?;
        let kinds = kinds.split('|').filter_map(|named| {
            let of = match (Primitive::named(named), ids.get(named)) {
                (Some(primitive), _) => Kind::Primitive(primitive),
                (None, Some(id)) => Kind::Object(*id),
                (None, None) => (named == "Resource").then_some(Kind::Resource)?,
            };
            Some(OneKind { of, member: member(name, named) })
        });
        Some(Self {
            name: name.trim_end_matches("[x]"),
            required: least == "1",
            many: most == "*",
            kinds: kinds.collect(),
            codes: codes.first().map(|codes| codes.split('|').collect()).unwrap_or_default(),
        })
    }
}

/// The name of the member of the element `name` that has a `kind`: of a choice it ends with the kind.
fn member(name: &str, kind: &str) -> String {
    let Some(name) = name.strip_suffix("[x]") else { return name.to_owned() };
    let mut letters = kind.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    name.chars().chain(first).chain(letters).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;

    #[test]
    fn schema_should_have_every_resource_and_element_when_read() {
        let schema = Schema::r4();
        assert_eq!(schema.resources.len(), 146);
        let lines = include_str!("../data/r4.txt").lines().filter(|line| !line.starts_with(['#', '@', '=']));
        let elements: usize = schema.types.iter().map(|found| found.elements.len()).sum();
        assert_eq!(elements, lines.count());
        let kinds = |line: &str| line.split(' ').nth(3).unwrap().split('|').count();
        let lines = include_str!("../data/r4.txt").lines().filter(|line| !line.starts_with(['#', '@', '=']));
        let found = schema.types.iter().flat_map(|found| &found.elements).map(|element| element.kinds.len());
        assert!(lines.map(kinds).eq(found), "every kind is known");
    }

    #[test]
    fn member_should_name_the_kind_when_the_element_is_a_choice() {
        let schema = Schema::r4();
        let observation = schema.get(schema.resource("Observation").unwrap()).unwrap();
        let member = observation.member("valueQuantity").unwrap();
        let element = &observation.elements[member.element];
        assert_eq!((element.name, element.kinds[member.kind].member.as_str()), ("value", "valueQuantity"));
        assert_eq!(observation.member("value"), None);
        let status = &observation.elements[observation.member("status").unwrap().element];
        assert!(status.required && !status.many && status.codes.contains(&"final"));
    }
}
