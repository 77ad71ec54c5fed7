namespace Palimpsest.Imaging.Jpeg;

/// <summary>A Huffman code as a file spells it: how many codes of each length, and the symbols in code order.</summary>
/// <param name="Counts">16 numbers: codes of 1 … 16 bits.</param>
/// <param name="Symbols">As many as the counts sum up to, at most 256.</param>
internal sealed record HuffmanCode(byte[] Counts, byte[] Symbols);
