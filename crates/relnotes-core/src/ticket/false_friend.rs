//! Names that look like the key of a project and are not.

/// Tells whether `key` (in capitals) is known to stand before numbers that are no tickets.
///
/// One letter followed by digits names models, versions and quarters (`V8-11`, `X86-64`, `Q4-2024`).
pub(super) fn is_false_friend(key: &str) -> bool {
    key.bytes().skip(1).all(|b| b.is_ascii_digit())
        || FALSE_FRIENDS.iter().any(|group| group.contains(&key))
}

/// In groups by the reason for which they are here.
const FALSE_FRIENDS: &[&[&str]] = &[
    // Encodings and alphabets: UTF-8, UCS-2, CP-1251, WINDOWS-1251, KOI8-R, LATIN-1, BASE-64, GB-18030, BIG-5.
    &[
        "UTF", "UCS", "CP", "WINDOWS", "KOI", "KOI8", "LATIN", "BASE", "GB", "BIG", "ASCII",
        "UNICODE",
    ],
    // Hashes and ciphers: SHA-256, SHA3-512, MD-5, AES-256, RSA-2048, ED-25519, CRC-32.
    &[
        "SHA", "SHA1", "SHA2", "SHA3", "MD", "MD5", "AES", "DES", "RSA", "ECDSA", "ED", "HMAC",
        "CRC", "CRC32",
    ],
    &[
        "BLAKE", "BLAKE2", "BLAKE2B", "BLAKE2S", "BLAKE3", "RIPEMD", "SHAKE", "SHA256", "SHA512",
        "CURVE", "SECP", "CHACHA", "PBKDF", "XXH", "ARGON",
    ],
    // Standards and proposals: ISO-8601, RFC-2119, PEP-8, KEP-1, JSR-303, EIP-1559, ECMA-262, PKCS-7, FIPS-140.
    &[
        "ISO", "IEC", "IEEE", "RFC", "BCP", "STD", "ANSI", "DIN", "EN", "ECMA", "ES", "FIPS",
        "NIST", "PKCS", "GOST",
    ],
    &[
        "PEP", "HIP", "KEP", "KIP", "JEP", "JSR", "EIP", "ERC", "BIP", "PSR", "XEP", "ADR", "TR",
        "UTS", "UAX",
    ],
    // Advisories: CVE-2024-1, GHSA-..., RUSTSEC-2024-0001, GO-2024-1, CWE-79.
    &["CVE", "CWE", "GHSA", "RUSTSEC", "GO", "PYSEC", "OSV", "DSA", "RHSA", "GSOC"],
    // Protocols: HTTP-2, TLS-1, SSL-3, IPV-6, OAUTH-2, USB-3.
    &[
        "HTTP", "HTTPS", "TLS", "SSL", "IP", "IPV", "QUIC", "OAUTH", "SMTP", "MQTT", "DNS", "SQL",
        "USB", "PCI", "DDR", "BGP",
    ],
    // Machines: X86-64, ARM-64, AMD-64, AVX-512, SSE-4, WIN-32.
    &[
        "ARM", "AMD", "AARCH", "MIPS", "PPC", "RISCV", "INTEL", "AVX", "SSE", "NEON", "WIN", "FP",
        "INT", "UINT", "BF",
    ],
    // Languages, formats and products with a version: JAVA-8, PHP-8, MP-3, MPEG-4, GPT-4, CLAUDE-3.
    &[
        "JAVA", "JDK", "PHP", "PYTHON", "PY", "NODE", "RUBY", "GCC", "LLVM", "CPP", "CSS", "HTML",
        "MP", "MPEG", "JPEG",
    ],
    &["GPT", "LLAMA", "CLAUDE", "GEMINI"],
    // Licences: GPL-3, BSD-3-Clause, MIT-0, CC-0.
    &["GPL", "LGPL", "AGPL", "MPL", "BSD", "MIT", "CC", "APACHE", "EUPL"],
    // Time: UTC-3, GMT-5, FY-2024, DEC-31.
    &[
        "UTC", "GMT", "FY", "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT",
        "NOV", "DEC",
    ],
    // Counting: RC-1, PR-12 (a pull request), PHASE-2, STEP-3, TOP-10.
    &[
        "RC", "PR", "MR", "ALPHA", "BETA", "PHASE", "STEP", "PART", "TOP", "LEVEL", "TIER",
        "VERSION",
    ],
    // Diseases and the rest of the world.
    &["COVID", "SARS"],
];
