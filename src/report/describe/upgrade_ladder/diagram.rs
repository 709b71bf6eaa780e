//! Renders a ladder as a graph for Mermaid and Graphviz.
//!
//! A move is drawn dashed if it is possible only under one reading of the flags, or if its periods are unknown. Nodes
//! are identified by numbers, and names appear only in quoted labels, so that no name can break the syntax of the
//! graph.

use super::LISTED;
use crate::diagnostic::{counted, printable};
use crate::offer::{Ladder, LadderMember, Move, Shared};

/// An edge between two members.
struct Edge {
    /// The number of the member on the lower level.
    low: usize,
    /// The number of the member on the higher level.
    high: usize,
    ends: Ends,
    is_dashed: bool,
    label: String,
}

/// Which ends of an edge have arrows.
#[derive(Clone, Copy)]
enum Ends {
    Up,
    Down,
    Both,
}

/// Returns the ladder as a Mermaid flowchart.
pub fn mermaid(ladder: &Ladder<'_>) -> String {
    // As JSON, since a quoted JSON string is a valid YAML string, and the title is in YAML front matter.
    let title = serde_json::Value::from(printable(ladder.name));
    // `BT` is bottom to top: higher levels are drawn above lower ones.
    let mut out = format!("---\ntitle: {title}\n---\nflowchart BT\n");
    for (step, rungs) in levels(ladder).into_iter().enumerate() {
        let level = rungs.first().map_or(0, |(_, rung)| rung.member.level);
        // Numbered by step and not by level, since levels may be negative and identifiers may not.
        out.push_str(&format!("    subgraph level{step}[\"level {level}\"]\n"));
        for (node, rung) in rungs {
            let lines: Vec<String> = label(rung).iter().map(|line| for_mermaid(line)).collect();
            // Numbered nodes, since an article number may contain characters that an identifier must not have.
            out.push_str(&format!("        n{node}[\"{}\"]\n", lines.join("<br/>")));
        }
        out.push_str("    end\n");
    }
    let (edges, more) = edges(ladder);
    edges.iter().for_each(|edge| out.push_str(&mermaid_edge(edge)));
    out + &left_out("    %%", more)
}

/// Returns an edge as a line of Mermaid.
fn mermaid_edge(edge: &Edge) -> String {
    let Edge { low, high, .. } = edge;
    let line = if edge.is_dashed { "-.->" } else { "-->" };
    let label = format!("|\"{}\"|", for_mermaid(&edge.label));
    match edge.ends {
        Ends::Up => format!("    n{low} {line}{label} n{high}\n"),
        Ends::Down => format!("    n{high} {line}{label} n{low}\n"),
        // Mermaid draws an arrow at the start of an edge only together with one at its end.
        Ends::Both => format!("    n{low} <{line}{label} n{high}\n"),
    }
}

/// Escapes text for a quoted label in Mermaid. Every character that Mermaid's grammar might interpret becomes a
/// character code.
fn for_mermaid(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || " -_.,/()+".contains(c);
    let escape = |c: char| if plain(c) { c.to_string() } else { format!("#{};", u32::from(c)) };
    printable(text).chars().map(escape).collect()
}

/// Returns the ladder as a Graphviz graph.
pub fn dot(ladder: &Ladder<'_>) -> String {
    let mut out = format!(
        "digraph ladder {{\n    rankdir=BT;\n    label={};\n    node [shape=box];\n",
        for_dot(&[ladder.name.to_owned()])
    );
    for rungs in levels(ladder) {
        for (node, rung) in &rungs {
            let mut lines = label(rung);
            lines.push(format!("level {}", rung.member.level));
            out.push_str(&format!("    n{node} [label={}];\n", for_dot(&lines)));
        }
        let nodes: Vec<String> = rungs.iter().map(|(node, _)| format!("n{node};")).collect();
        // `rank=same` keeps the members of a level on one line, as subgraphs do in Mermaid.
        out.push_str(&format!("    {{ rank=same; {} }}\n", nodes.join(" ")));
    }
    let (edges, more) = edges(ladder);
    edges.iter().for_each(|edge| out.push_str(&dot_edge(edge)));
    out + &left_out("    //", more) + "}\n"
}

