namespace Palimpsest.Compute;

/// <summary>
/// Where each value of a graph lies in one block of memory. Values whose lives do not overlap share room, and a result takes over
/// the room of an operand that dies with it where the kernel may work in place.
/// </summary>
internal sealed class ArenaLayout
{
    private const int Alignment = 64;

    private readonly Storage[] _storages;

    public ArenaLayout(Graph graph)
    {
        int[] lastUse = LastUses(graph);
        _storages = new Storage[graph.Nodes.Count];
        for (int n = 0; n < graph.Nodes.Count; n++)
        {
            Node node = graph.Nodes[n];
            Storage storage = TakenOver(node, n) ?? new Storage(node.Result.Count * sizeof(float), node is InputNode ? -1 : n);
            storage.Last = Math.Max(storage.Last, lastUse[n]);
            _storages[n] = storage;
        }

        Bytes = Place([.. _storages.Distinct()]);
    }

    public long Bytes { get; }

    /// <summary>Byte offset of the value's first element.</summary>
    public long Offset(Value value) => _storages[value.Id].Offset;

    private static int[] LastUses(Graph graph)
    {
        var last = new int[graph.Nodes.Count];
        for (int n = 0; n < last.Length; n++)
        {
            last[n] = Math.Max(n, last[n]);
            foreach (Value value in graph.Nodes[n].Inputs)
            {
                last[value.Id] = n;
            }
        }

        // Inputs keep their contents between runs and outputs are read after them.
        foreach (Value value in graph.Inputs.Values.Concat(graph.Outputs.Values))
        {
            last[value.Id] = int.MaxValue;
        }

        return last;
    }

    /// <summary>The operand's storage that the node's result may overwrite; null for fresh room.</summary>
    private Storage? TakenOver(Node node, int n)
    {
        switch (node)
        {
            case ReshapeNode reshape:
                return _storages[reshape.X.Id];
            case GroupNormNode or LayerNormNode or ActivateNode or AddNode:
                return Dying(node.Inputs.First(), n);
            case Conv2dNode { Residual: { } residual } convolution when _storages[residual.Id] != _storages[convolution.X.Id]:
                return Dying(residual, n);
            case LinearNode { Residual: { } residual } linear when _storages[residual.Id] != _storages[linear.X.Id]:
                return Dying(residual, n);
            default:
                return null;
        }
    }

    private Storage? Dying(Value value, int n) => _storages[value.Id].Last == n ? _storages[value.Id] : null;

    /// <summary>Largest first, each at the lowest place that is free during its life.</summary>
    private static long Place(List<Storage> storages)
    {
        var placed = new List<Storage>();
        long end = 0;
        foreach (Storage storage in storages.OrderByDescending(storage => storage.Bytes).ThenBy(storage => storage.First))
        {
            long offset = 0;
            foreach (Storage other in placed)
            {
                if (other.Overlaps(storage) && other.Offset < offset + storage.Bytes)
                {
                    offset = Math.Max(offset, other.Offset + other.Bytes);
                }
            }

            storage.Offset = offset;
            int position = placed.FindIndex(other => other.Offset > offset);
            placed.Insert(position < 0 ? placed.Count : position, storage);
            end = Math.Max(end, offset + storage.Bytes);
        }

        return end;
    }

    /// <summary>Room for one value, or for several that take it over from each other.</summary>
    private sealed class Storage(long bytes, int first)
    {
        public long Bytes { get; } = (bytes + Alignment - 1) / Alignment * Alignment;

        public int First { get; } = first;

        public int Last { get; set; }

        public long Offset { get; set; }

        public bool Overlaps(Storage other) => First <= other.Last && other.First <= Last;
    }
}
