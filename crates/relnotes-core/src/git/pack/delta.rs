//! Deltas: an object as pieces of another and new bytes.

/// Makes an object of its base:
///
/// ```text
/// delta  = base-size object-size { copy | insert }
/// copy   = 1ooooooo with up to four bytes of offset and three of size
/// insert = 0nnnnnnn with n bytes
/// ```
/// None where the delta is damaged.
pub(super) fn apply(base: &[u8], delta: &[u8]) -> Option<Vec<u8>> {
    let (base_size, rest) = size(delta)?;
    let (object_size, mut rest) = size(rest)?;
    if base_size != base.len() {
        return None;
    }
    let mut object = Vec::with_capacity(object_size.min(base.len() * 2 + delta.len()));
    while let Some((&code, after)) = rest.split_first() {
        rest = after;
        if code & 0x80 != 0 {
            let offset = number(&mut rest, code & 15, 4)?;
            let size = match number(&mut rest, code >> 4 & 7, 3)? {
                0 => 0x10000,
                size => size,
            };
            object.extend_from_slice(base.get(offset..offset.checked_add(size)?)?);
        } else {
            let (new, after) = rest.split_at_checked(usize::from(code))?;
            if new.is_empty() {
                return None;
            }
            object.extend_from_slice(new);
            rest = after;
        }
    }
    (object.len() == object_size).then_some(object)
}

/// Returns the size of what a delta makes.
pub(super) fn size_of_result(delta: &[u8]) -> Option<usize> {
    let (_, rest) = size(delta)?;
    size(rest).map(|(size, _)| size)
}

/// Reads the bytes of a little-endian number of which the bits of `present` say that they are there.
fn number(rest: &mut &[u8], present: u8, bytes: u8) -> Option<usize> {
    let mut number = 0;
    for at in 0..bytes {
        if present >> at & 1 == 1 {
            let (&byte, after) = rest.split_first()?;
            number |= usize::from(byte) << (8 * at);
            *rest = after;
        }
    }
    Some(number)
}

/// Reads a little-endian base-128 number.
fn size(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut size = 0usize;
    for (at, byte) in bytes.iter().enumerate() {
        size |= usize::from(byte & 0x7f).checked_shl(u32::try_from(at).ok()? * 7)?;
        if byte & 0x80 == 0 {
            return Some((size, &bytes[at + 1..]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::apply;

    #[test]
    fn pieces_are_copied_and_inserted() {
        let delta = [5, 7, 0x91, 1, 3, 3, b'x', b'y', b'z', 0x90, 1];
        assert_eq!(apply(b"abcde", &delta).unwrap(), b"bcdxyza");
        assert_eq!(super::size_of_result(&delta), Some(7));
    }

    #[test]
    fn damaged_deltas_are_refused() {
        let whole = [5, 7, 0x91, 1, 3, 3, b'x', b'y', b'z', 0x90, 1];
        for end in 0..whole.len() {
            assert_eq!(apply(b"abcde", &whole[..end]), None, "cut at {end}");
        }
        assert_eq!(apply(b"abcd", &whole), None);
        assert_eq!(apply(b"abcde", &[5, 3, 0x91, 4, 3]), None);
        assert_eq!(apply(b"abcde", &[5, 1, 0]), None);
    }
}
