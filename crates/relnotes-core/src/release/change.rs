//! From commits to changes: one entry for a pull request, else one for a commit.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::config::commits::Kind;
use crate::enrichment::PullRequest;
use crate::history::{Colour, NodeId, NodeMap};
use crate::id::CommitId;
use crate::message::{Conventional, Message, ReleaseNote};
use crate::person::Person;
use crate::ticket::TicketId;

use super::content::{Content, own_pull_request};
use super::cut::Sources;
use super::model::{Author, Change, Commit, TextSource};
use super::ownership::Owners;
use super::shipped::{First, Shipped};
use super::wording::{self, Wording};

/// What changes are made of.
pub(super) struct Material<'a, 'g, 'r, 't> {
    pub(super) content: &'a Content,
    pub(super) owners: &'a Owners,
    pub(super) sources: &'a Sources<'a>,
    /// What earlier releases had; none where each commit is told of once anyway.
    pub(super) shipped: Option<&'a Shipped<'a, 'g, 'r, 't>>,
    /// Reverts that stay, with what they take back.
    pub(super) standing: &'a NodeMap<Vec<CommitId>>,
    /// Commits that touch nothing but the release's own documents.
    pub(super) documents: &'a BTreeSet<NodeId>,
    /// The tags whose changes the user notes leave out; none where both ends were typed.
    pub(super) omitted: &'a [Colour],
}

/// The commits of one change: a pull request, or a commit by its place in the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Key {
    Request(u64),
    Commit(usize),
}

/// What the forge knows of a pull request, and how its text is understood.
pub(super) struct Told<'a> {
    pub(super) request: &'a PullRequest,
    pub(super) message: Message,
    /// The tickets that it is for; its description may name others.
    tickets: Vec<TicketId>,
}

/// Where a change comes from.
#[derive(Clone, Copy)]
pub(super) struct Origin<'a> {
    /// Its commits, oldest first.
    pub(super) commits: &'a [&'a Commit],
    /// The merge that brought them.
    pub(super) merge: Option<&'a Commit>,
    /// What the forge knows of their pull request.
    pub(super) told: Option<&'a Told<'a>>,
}

impl<'a> Origin<'a> {
    /// Returns the labels of the pull request, as far as the forge was asked.
    pub(super) fn labels(&self) -> &'a [String] {
        self.told.map(|told| told.request.labels.as_slice()).unwrap_or_default()
    }

    /// Returns what was written about it: in its commits, in the merge, in the pull request.
    fn messages(&self) -> impl Iterator<Item = &'a Message> {
        let commits = self.commits.iter().copied().chain(self.merge);
        commits.map(|commit| &commit.message).chain(self.told.map(|told| &told.message))
    }
}

/// Makes the changes of commits that are neither merges nor copies nor taken back; oldest first.
pub(super) fn changes(material: &Material<'_, '_, '_, '_>, listed: &[NodeId]) -> Vec<Change> {
    let mut groups: BTreeMap<(Key, Option<usize>), Vec<NodeId>> = BTreeMap::new();
    let mut firsts: NodeMap<Option<First>> = NodeMap::default();
    for node in listed {
        let first = material.shipped.and_then(|shipped| shipped.first(*node));
        let seed = first.as_ref().map(|first| first.seed);
        groups.entry((material.key(*node), seed)).or_default().push(*node);
        firsts.insert(*node, first);
    }
    let mut parts: HashMap<Key, Option<usize>> = HashMap::new();
    for (key, seed) in groups.keys() {
        let earliest = parts.entry(*key).or_insert(*seed);
        *earliest = match (*earliest, *seed) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
    }
    let mut changes: Vec<(usize, Change)> = Vec::new();
    for ((key, seed), mut nodes) in groups {
        nodes.sort_by_key(|node| std::cmp::Reverse(material.content.position(*node)));
        let oldest = nodes.iter().filter_map(|node| material.content.position(*node)).max();
        let continues = parts[&key].filter(|first| seed != Some(*first));
        for mut change in material.change(&nodes, &firsts) {
            change.continues = continues.and_then(|seed| material.tag_name(seed));
            changes.push((oldest.unwrap_or_default(), change));
        }
    }
    changes.sort_by_key(|(oldest, _)| std::cmp::Reverse(*oldest));
    let mut changes: Vec<Change> = changes.into_iter().map(|(_, change)| change).collect();
    number_equal_ids(&mut changes);
    changes
}

/// Equal ids get `~2`, `~3` in the order of their oldest commits.
fn number_equal_ids(changes: &mut [Change]) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for change in changes {
        let count = seen.entry(change.id.clone()).or_insert(0);
        *count += 1;
        if *count > 1 {
            change.id = format!("{}~{count}", change.id);
        }
    }
}

impl Material<'_, '_, '_, '_> {
    fn commit(&self, node: NodeId) -> &Commit {
        self.content.get(node).expect("listed commits are of the content")
    }

    /// Returns the merge that brought a commit.
    fn merge_of(&self, node: NodeId) -> Option<&Commit> {
        self.owners.get(&node).and_then(|merge| self.content.get(*merge))
    }

