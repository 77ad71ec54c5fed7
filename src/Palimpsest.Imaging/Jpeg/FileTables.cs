using System.Buffers.Binary;

namespace Palimpsest.Imaging.Jpeg;

/// <summary>The tables in force while a file is read; segments between scans may replace them.</summary>
internal sealed class FileTables
{
    private const int Slots = 4;

    private readonly ushort[]?[] _quantisation = new ushort[]?[Slots];
    private readonly HuffmanDecodingTable?[] _dc = new HuffmanDecodingTable?[Slots];
    private readonly HuffmanDecodingTable?[] _ac = new HuffmanDecodingTable?[Slots];

    /// <summary>A file without Huffman tables (a frame of Motion JPEG) means the standard's example tables.</summary>
    public FileTables()
    {
        _dc[0] = new HuffmanDecodingTable(StandardTables.LuminanceDc);
        _ac[0] = new HuffmanDecodingTable(StandardTables.LuminanceAc);
        _dc[1] = new HuffmanDecodingTable(StandardTables.ChrominanceDc);
        _ac[1] = new HuffmanDecodingTable(StandardTables.ChrominanceAc);
    }

    /// <summary>MCUs between two restart markers; 0 for none.</summary>
    public int RestartInterval { get; private set; }

    /// <summary>The quantisation table of a slot, 64 steps in block order.</summary>
    public ushort[] Quantisation(int slot) => At(_quantisation, slot, "quantisation");

    public HuffmanDecodingTable Dc(int slot) => At(_dc, slot, "DC Huffman");

    public HuffmanDecodingTable Ac(int slot) => At(_ac, slot, "AC Huffman");

    /// <summary>A DQT segment: any number of tables of 64 steps of 8 or 16 bits.</summary>
    public void ReadQuantisation(ReadOnlySpan<byte> payload)
    {
        while (payload.Length > 0)
        {
            int slot = payload[0] & 15;
            int stepBytes = (payload[0] >> 4) + 1;
            if (slot >= Slots || stepBytes > 2 || payload.Length < 1 + (64 * stepBytes))
            {
                throw Damaged("quantisation table");
            }

            var table = new ushort[64];
            ReadOnlySpan<byte> steps = payload.Slice(1, 64 * stepBytes);
            for (int k = 0; k < 64; k++)
            {
                table[StandardTables.ZigZag[k]] = stepBytes == 1 ? steps[k] : BinaryPrimitives.ReadUInt16BigEndian(steps[(2 * k)..]);
            }

            _quantisation[slot] = table;
            payload = payload[(1 + steps.Length)..];
        }
    }

    /// <summary>A DHT segment: any number of Huffman tables.</summary>
    public void ReadHuffman(ReadOnlySpan<byte> payload)
    {
        while (payload.Length > 0)
        {
            if (payload.Length < 17)
            {
                throw Damaged("Huffman table");
            }

            bool isAc = (payload[0] & 0x10) != 0;
            int slot = payload[0] & ~0x10;
            byte[] counts = payload.Slice(1, 16).ToArray();
            int total = counts.Sum(count => count);
            if (slot >= Slots || total > 256 || payload.Length < 17 + total)
            {
                throw Damaged("Huffman table");
            }

            byte[] symbols = payload.Slice(17, total).ToArray();
            if (!isAc && symbols.Any(symbol => symbol > 15))
            {
                throw new PictureException("The JPEG's DC Huffman table holds a size above 15 bits; the file is damaged.");
            }

            // A table without codes defines nothing: the slot is empty, which matters only to a scan that wants it.
            (isAc ? _ac : _dc)[slot] = total == 0 ? null : new HuffmanDecodingTable(new HuffmanCode(counts, symbols));
            payload = payload[(17 + total)..];
        }
    }

    public void ReadRestartInterval(ReadOnlySpan<byte> payload)
    {
        if (payload.Length != 2)
        {
            throw Damaged("restart interval");
        }

        RestartInterval = BinaryPrimitives.ReadUInt16BigEndian(payload);
    }

    private static T At<T>(T?[] tables, int slot, string kind)
        where T : class =>
        (slot < Slots ? tables[slot] : null) ?? throw new PictureException($"The JPEG uses {kind} table {slot}, which it does not define; the file is damaged.");

    private static PictureException Damaged(string what) => new($"The JPEG's {what} segment cannot be read; the file is damaged.");
}
