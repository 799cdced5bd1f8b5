/**
 * Texts that other systems have spoiled: combining signs, joiners, directions,
 * signs that look like markup, like SQL, like numbers, like nothing. Each must
 * come back byte for byte. Written with escapes where an editor would not show
 * or would change them.
 */
export const naughty_texts: readonly string[] = [
  // Almost nothing.
  " ",
  "\t",
  "\n",
  "\r\n",
  "\u00a0",
  "\u200b",
  "\ufeff",
  "\u2028 and \u2029",
  "  two before and after  ",
  "\u0001\u0002\u0003\u0007\u0008\u000b\u000c\u001b\u007f",
  "\u0080\u0085\u009f",
  // One sign, several code points, several spellings.
  "é",
  "e\u0301",
  "\u1100\u1161\u11a8",
  "각",
  "ﬁ ﬀ ﬃ",
  "Ａｂｃ ①②③ ℌ",
  "K Å",
  "ß ẞ ſ İ ı",
  "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324\u031e\u0349",
  // Beyond the first plane, and joined.
  "💬",
  "👩‍👩‍👧‍👦 👩🏽‍🚀 🏳️‍🌈 🇪🇺 1️⃣",
  "👋🏻👋🏿",
  "𝕋𝕙𝕖 𝔮𝔲𝔦𝔠𝔨",
  "𠜎𠜱𠝹",
  "\u{10ffff}\u{f0000}\ufffd",
  "\ufffe\uffff",
  // Directions.
  "שלום עולם",
  "مُنَاقَشَةُ سُبُلِ اِسْتِخْدَامِ",
  "\u202e reversed \u202c",
  "\u2066 isolated \u2069\u200f\u200e\u061c",
  "abc שלום 123 مرحبا",
  // Words without letters of ours.
  "田中さんにあげて下さい",
  "สวัสดีชาวโลก",
  "नमस्ते दुनिया",
  "𞤀𞤣𞤤𞤢𞤥",
  "ᚠᛇᚻ᛫ᛒᛦᚦ",
  // Not markup, not SQL, not a path, not a format.
  "<script>alert('x')</script>",
  "<img src=x onerror=alert(1)>",
  "&lt;&amp;&#39;&quot;&nbsp;",
  "'; drop table messages; --",
  "\\'; \\\\ \\u0041 \\n \\x41 %00 %0d%0a",
  "$1 $$ ${7*7} {{7*7}} #{7*7}",
  "../../../../etc/passwd",
  "%s %d %n %x",
  "null undefined NaN true 0 -0 1e1000 0x0",
  '{"type":"ping"}',
  "\"quoted\" 'twice'",
  "[x](javascript:alert(1))",
  "`code` **bold** _it_ ~~no~~",
  "\u2400",
  "a".repeat(4_000),
  "💬".repeat(4_000),
  "e\u0301".repeat(2_000),
];