    fn key(&self, node: NodeId) -> Key {
        let request = self
            .own_request(node)
            .or_else(|| self.merge_of(node).and_then(|merge| merge.message.pull_request));
        request.map_or_else(
            || Key::Commit(self.content.position(node).unwrap_or_default()),
            Key::Request,
        )
    }

    /// Returns the pull request of a commit by its own subject, else as the forge knows it.
    fn own_request(&self, node: NodeId) -> Option<u64> {
        let commit = self.commit(node);
        let known = |commit: &Commit| self.sources.enrichment.of_commits.get(&commit.id).copied();
        let of_merge = || self.merge_of(node).and_then(known);
        own_pull_request(commit).or_else(|| known(commit)).or_else(of_merge)
    }

    /// Returns what the forge knows of the pull request of some commits.
    fn told(&self, node: NodeId) -> Option<Told<'_>> {
        let Key::Request(number) = self.key(node) else { return None };
        let request = self.sources.enrichment.pull_requests.get(&number)?;
        let parser = self.sources.parser;
        let tickets = parser.parse(&request.referring()).tickets;
        Some(Told { request, message: parser.parse(&request.text()), tickets })
    }

    /// Returns whether the user notes leave out a change because users have it.
    pub(super) fn is_omitted(&self, change: &Change) -> bool {
        let of_change = |commit: &Commit| change.commits.contains(&commit.id);
        let nodes = self.content.iter().filter(|(_, commit)| of_change(commit));
        let nodes: Vec<NodeId> = nodes.map(|(node, _)| node).collect();
        self.are_omitted(&nodes)
    }

    fn are_omitted(&self, nodes: &[NodeId]) -> bool {
        self.omitted.iter().any(|colour| nodes.iter().all(|node| self.is_in(*node, *colour)))
    }

    fn is_in(&self, node: NodeId, colour: Colour) -> bool {
        self.shipped.is_some_and(|shipped| shipped.is_in(node, colour))
    }

    fn tag_name(&self, seed: usize) -> Option<String> {
        let survey = self.shipped?.survey;
        Some(survey.name(&survey.seeds[seed]).to_owned())
    }

    /// Makes the change of some commits, oldest first; several where one commit tells of several.
    fn change(&self, nodes: &[NodeId], firsts: &NodeMap<Option<First>>) -> Vec<Change> {
        let commits: Vec<&Commit> = nodes.iter().map(|node| self.commit(*node)).collect();
        let merge = nodes.iter().find_map(|node| self.merge_of(*node));
        let told = nodes.first().and_then(|node| self.told(*node));
        let origin = Origin { commits: &commits, merge, told: told.as_ref() };
        let wordings = wording::wordings(&origin, &self.sources.config.commits);
        wordings.into_iter().map(|wording| self.finish(nodes, &origin, firsts, wording)).collect()
    }

    fn finish(
        &self,
        nodes: &[NodeId],
        origin: &Origin<'_>,
        firsts: &NodeMap<Option<First>>,
        wording: Wording,
    ) -> Change {
        let Origin { commits, merge, told } = *origin;
        let tickets = tickets(origin);
        let pull_requests = pull_requests(origin);
        let first = nodes.iter().find_map(|node| firsts[node].as_ref());
        let shipped_as = nodes.iter().flat_map(|node| {
            let first = firsts[node].as_ref();
            let copies =
                self.shipped.zip(first).map(|(shipped, first)| shipped.copies(*node, first));
            copies.unwrap_or_default()
        });
        let hidden_by = self.hidden_by(nodes, origin, &wording).map(str::to_owned);
        let omitted = self.are_omitted(nodes);
        let standing = nodes.iter().filter_map(|node| self.standing.get(node));
        let category = wording
            .scope
            .as_deref()
            .map(|scope| self.sources.config.commits.category_of(scope).to_owned());
        Change {
            id: id(&pull_requests, &tickets, &wording),
            kind: wording.kind,
            in_user_notes: hidden_by.is_none() && !omitted,
            hidden_by,
            category,
            breaking: wording.breaking,
            breaking_notes: wording.breaking_notes,
            type_: wording.type_,
            scope: wording.scope,
            description: wording.description,
            title: wording.title,
            text_source: wording.text_source,
            tickets,
            pull_requests,
            merge: merge.map(|merge| merge.id),
            commits: commits.iter().map(|commit| commit.id).collect(),
            reverts: standing.flatten().copied().collect(),
            authors: self.authors(origin),
            labels: origin.labels().to_vec(),
            approved_by: told.map(|told| told.request.approved_by.clone()).unwrap_or_default(),
            first_shipped_in: first.and_then(|first| self.tag_name(first.seed)),
            shipped_as: shipped_as.collect(),
            continues: None,
            date: commits
                .iter()
                .map(|commit| commit.committer.time)
                .max()
                .unwrap_or_else(|| self.content.commits[0].committer.time),
        }
    }

    /// Returns the rule that keeps a change from users; a broken contract is never kept from them.
    fn hidden_by(
        &self,
        nodes: &[NodeId],
        origin: &Origin<'_>,
        wording: &Wording,
    ) -> Option<&'static str> {
        let rules = &self.sources.config.commits;
        let commits = origin.commits;
        let mut notes = origin.messages().filter_map(|message| message.release_note.as_ref());
        if notes.any(|note| *note == ReleaseNote::None) {
            return Some("override");
        }
        if nodes.iter().all(|node| self.documents.contains(node)) {
            return Some("documents");
        }
        if wording.breaking || wording.text_source == TextSource::ReleaseNote {
            return None;
        }
        if origin.labels().iter().any(|label| rules.hides_label(label)) {
            return Some("label");
        }
        if commits.iter().all(|commit| commit.by_bot) {
            return Some("bot");
        }
        // A revert that stays is for those who were told of what it takes back: its kind decides.
        let quotes = |node: &NodeId| {
            let revert = self.commit(*node).message.revert.as_ref();
            self.standing.contains_key(node)
                && revert.is_some_and(|revert| revert.subject.is_some())
        };
        let is_revert = nodes.iter().any(quotes);
        if !is_revert && wording.type_.as_deref().is_some_and(|name| rules.hides_type(name)) {
            return Some("type");
        }
        if wording.kind != Kind::Security
            && wording.scope.as_deref().is_some_and(|scope| rules.hides_scope(scope))
        {
            return Some("scope");
        }
        rules.hides_kind(wording.kind).then_some("type")
    }

    fn authors(&self, origin: &Origin<'_>) -> Vec<Author> {
        let Origin { commits, merge, told } = *origin;
        let author = |person: Person, bot| Author { person, bot, login: None, is_new: false };
        let mailmap = self.sources.mailmap;
        let rules = &self.sources.config.commits;
        let written =
            commits.iter().map(|commit| author(commit.author.person.clone(), commit.by_bot));
        let helped = commits.iter().copied().chain(merge).flat_map(|commit| {
            commit.message.co_authors.iter().map(|person| {
                let person = mailmap.resolve(person);
                let bot = rules.is_bot(&person);
                author(person, bot)
            })
        });
        let mut authors: Vec<Author> = Vec::new();
        for author in written.chain(helped) {
            let known = authors.iter().any(|known| {
                known.person.email.eq_ignore_ascii_case(&author.person.email)
                    || (known.person.name == author.person.name && !known.person.name.is_empty())
            });
            if !known {
                authors.push(author);
            }
        }
        // Whoever opened a pull request wrote it where nobody else did.
        if let ([only], Some(told)) = (authors.as_mut_slice(), told) {
            only.login.clone_from(&told.request.author);
            only.is_new = told.request.is_first == Some(true) && !only.bot;
        }
        authors
    }
}

