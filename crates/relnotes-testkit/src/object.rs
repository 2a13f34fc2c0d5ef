//! Commits, tags and trees as the bytes git stores. Written by hand rather than through libgit2's commit functions,
//! so that no configuration has a say, and odd encodings and times can be stored as they are.

use git2::{ObjectType, Oid};

use crate::clock::Time;

/// A person with a time.
#[derive(Debug, Clone)]
pub(crate) struct Signature {
    pub(crate) person: Vec<u8>,
    pub(crate) time: Time,
}

/// What a commit holds.
pub(crate) struct CommitObject<'a> {
    pub(crate) tree: Oid,
    pub(crate) parents: &'a [Oid],
    pub(crate) author: &'a Signature,
    pub(crate) committer: &'a Signature,
    pub(crate) encoding: Option<&'a str>,
    pub(crate) message: &'a [u8],
}

/// What an annotated tag holds.
pub(crate) struct TagObject<'a> {
    pub(crate) target: Oid,
    pub(crate) kind: ObjectType,
    pub(crate) name: &'a str,
    pub(crate) tagger: &'a Signature,
    pub(crate) message: &'a str,
}

impl CommitObject<'_> {
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut bytes = format!("tree {}\n", self.tree).into_bytes();
        for parent in self.parents {
            bytes.extend(format!("parent {parent}\n").bytes());
        }
        encode_signature(&mut bytes, "author", self.author);
        encode_signature(&mut bytes, "committer", self.committer);
        if let Some(encoding) = self.encoding {
            bytes.extend(format!("encoding {encoding}\n").bytes());
        }
        bytes.push(b'\n');
        bytes.extend(self.message);
        bytes
    }
}

impl TagObject<'_> {
    pub(crate) fn encode(&self) -> Vec<u8> {
        let kind = self.kind.str();
        let mut bytes =
            format!("object {}\ntype {kind}\ntag {}\n", self.target, self.name).into_bytes();
        encode_signature(&mut bytes, "tagger", self.tagger);
        bytes.push(b'\n');
        bytes.extend(self.message.bytes());
        bytes
    }
}

fn encode_signature(bytes: &mut Vec<u8>, role: &str, signature: &Signature) {
    let Time { seconds, offset } = signature.time;
    let sign = if offset < 0 { '-' } else { '+' };
    let (hours, minutes) = (offset.abs() / 60, offset.abs() % 60);
    bytes.extend(role.bytes());
    bytes.push(b' ');
    bytes.extend(&signature.person);
    bytes.extend(format!(" {seconds} {sign}{hours:02}{minutes:02}\n").bytes());
}
