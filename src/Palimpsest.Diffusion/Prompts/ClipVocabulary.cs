using System.Text;

namespace Palimpsest.Diffusion.Prompts;

/// <summary>
/// CLIP's byte-pair vocabulary: 256 byte symbols, the same at the end of a word, one symbol for each merge, start and end of text.
/// Ids are positions in that list. The merges are those of openai/CLIP's bpe_simple_vocab_16e6.txt, in order of rank.
/// </summary>
internal sealed class ClipVocabulary
{
    private const int ByteCount = 256;
    private const int FirstMerge = 2 * ByteCount;
    private const string WordEnd = "</w>";
    private const double BracketStep = 1.1;

    private static readonly Lazy<ClipVocabulary> Loaded = new(() => new ClipVocabulary());

    private readonly int[] _symbolOfByte = new int[ByteCount];
    private readonly Dictionary<(int Left, int Right), int> _merged = [];

    private ClipVocabulary()
    {
        // Printable Latin-1 bytes stand for themselves and come first; the others are written as U+0100 and following.
        var ids = new Dictionary<string, int>();
        int[] printable = [.. Enumerable.Range('!', 94), .. Enumerable.Range(0xA1, 12), .. Enumerable.Range(0xAE, 82)];
        int[] others = [.. Enumerable.Range(0, ByteCount).Except(printable)];
        foreach (int value in printable.Concat(others))
        {
            int id = ids.Count / 2;
            int other = Array.IndexOf(others, value);
            string symbol = ((char)(other < 0 ? value : ByteCount + other)).ToString();
            _symbolOfByte[value] = id;
            ids[symbol] = id;
            ids[symbol + WordEnd] = ByteCount + id;
        }

        int next = FirstMerge;
        foreach (string line in EmbeddedData.Lines("clip_merges.txt.gz"))
        {
            int blank = line.IndexOf(' ');
            string left = line[..blank], right = line[(blank + 1)..];
            _merged[(ids[left], ids[right])] = next;
            ids[left + right] = next++;
        }

        Count = next + 2;
        BracketFactors = ids.Select(symbol => (symbol.Value, Factor: BracketFactor(symbol.Key))).Where(symbol => symbol.Factor != 1).ToDictionary(symbol => symbol.Value, symbol => symbol.Factor);
    }

    /// <summary>The vocabulary, read on first use.</summary>
    public static ClipVocabulary Instance => Loaded.Value;

    /// <summary>Number of ids, start and end of text included.</summary>
    public int Count { get; }

    /// <summary>What a token's brackets multiply the emphasis by: 1.1 for each that opens a round or closes a square one, its inverse for the others. Tokens whose brackets even out are not here.</summary>
    public IReadOnlyDictionary<int, double> BracketFactors { get; }

    /// <summary>Appends the ids of one word: its UTF-8 bytes, joined pair by pair, the earliest merge first, left before right.</summary>
    public void AppendWord(ReadOnlySpan<char> word, List<int> ids)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(word)];
        Encoding.UTF8.GetBytes(word, bytes);
        var symbols = new int[bytes.Length];
        var next = new int[bytes.Length];
        var previous = new int[bytes.Length];
        var candidates = new PriorityQueue<(int Position, int Left, int Right), (int Merged, int Position)>();
        for (int i = 0; i < bytes.Length; i++)
        {
            symbols[i] = _symbolOfByte[bytes[i]] + (i == bytes.Length - 1 ? ByteCount : 0);
            next[i] = i + 1;
            previous[i] = i - 1;
        }

        for (int i = 0; i + 1 < bytes.Length; i++)
        {
            Offer(i);
        }

        // A merge's parts rank before it, so a new candidate never ranks before the one that made it: one queue serves the whole word.
        while (candidates.TryDequeue(out (int Position, int Left, int Right) pair, out (int Merged, int Position) rank))
        {
            int right = next[pair.Position];
            if (symbols[pair.Position] != pair.Left || right >= bytes.Length || symbols[right] != pair.Right)
            {
                continue; // one of the two has been merged with another neighbour since
            }

            symbols[pair.Position] = rank.Merged;
            symbols[right] = -1;
            next[pair.Position] = next[right];
            if (next[right] < bytes.Length)
            {
                previous[next[right]] = pair.Position;
                Offer(pair.Position);
            }

            if (previous[pair.Position] >= 0)
            {
                Offer(previous[pair.Position]);
            }
        }

        for (int i = 0; i < bytes.Length; i = next[i])
        {
            ids.Add(symbols[i]);
        }

        void Offer(int position)
        {
            (int Left, int Right) pair = (symbols[position], symbols[next[position]]);
            if (_merged.TryGetValue(pair, out int merged))
            {
                candidates.Enqueue((position, pair.Left, pair.Right), (merged, position));
            }
        }
    }

    private static double BracketFactor(string symbol)
    {
        double factor = 1;
        foreach (char c in symbol)
        {
            factor = c switch
            {
                '(' or ']' => factor * BracketStep,
                '[' or ')' => factor / BracketStep,
                _ => factor,
            };
        }

        return factor;
    }
}