fn tickets(origin: &Origin<'_>) -> Vec<String> {
    let mut tickets: Vec<String> = Vec::new();
    let request = origin.told.map(|told| told.request.number);
    let commits = origin.commits.iter().copied().chain(origin.merge);
    let written = commits.flat_map(|commit| &commit.message.tickets);
    for ticket in written.chain(origin.told.into_iter().flat_map(|told| &told.tickets)) {
        let is_request = request.is_some() && ticket.number() == request;
        if !is_request && !tickets.contains(&ticket.0) {
            tickets.push(ticket.0.clone());
        }
    }
    tickets
}

fn pull_requests(origin: &Origin<'_>) -> Vec<u64> {
    let mut numbers: Vec<u64> = Vec::new();
    let own = origin.commits.iter().filter_map(|commit| commit.message.pull_request);
    let own = own.chain(origin.told.map(|told| told.request.number));
    for number in own.chain(origin.merge.and_then(|merge| merge.message.pull_request)) {
        if !numbers.contains(&number) {
            numbers.push(number);
        }
    }
    numbers
}

/// Returns the stable id of a change: its pull request, else its ticket, else a hash of its words.
fn id(pull_requests: &[u64], tickets: &[String], wording: &Wording) -> String {
    if let Some(number) = pull_requests.first() {
        return format!("p:{number}");
    }
    let has_key = |ticket: &&String| {
        ticket.starts_with(|c: char| c.is_alphabetic()) && !ticket.starts_with("GH-")
    };
    if let Some(ticket) = tickets.iter().find(has_key) {
        return format!("t:{ticket}");
    }
    let type_ = wording.type_.as_deref().unwrap_or_default();
    let scope = wording.scope.as_deref().unwrap_or_default();
    format!("c:{:012x}", fnv(&[type_, scope, &wording.title]) & 0xffff_ffff_ffff)
}

/// FNV-1a over words with a separator that no subject holds.
fn fnv(words: &[&str]) -> u64 {
    let bytes = words.iter().flat_map(|word| word.bytes().chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Returns whether the squashed messages of a body stand in a list: the commits of one pull request.
pub(super) fn is_list(commit: &Commit, squashed: &Conventional) -> bool {
    commit.message.body.lines().any(|line| {
        line.trim_start().starts_with(['*', '-', '+'])
            && line.contains(squashed.description.as_str())
    })
}
