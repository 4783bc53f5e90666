//! Values of a document as the readers take them: by kind, within their range, with the nearest word for a wrong one.

use std::ops::Range;
use std::rc::Rc;

use transom_model::{Diagnostic, Given, Origin, RlimitValue, Severity};

use crate::tree::{Node, ScalarForm, Value};
use crate::{Problem, Syntax};

/// The property that is being read, with its parts.
pub(super) struct Here {
    pub(super) tree: Rc<Node>,
    pub(super) place: Vec<usize>,
}

impl Here {
    /// Returns the property's value.
    pub(super) fn node(&self) -> &Node {
        follow(&self.tree, &self.place)
    }

    /// Returns a part's text, if it is text.
    pub(super) fn text(&self, name: &str) -> Option<Given<String>> {
        let node = self.node().find(name)?;
        quoted(node).map(|text| Given::new(text.to_owned(), node.origin.clone()))
    }

    /// Returns a part's number, if it is a whole one.
    pub(super) fn number(&self, name: &str) -> Option<Given<i128>> {
        let node = self.node().find(name)?;
        number(node).map(|value| Given::new(value, node.origin.clone()))
    }

    /// Returns a part's truth value, if it is one.
    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        flag(self.node().find(name)?)
    }

    /// Returns the texts of a list.
    pub(super) fn texts(&self, name: &str) -> Vec<Given<String>> {
        let items = self.node().find(name).map(Node::items).unwrap_or_default();
        items
            .iter()
            .filter_map(|node| quoted(node).map(|text| Given::new(text.to_owned(), node.origin.clone())))
            .collect()
    }
}

fn follow<'n>(tree: &'n Node, place: &[usize]) -> &'n Node {
    place.iter().fold(tree, |node, at| match &node.value {
        Value::Map(entries) => &entries[*at].value,
        Value::List(items) => &items[*at],
        _ => node,
    })
}

/// Returns the text of a quoted scalar.
pub(super) fn quoted(node: &Node) -> Option<&str> {
    match &node.value {
        Value::Scalar {
            text,
            form: ScalarForm::Quoted,
        } => Some(text),
        _ => None,
    }
}

/// Returns the value of a whole number.
pub(super) fn number(node: &Node) -> Option<i128> {
    match &node.value {
        Value::Scalar {
            text,
            form: ScalarForm::Plain,
        } => text.parse().ok(),
        _ => None,
    }
}

/// Returns a truth value.
pub(super) fn flag(node: &Node) -> Option<bool> {
    match &node.value {
        Value::Scalar {
            text,
            form: ScalarForm::Plain,
        } => text.parse().ok(),
        _ => None,
    }
}

impl Problem {
    /// Makes the finding about a place that a problem is.
    pub(super) fn finding(self, severity: Severity, origin: Origin) -> Diagnostic {
        Diagnostic {
            severity,
            code: self.code,
            message: self.message,
            origin,
            label: self.label,
            hint: self.hint,
        }
    }
}

/// Names a property in a message.
pub(super) fn named(path: &str) -> String {
    if path.is_empty() {
        "the configuration".to_owned()
    } else {
        format!("`{path}`")
    }
}

/// Checks the kind of a value, and its range or word.
pub(super) fn check(syntax: Syntax, path: &str, node: &Node) -> Result<(), Problem> {
    let expected = match syntax {
        Syntax::Object(_) => matches!(node.value, Value::Map(_)).then_some(()).ok_or("an object, `{ … }`"),
        Syntax::List => matches!(node.value, Value::List(_)).then_some(()).ok_or("a list, `[ … ]`"),
        Syntax::Bool => flag(node).map(|_| ()).ok_or("true or false, without quotes"),
        Syntax::Integer { .. } => number(node).map(|_| ()).ok_or("a whole number, without quotes"),
        Syntax::Choice(_) | Syntax::Text(_) | Syntax::Properties(_) => quoted(node).map(|_| ()).ok_or("text, in double quotes"),
    };
    if let Err(expected) = expected {
        return Err(Problem::new(
            "wrong-kind",
            format!("{} is {expected}, and here is {}", named(path), kind(node)),
        ));
    }
    match (syntax, number(node), quoted(node)) {
        (Syntax::Integer { min, max }, Some(value), _) => in_range(path, value, min..max),
        (Syntax::Choice(words), _, Some(word)) if !words.contains(&word) => Err(bad_word(path, word, words)),
        _ => Ok(()),
    }
}

/// `i64::MAX` stands for the end of 64 bits: of unsigned ones where the least is 0.
fn in_range(path: &str, value: i128, range: Range<i64>) -> Result<(), Problem> {
    let most = match range.end {
        i64::MAX if range.start >= 0 => i128::from(u64::MAX),
        end => i128::from(end),
    };
    if (i128::from(range.start)..=most).contains(&value) {
        return Ok(());
    }
    let bounds = if range.end == i64::MAX {
        format!("at least {}", range.start)
    } else {
        format!("between {} and {most}", range.start)
    };
    Err(Problem::new(
        "out-of-range",
        format!("`{}` is {bounds}, and here is {value}", path),
    ))
}

fn bad_word(path: &str, word: &str, words: &[&str]) -> Problem {
    let problem = Problem::new("bad-value", format!("`{}` has no value `{word}`", path));
    // The words of libseccomp and getrlimit(2) are often written without their beginning.
    let ending = format!("_{}", word.to_uppercase());
    let longer = words
        .iter()
        .find(|known| known.ends_with(&ending) || word.len() > 2 && known.starts_with(word))
        .copied();
    match longer.or_else(|| nearest(word, words)) {
        Some(near) => problem.hint(format!("did you mean `{near}`?")),
        None if words.len() > 10 => problem.hint(format!("it is a word such as {}", words[..3].join(", "))),
        None => problem.hint(format!("it is one of {}", words.join(", "))),
    }
}

fn kind(node: &Node) -> String {
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::List(_) => "a list".to_owned(),
        Value::Map(_) => "an object".to_owned(),
        Value::Scalar {
            form: ScalarForm::Quoted,
            ..
        } => "text".to_owned(),
        Value::Scalar { text, .. } if text == "true" || text == "false" => format!("`{text}`"),
        Value::Scalar { text, .. } => format!("the number {text}"),
    }
}

/// Finds the word that a mistyped one is likeliest to mean.
pub(super) fn nearest<'w>(word: &str, words: &[&'w str]) -> Option<&'w str> {
    // Long garbage and single letters are near to nothing.
    if !(3..=80).contains(&word.len()) {
        return None;
    }
    let most = (word.len() / 3).clamp(1, 3);
    let near = words
        .iter()
        .map(|known| (distance(&word.to_lowercase(), &known.to_lowercase()), *known));
    near.filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, a) in one.bytes().enumerate() {
        let mut corner = std::mem::replace(&mut row[0], at + 1);
        for (to, b) in other.bytes().enumerate() {
            let cost = corner + usize::from(a != b);
            corner = row[to + 1];
            row[to + 1] = cost.min(corner + 1).min(row[to] + 1);
        }
    }
    row[other.len()]
}

/// Reads a limit of processes' resources: the largest number is none.
pub(super) fn rlimit_value(value: i128) -> RlimitValue {
    match u64::try_from(value) {
        Ok(u64::MAX) | Err(_) => RlimitValue::Unlimited,
        Ok(value) => RlimitValue::Is(value),
    }
}