/// Returns an edge as a line of Graphviz.
fn dot_edge(edge: &Edge) -> String {
    let ends = match edge.ends {
        Ends::Up => "forward",
        Ends::Down => "back",
        Ends::Both => "both",
    };
    let style = if edge.is_dashed { ", style=dashed" } else { "" };
    let label = for_dot(std::slice::from_ref(&edge.label));
    format!("    n{} -> n{} [dir={ends}{style}, label={label}];\n", edge.low, edge.high)
}

/// Returns lines as a quoted label for Graphviz. `&` is escaped too, since Graphviz interprets character entities in
/// labels.
fn for_dot(lines: &[String]) -> String {
    let escape =
        // The backslash first, or those of the other escapes would be doubled.
        |line: &String| printable(line).replace('\\', "\\\\").replace('"', "\\\"").replace('&', "&amp;");
    format!("\"{}\"", lines.iter().map(escape).collect::<Vec<_>>().join("\\n"))
}

/// Returns a comment with the number of pairs of members that the graph leaves out; empty if it leaves out none.
fn left_out(comment: &str, more: usize) -> String {
    let are = if more == 1 { "is" } else { "are" };
    let pairs = counted(more, "more pair");
    if more == 0 { String::new() } else { format!("{comment} {pairs} of members {are} left out\n") }
}

/// Returns the members grouped by level, each with its number.
fn levels<'l, 'a>(ladder: &'l Ladder<'a>) -> Vec<Vec<(usize, &'l LadderMember<'a>)>> {
    let mut levels: Vec<Vec<(usize, &LadderMember<'_>)>> = Vec::new();
    for (node, rung) in ladder.rungs.iter().enumerate() {
        match levels.last_mut() {
            // The members are in the order of their levels, so equal steps are neighbors.
            Some(level) if level[0].1.step == rung.step => level.push((node, rung)),
            _ => levels.push(vec![(node, rung)]),
        }
    }
    levels
}

/// Returns the lines of a node's label.
fn label(rung: &LadderMember<'_>) -> Vec<String> {
    let name = rung.article.as_ref().map_or("exists only in the database", |article| article.name);
    vec![rung.item().to_owned(), name.to_owned()]
}

/// Returns the edges of a graph, and the number of pairs of members that it leaves out. A graph with thousands of edges
/// would be unreadable.
fn edges(ladder: &Ladder<'_>) -> (Vec<Edge>, usize) {
    let rungs = &ladder.rungs;
    let above = |low: usize| (low + 1..rungs.len()).map(move |high| (low, high));
    let pairs = (0..rungs.len()).flat_map(above).filter(|(low, high)| rungs[*low].step != rungs[*high].step);
    // `pairs` counts both directions, and an edge is drawn for two members.
    let drawn = (ladder.pairs() / 2).min(LISTED);
    let edges = pairs.take(drawn).flat_map(|(low, high)| between(ladder, low, high)).collect();
    (edges, ladder.pairs() / 2 - drawn)
}

/// Returns the edges between two members: one with two arrows if both moves look the same, otherwise one for each move.
fn between(ladder: &Ladder<'_>, low: usize, high: usize) -> Vec<Edge> {
    let (lower, higher) = (&ladder.rungs[low], &ladder.rungs[high]);
    let up = Move::new(lower, higher).and_then(|step| appearance(&step));
    let down = Move::new(higher, lower).and_then(|step| appearance(&step));
    // The lower member first in every edge, whatever its arrows: layouts place nodes by it.
    let edge = |ends, (is_dashed, label)| Edge { low, high, ends, is_dashed, label };
    match (up, down) {
        (Some(up), Some(down)) if up == down => vec![edge(Ends::Both, up)],
        (up, down) => {
            let up = up.map(|up| edge(Ends::Up, up));
            up.into_iter().chain(down.map(|down| edge(Ends::Down, down))).collect()
        }
    }
}

/// Returns whether a move is drawn dashed, and its label; `None` if the move is not possible under any reading of the
/// flags.
fn appearance(step: &Move<'_, '_>) -> Option<(bool, String)> {
    let periods = match &step.periods {
        Shared::Unknown => "periods unknown".to_owned(),
        Shared::Periods(periods) => periods.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
    };
    match (step.is_possible(), step.is_certain()) {
        // A move that is impossible under every reading would only hide the possible ones.
        (false, true) => None,
        (true, true) => Some((step.periods == Shared::Unknown, periods)),
        (true, false) => Some((true, format!("{periods} (not under the other reading of the flags)"))),
        (false, false) => Some((true, format!("{periods} (only under the other reading of the flags)"))),
    }
}
