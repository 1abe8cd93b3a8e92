//! A noun of a unit of work in memory: what was loaded, and which of it changed.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;

/// Values by their key, in its order.
#[derive(Debug)]
pub struct Map<Key, Value> {
    entries: BTreeMap<Key, Value>,
    changed: BTreeSet<Key>,
}

impl<Key, Value> Default for Map<Key, Value> {
    fn default() -> Self {
        Self { entries: BTreeMap::new(), changed: BTreeSet::new() }
    }
}

impl<Key: Ord + Clone, Value> Map<Key, Value> {
    pub fn get(&self, key: &Key) -> Option<&Value> {
        self.entries.get(key)
    }

    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        self.entries.keys()
    }

    pub fn values(&self) -> impl Iterator<Item = &Value> {
        self.entries.values()
    }

    /// Puts a changed or new value; it is written at the end.
    pub fn put(&mut self, key: Key, value: Value) {
        self.changed.insert(key.clone());
        self.entries.insert(key, value);
    }

    /// What this unit of work has already stays as it is.
    pub(super) fn loaded(&mut self, key: Key, value: Value) {
        self.entries.entry(key).or_insert(value);
    }

    pub(super) fn remove(&mut self, key: &Key) {
        self.entries.remove(key);
        self.changed.remove(key);
    }

    pub(super) fn retain(&mut self, mut keeps: impl FnMut(&Key, &Value) -> bool) {
        self.entries.retain(|key, value| keeps(key, value));
        let entries = &self.entries;
        self.changed.retain(|key| entries.contains_key(key));
    }

    pub(super) fn written(&self) -> Vec<&Value> {
        self.changed.iter().filter_map(|key| self.entries.get(key)).collect()
    }
}

/// What is found by something else than its key too.
pub trait Found {
    type By: Ord;

    fn by(&self) -> Self::By;
}

/// A [`Map`] that a batch of a hundred asks again and again whose something is.
#[derive(Debug)]
pub struct Indexed<Key, Value: Found> {
    map: Map<Key, Value>,
    index: BTreeMap<Value::By, BTreeSet<Key>>,
}

impl<Key, Value: Found> Default for Indexed<Key, Value> {
    fn default() -> Self {
        Self { map: Map::default(), index: BTreeMap::new() }
    }
}

/// Read like any other; what changes it keeps the index too.
impl<Key, Value: Found> Deref for Indexed<Key, Value> {
    type Target = Map<Key, Value>;

    fn deref(&self) -> &Map<Key, Value> {
        &self.map
    }
}

impl<Key: Ord + Clone, Value: Found> Indexed<Key, Value> {
    /// Whatever is found by this, in the order of its keys.
    pub fn of<'s>(&'s self, by: &Value::By) -> impl Iterator<Item = &'s Value> + use<'s, Key, Value> {
        self.index.get(by).into_iter().flatten().filter_map(|key| self.map.get(key))
    }

    /// See [`Map::put`].
    pub fn put(&mut self, key: Key, value: Value) {
        self.unlist(&key);
        self.index.entry(value.by()).or_default().insert(key.clone());
        self.map.put(key, value);
    }

    pub(super) fn loaded(&mut self, key: Key, value: Value) {
        if self.map.get(&key).is_none() {
            self.index.entry(value.by()).or_default().insert(key.clone());
            self.map.loaded(key, value);
        }
    }

    pub(super) fn remove(&mut self, key: &Key) {
        self.unlist(key);
        self.map.remove(key);
    }

    pub(super) fn retain(&mut self, keeps: impl FnMut(&Key, &Value) -> bool) {
        self.map.retain(keeps);
        let map = &self.map;
        self.index.values_mut().for_each(|keys| keys.retain(|key| map.get(key).is_some()));
    }

    fn unlist(&mut self, key: &Key) {
        if let Some(keys) = self.map.get(key).and_then(|value| self.index.get_mut(&value.by())) {
            keys.remove(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A value with what it is found by.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    struct Thing(u8, char);

    impl Found for Thing {
        type By = u8;

        fn by(&self) -> u8 {
            self.0
        }
    }

    fn of(things: &Indexed<u8, Thing>, by: u8) -> String {
        things.of(&by).map(|thing| thing.1).collect()
    }

    #[test]
    fn what_changes_is_found_by_what_it_is_now() {
        let mut things = Indexed::default();
        for (key, thing) in [(2, Thing(7, 'b')), (1, Thing(7, 'a')), (3, Thing(8, 'c'))] {
            things.loaded(key, thing);
        }
        assert_eq!((of(&things, 7), of(&things, 8), of(&things, 9)), ("ab".into(), "c".into(), String::new()));
        things.put(1, Thing(8, 'A'));
        things.loaded(1, Thing(7, 'a'));
        assert_eq!((of(&things, 7), of(&things, 8)), ("b".into(), "Ac".into()), "what changed is not loaded over");
        assert_eq!(things.written(), [&Thing(8, 'A')]);
        things.remove(&1);
        things.retain(|key, _| *key != 2);
        assert_eq!((of(&things, 7), of(&things, 8)), (String::new(), "c".into()));
        assert!(things.written().is_empty());
    }
}
