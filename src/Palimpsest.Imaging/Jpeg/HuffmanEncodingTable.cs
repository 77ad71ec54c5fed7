namespace Palimpsest.Imaging.Jpeg;

/// <summary>A Huffman code ready for encoding: code and length of each symbol.</summary>
internal sealed class HuffmanEncodingTable
{
    private readonly (ushort Code, byte Length)[] _codes = new (ushort, byte)[256];

    public HuffmanEncodingTable(HuffmanCode definition)
    {
        int code = 0, index = 0;
        for (int length = 1; length <= definition.Counts.Length; length++)
        {
            for (int i = 0; i < definition.Counts[length - 1]; i++)
            {
                _codes[definition.Symbols[index++]] = ((ushort)code++, (byte)length);
            }

            code <<= 1;
        }
    }

    public (ushort Code, byte Length) this[int symbol] => _codes[symbol];
}
